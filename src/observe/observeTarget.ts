import { ancestry, isAtOrBelow, type Name, wildcardUnder } from '../model/name.ts';
import type { Answer, Circumstance, Observation, ZoneView } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Target } from '../model/target.ts';
import { circumstancesOf, withoutMissingFamilies } from './circumstances.ts';
import { type Errand, type RunContext, startErrand } from './context.ts';
import { type Hop, observeHop } from './hop.ts';
import { addressText, interpret } from './interpret.ts';
import { inOrder } from './order.ts';
import { askAll, type ZoneBook, type ZoneEntry } from './zoneBook.ts';

/** CNAMEs that are followed from one name. No resolver goes so far, so a longer chain is broken anyway. */
const MOST_HOPS = 16;

/** Everything about one target: authorities and parent, hop by hop, and then the resolvers. */
export async function observeTarget(
  run: RunContext,
  book: ZoneBook,
  target: Target,
  signal?: AbortSignal,
): Promise<Observation> {
  const startedAt = run.clock.now();
  const errand = startErrand(run.clock, run.budgetMs, signal);
  try {
    const circumstances: Circumstance[] = [];
    const hops = await followChain(run, book, errand, target, circumstances);
    const first = hops[0];
    const zone = first?.zone ?? null;
    const types = questionsAt(target, zone?.apex);
    const [views, resolved, probed] = await Promise.all([
      viewsOf(run, errand, hops),
      askResolvers(run, errand, target.name, types),
      probeWildcards(run, errand, target, first),
    ]);
    const answers = inOrder([
      ...hops.flatMap((hop) => hop.answers),
      ...views.flatMap((view) => view.answers),
      ...resolved,
      ...probed,
    ]);
    circumstances.push(...circumstancesOf(answers, run.channels));
    if (errand.reason() === 'budget')
      circumstances.push({ kind: 'budget-spent', seconds: run.budgetMs / 1000 });
    if (errand.reason() === 'interrupted') circumstances.push({ kind: 'interrupted' });
    return {
      ...{ target, startedAt, finishedAt: run.clock.now(), zone: zone?.apex ?? null },
      zones: views.map((view) => view.zone),
      answers: withoutMissingFamilies(answers),
      circumstances,
    };
  } finally {
    errand.end();
  }
}

/** What to ask about the target's own name: CNAMEs come with the answers about addresses, NS only at an apex. */
function questionsAt(target: Target, apex: Name | undefined): RecordType[] {
  const types = target.types.filter((type) => type !== 'CNAME' && (type !== 'NS' || target.name === apex));
  if (types.length === 0) types.push(target.types.includes('CNAME') ? 'CNAME' : 'NS');
  // Address hints in HTTPS and SVCB (RFC 9460 §7.3) would go on pointing to the old place.
  if (target.cutover !== undefined && types.some((t) => t === 'A' || t === 'AAAA')) types.push('HTTPS');
  return [...new Set(types)];
}

function targetTypes(run: RunContext, target: Target, apex: Name): RecordType[] {
  const types = questionsAt(target, apex);
  // Whether a name is an apex is not known beforehand when discovery is off.
  const unsure = run.authority.mode === 'given' && target.types.includes('NS') && !types.includes('NS');
  return unsure ? [...types, 'NS'] : types;
}

function chainTypes(target: Target): RecordType[] {
  const types = target.types.filter((type) => type !== 'CNAME' && type !== 'NS');
  return types.length > 0 ? types : ['CNAME'];
}

async function followChain(
  run: RunContext,
  book: ZoneBook,
  errand: Errand,
  target: Target,
  circumstances: Circumstance[],
): Promise<Hop[]> {
  const hops: Hop[] = [];
  const visited = new Set<Name>([target.name]);
  let names: readonly Name[] = [target.name];
  for (let depth = 0; names.length > 0; depth++) {
    if (depth >= MOST_HOPS) {
      circumstances.push({ kind: 'chain-too-long', limit: MOST_HOPS });
      break;
    }
    const found = await Promise.all(
      names.map((name) =>
        observeHop(run, book, errand, {
          name,
          place: name === target.name ? 'target' : 'chain',
          types: (apex) => (name === target.name ? targetTypes(run, target, apex) : chainTypes(target)),
        }),
      ),
    );
    for (const [i, hop] of found.entries()) {
      hops.push(hop);
      const name = names[i] ?? target.name;
      // With given servers, a chain that leaves them is not followed and nothing is missing.
      if (hop.nowhere !== undefined && (run.authority.mode === 'auto' || name === target.name))
        circumstances.push({ kind: 'zone-not-found', name, detail: hop.nowhere });
      for (const set of hop.answers.flatMap((a) => a.rrsets)) visited.add(set.owner);
    }
    const next = [...new Set(found.flatMap((hop) => hop.next))].sort();
    const looped = next.find((name) => visited.has(name));
    if (looped !== undefined) circumstances.push({ kind: 'chain-loop', at: looped });
    names = next.filter((name) => !visited.has(name));
    for (const name of names) visited.add(name);
  }
  return hops;
}

interface View {
  readonly zone: ZoneView;
  readonly answers: readonly Answer[];
}

