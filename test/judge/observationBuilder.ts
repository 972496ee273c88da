/**
 * Observations in a few words, for tests of whatever reads them:
 *
 *     seen('www.example.com').says('ns1', 'A', '300 A 192.0.2.1').holds('google', 'A', '120 A 192.0.2.1').done()
 *
 * An RRset is written `[owner] TTL TYPE rdata[,rdata]`; owners default to the name that was asked for.
 */
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import type {
  Answer,
  Circumstance,
  Delegation,
  Observation,
  Outcome,
  SeenRrset,
  SeenSoa,
  ZoneView,
} from '../../src/model/observation.ts';
import type { Target } from '../../src/model/target.ts';

/** When the observations of tests are made, unless they say otherwise. */
export const SEEN_AT: Instant = instant(Date.UTC(2026, 10, 2, 12));

export interface ObservationBuilder {
  /** An authority's answer to a question of that type about the target's name: an outcome, or RRsets. */
  says(server: string, type: string, what: Outcome | string, ...more: string[]): ObservationBuilder;
  /** The same a second time. */
  saysAgain(server: string, type: string, what: Outcome | string, ...more: string[]): ObservationBuilder;
  /** A resolver's answer; it comes a second after the authorities'. */
  holds(resolver: string, type: string, what: Outcome | string, ...more: string[]): ObservationBuilder;
  /** Whatever is special about the answer added last. */
  but(changes: Partial<Answer>): ObservationBuilder;
  /** Whatever is special about the RRsets of the answer added last. */
  butRrset(changes: Partial<SeenRrset>): ObservationBuilder;
  parent(delegation: Partial<Delegation>): ObservationBuilder;
  noParent(why: NonNullable<ZoneView['noDelegation']>): ObservationBuilder;
  /** Another zone that was met, with its servers. */
  zone(apex: string, ...servers: string[]): ObservationBuilder;
  /** The servers that the target's zone lists; those that say something are listed anyway. */
  servers(...names: string[]): ObservationBuilder;
  circumstance(...circumstances: Circumstance[]): ObservationBuilder;
  /** The SOA of the target's zone. */
  soa(soa: Partial<SeenSoa>): ObservationBuilder;
  done(): Observation;
}

export interface SeenOptions extends Partial<Omit<Target, 'name' | 'input'>> {
  /** The target's zone; null: it was not found. `example.com.` unless given. */
  readonly inZone?: string | null;
  readonly at?: Instant;
}