/** The zones met; of the target's own also SOA, NS and what the parent says. */
async function viewsOf(run: RunContext, errand: Errand, hops: readonly Hop[]): Promise<View[]> {
  const zones = [...new Set(hops.flatMap((hop) => (hop.zone === null ? [] : [hop.zone])))];
  return Promise.all(zones.map((zone, i) => (i === 0 ? viewOf(run, errand, zone) : glimpseOf(errand, zone))));
}

async function viewOf(run: RunContext, errand: Errand, zone: ZoneEntry): Promise<View> {
  const none = { answers: [], delegation: null, noDelegation: 'unobserved' } as const;
  const asksContext = run.authority.mode !== 'none';
  const [known, further, context, parent] = await Promise.all([
    errand.orElse(zone.servers, () => []),
    asksContext ? errand.orElse(zone.further(), () => []) : [],
    asksContext ? errand.orElse(zone.context(), () => []) : [],
    errand.orElse(zone.parent(), () => none),
  ]);
  const servers = [...known, ...further];
  const ofFurther = await errand.orElse(askAll(run, further, zone.apex, ['SOA', 'NS'], zone.apex), () => []);
  const own = [...context, ...ofFurther];
  return {
    zone: {
      apex: zone.apex,
      servers: servers.map((s) => ({ name: s.name as Name, addresses: s.endpoints.map(addressText) })),
      delegation: parent.delegation,
      ...(parent.noDelegation === undefined ? {} : { noDelegation: parent.noDelegation }),
      soa: soaAmong(own),
    },
    answers: [...own, ...parent.answers],
  };
}

async function glimpseOf(errand: Errand, zone: ZoneEntry): Promise<View> {
  const servers = await errand.orElse(zone.servers, () => []);
  return {
    zone: {
      apex: zone.apex,
      servers: servers.map((s) => ({ name: s.name as Name, addresses: s.endpoints.map(addressText) })),
      ...{ delegation: null, noDelegation: 'not-asked', soa: null },
    },
    answers: [],
  };
}

/** The SOA with the longest negative TTL that an authority gave. */
function soaAmong(answers: readonly Answer[]): ZoneView['soa'] {
  const seen = answers.filter((a) => a.aa).flatMap((a) => a.rrsets.filter((s) => s.type === 'SOA'));
  const soas = seen.flatMap((set) =>
    set.rdata.map((text) => {
      const [, , serial, , , , minimum] = text.split(' ').map(Number);
      return { owner: set.owner, ttl: set.ttl, serial: serial ?? 0, minimum: minimum ?? 0 };
    }),
  );
  return soas.sort((a, b) => Math.min(b.ttl, b.minimum) - Math.min(a.ttl, a.minimum))[0] ?? null;
}

async function askResolvers(
  run: RunContext,
  errand: Errand,
  name: Name,
  types: readonly RecordType[],
): Promise<Answer[]> {
  const wanted = types.filter((type) => type !== 'HTTPS');
  return Promise.all(
    run.channels.flatMap((channel) =>
      wanted.map(async (type) => {
        const [endpoint] = channel.resolver.endpoints;
        if (endpoint === undefined)
          throw new RangeError(`the resolver ${channel.resolver.name} has no address`);
        const kind = () => (errand.reason() === 'budget' ? 'timeout' : 'interrupted');
        const over = () => {
          const transport = endpoint.protocol;
          const asked = { kind: kind(), tries: 0, ignored: 0, transport, at: run.clock.now() } as const;
          return { asked, endpoint };
        };
        const reply = await errand.orElse(channel.ask(name, type, 'flight'), over);
        const asking = { vantage: 'resolver', server: channel.resolver.name, name, type } as const;
        return interpret({ ...asking, endpoint: reply.endpoint }, reply.asked);
      }),
    ),
  );
}

/**
 * Whether a name that moves exists only by a wildcard: the wildcards that could cover it are asked for at one
 * server. Names that do not move, and signed zones (their RRSIGs tell), need no probe.
 */
async function probeWildcards(
  run: RunContext,
  errand: Errand,
  target: Target,
  hop: Hop | undefined,
): Promise<Answer[]> {
  const zone = hop?.zone ?? null;
  const positive = hop?.answers.find((a) => a.aa && a.outcome === 'answer' && a.question.type !== 'HTTPS');
  const set = positive?.rrsets[0];
  if (zone === null || positive === undefined || set === undefined || target.cutover === undefined) return [];
  if (set.originalTtl !== undefined || set.owner !== target.name || target.name.startsWith('*.')) return [];
  const servers = await errand.orElse(zone.servers, () => []);
  const server = servers.find((s) => s.name === positive.server);
  if (server === undefined || target.name === zone.apex) return [];
  const above = ancestry(target.name)
    .slice(1)
    .filter((name) => isAtOrBelow(name, zone.apex));
  const [endpoint] = server.endpoints;
  const asked = above.map((name) =>
    askAll(
      run,
      endpoint === undefined ? [] : [{ ...server, endpoints: [endpoint] }],
      wildcardUnder(name),
      [positive.question.type],
      zone.apex,
    ),
  );
  const answers = await errand.orElse(Promise.all(asked), () => []);
  return answers.flat().filter((a) => a.outcome === 'answer');
}