/** Begins an observation of a name; types are A unless given. */
export function seen(name: string, options: SeenOptions = {}): ObservationBuilder {
  const { inZone = 'example.com.', at = SEEN_AT, ...target } = options;
  const targetName = parseName(name);
  const apex = inZone === null ? null : parseName(inZone);
  const zones = new Map<Name, string[]>(apex === null ? [] : [[apex, []]]);
  const answers: Answer[] = [];
  const circumstances: Circumstance[] = [];
  let view: Partial<ZoneView> = { noDelegation: 'not-asked' };

  function zoneFor(owner: Name): Name | undefined {
    return [...zones.keys()]
      .filter((z) => owner === z || owner.endsWith(`.${z}`))
      .sort((a, b) => b.length - a.length)[0];
  }

  function add(
    vantage: 'authority' | 'resolver',
    who: string,
    type: string,
    texts: readonly string[],
    extra: Partial<Answer>,
  ): void {
    const server = vantage === 'authority' ? absolute(who, apex) : who;
    const isOutcome = texts.length === 1 && /^[a-z]+$/.test(texts[0] ?? '');
    const outcome = isOutcome ? (texts[0] as Outcome) : 'answer';
    const rrsets = isOutcome ? [] : texts.map((text) => rrsetOf(text, targetName));
    const asked = rrsets[0]?.owner ?? targetName;
    const zone = vantage === 'authority' ? zoneFor(asked) : undefined;
    const speaks = ['answer', 'nodata', 'nxdomain'].includes(outcome);
    const spoke = speaks || ['lame', 'refused', 'servfail', 'error', 'referral'].includes(outcome);
    answers.push({
      ...{ vantage, server, address: addressOf(vantage, server), transport: 'udp' },
      ...(zone === undefined ? {} : { zone }),
      question: { name: rrsets.some((r) => r.owner === targetName) ? targetName : asked, type },
      at: vantage === 'authority' ? at : plusSeconds(at, 1),
      ...{ rttMs: spoke ? 1 : null, tries: 1, outcome, rrsets },
      rcode: spoke ? rcodeOf(outcome) : null,
      aa: vantage === 'authority' && speaks,
      ra: vantage === 'resolver',
      ...extra,
    });
    if (vantage === 'authority' && zone !== undefined) zones.get(zone)?.push(server);
  }

  function replaceLast(change: (last: Answer) => Answer): void {
    const last = answers.pop();
    if (last === undefined) throw new RangeError('no answer to change yet');
    answers.push(change(last));
  }

  const builder: ObservationBuilder = {
    says(server, type, ...texts) {
      add('authority', server, type, texts, {});
      return builder;
    },
    saysAgain(server, type, ...texts) {
      add('authority', server, type, texts, { again: true, at: plusSeconds(at, 2) });
      return builder;
    },
    holds(resolver, type, ...texts) {
      add('resolver', resolver, type, texts, {});
      return builder;
    },
    but(changes) {
      replaceLast((last) => ({ ...last, ...changes }));
      return builder;
    },
    butRrset(changes) {
      replaceLast((last) => ({ ...last, rrsets: last.rrsets.map((r) => ({ ...r, ...changes })) }));
      return builder;
    },
    parent(delegation) {
      const { noDelegation: _, ...rest } = view;
      view = { ...rest, delegation: { ttl: 172_800, servers: [], glue: [], signed: false, ...delegation } };
      return builder;
    },
    noParent(noDelegation) {
      view = { ...view, noDelegation };
      return builder;
    },
    zone(name, ...servers) {
      zones.set(
        parseName(name),
        servers.map((s) => absolute(s, null)),
      );
      return builder;
    },
    servers(...names) {
      if (view.noDelegation === 'not-asked') view = { ...view, noDelegation: 'same-servers' };
      if (apex !== null) zones.get(apex)?.push(...names.map((n) => absolute(n, apex)));
      return builder;
    },
    circumstance(...more) {
      circumstances.push(...more);
      return builder;
    },
    soa(soa) {
      view = { ...view, soa: { owner: apex ?? targetName, ttl: 3600, serial: 1, minimum: 300, ...soa } };
      return builder;
    },
    done: () => ({
      target: { input: name, name: targetName, types: ['A'], ...target },
      startedAt: at,
      finishedAt: plusSeconds(at, 3),
      zone: apex,
      zones: [...zones].map(([zone, servers]) => ({
        apex: zone,
        servers: [...new Set(servers)].map((s) => ({
          name: parseName(s),
          addresses: [addressOf('authority', s)],
        })),
        ...{ delegation: null, soa: null },
        ...(zone === apex ? view : { noDelegation: 'not-asked' as const }),
      })),
      answers,
      circumstances,
    }),
  };
  return builder;
}

function absolute(server: string, apex: Name | null): string {
  return server.includes('.') || apex === null ? parseName(server) : `${server}.${apex}`;
}

/** `www.example.com. 300 A 192.0.2.1,192.0.2.2`, the owner left out for the target's name. */
export function rrsetOf(text: string, owner: Name): SeenRrset {
  const words = text.split(' ');
  const named = Number.isNaN(Number(words[0])) ? parseName(words.shift() ?? '.') : owner;
  const [ttl = '0', type = 'A', ...rdata] = words;
  return { owner: named, type, ttl: Number(ttl), rdata: rdata.join(' ').split(',').sort() };
}

function rcodeOf(outcome: Outcome): string {
  const codes: Partial<Record<Outcome, string>> = {
    nxdomain: 'NXDOMAIN',
    refused: 'REFUSED',
    servfail: 'SERVFAIL',
    error: 'FORMERR',
  };
  return codes[outcome] ?? 'NOERROR';
}

/** Always the same address for a name. */
function addressOf(vantage: string, server: string): string {
  const sum = [...server].reduce((n, c) => (n * 31 + c.charCodeAt(0)) % 253, 0);
  return `${vantage === 'authority' ? '192.0.2' : '198.51.100'}.${sum + 1}`;
}
