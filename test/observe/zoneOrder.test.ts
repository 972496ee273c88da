/** With `--authority`, the zone of a name is the same wherever it stands in a list: a server may have a parent and its child. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { encodeName } from '../../src/dns/name.ts';
import { observationOf } from '../../src/model/lookalike.ts';
import { isAtOrBelow, parseName } from '../../src/model/name.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { RecordType } from '../../src/model/recordType.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { targetsFromNames } from '../../src/sources/names.ts';
import type { Behaviour } from '../../src/world/authority.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { type Zone, zone } from '../../src/world/zone.ts';
import { passing } from './observing.ts';

const SERVERS = ['192.0.2.1', '192.0.2.2'];
const ZONES = [
  zone(
    'example.com',
    `@ 3600 NS ns1
     ns1 3600 A 192.0.2.1
     shop 3600 NS ns1
     @ 300 A 203.0.113.1
     www 300 A 203.0.113.1
     web 300 A 203.0.113.1
     api 300 A 203.0.113.1
     a.deep 300 A 203.0.113.1
     b.deep 300 A 203.0.113.1
     c.very.deep 300 A 203.0.113.1
     to-shop 300 CNAME www.shop`,
  ),
  zone(
    'shop.example.com',
    `@ 3600 NS ns1.example.com.
     @ 300 A 203.0.113.1
     www 300 A 203.0.113.1
     web 300 A 203.0.113.1
     a.deep 300 A 203.0.113.1
     to-parent 300 CNAME www.example.com.
     eu 3600 NS ns1.example.com.`,
  ),
  zone(
    'eu.shop.example.com',
    `@ 3600 NS ns1.example.com.
     www 300 A 203.0.113.1
     web 300 A 203.0.113.1`,
  ),
  zone('example.net', '@ 3600 NS ns1.example.com.\n@ 300 A 203.0.113.1\nwww 300 A 203.0.113.1'),
];
const NAMES = ZONES.flatMap((one) =>
  [...new Set(one.records.map(({ owner }) => owner.slice(0, -1)))].filter((name) =>
    /^(www|web|api|[abc]|to-.*)\./.test(name),
  ),
);
/** What is asked of the names that CNAMEs lead to, and of those above CNAMEs that a server refuses: it is asked once more. */
const ASKED_TWICE = /^(www\.(shop\.)?example\.com\. (A|AAAA)|(com|net)?\. SOA)$/;
const APEXES = ['example.com', 'shop.example.com', 'eu.shop.example.com', 'example.net'];
/** What each of them has in common is one domain; the zones themselves lie in domains as well. */
const DOMAINS = new Set([...NAMES, ...APEXES].map((name) => name.slice(name.indexOf('.') + 1)));

/** How servers show the zone of an answer: not at all, by its signature, or by the NS that they add to it. */
type Showing = 'not' | 'signed' | 'ns-beside';

/** Adds the NS of the zone to a positive answer, as many servers do, in front of the OPT that ends it. */
function withNs(query: Uint8Array, response: Uint8Array): Uint8Array {
  const { questions, answers, authority } = decodeMessage(response);
  const name = questions[0]?.name;
  const apex = APEXES.map((text) => parseName(text))
    .toSorted((a, b) => b.length - a.length)
    .find((one) => name !== undefined && isAtOrBelow(name, one));
  if (name === undefined || apex === undefined || answers.length === 0 || authority.length > 0)
    return response;
  const at = 12 + encodeName(name).length - encodeName(apex).length;
  const host = encodeName(parseName('ns1.example.com'));
  const record = [0xc0, at, 0, 2, 0, 1, 0, 0, 14, 16, 0, host.length, ...host];
  const end = decodeMessage(query).edns === null ? response.length : response.length - 11;
  const longer = Uint8Array.from([...response.subarray(0, end), ...record, ...response.subarray(end)]);
  longer[9] = 1;
  return longer;
}

interface Ran {
  readonly seen: readonly Observation[];
  /** What each server was asked, a line a question. */
  readonly asked: readonly (readonly string[])[];
}

interface Run {
  readonly types: readonly RecordType[];
  readonly showing: Showing;
}

async function observed(
  names: readonly string[],
  { types, showing }: Run,
  concurrency: number,
): Promise<Ran> {
  const clock = manualClock('2026-12-01T00:00:00Z');
  const zones = showing === 'signed' ? ZONES.map((one): Zone => ({ ...one, signed: true })) : ZONES;
  const behaviour: Behaviour =
    showing === 'ns-beside'
      ? { kind: 'custom', respond: (query, response) => [withNs(query, response)] }
      : { kind: 'normal' };
  const authorities = SERVERS.map((address, i) => ({
    ...{ name: `ns${i + 1}.example.com`, addresses: [address], zones, behaviour },
  }));
  await using world = await startWorld({ authorities, resolvers: [] }, { clock });
  const observer = createObserver({
    ...{ exchanger: createExchanger({ clock, dial: world.dial }), clock, resolvers: [] },
    ...{ timeoutMs: 2000, tries: 3, budgetMs: 10_000, looks: 'once' },
    authority: { mode: 'given', endpoints: SERVERS.map((address) => ({ protocol: 'udp', address })) },
  });
  try {
    const many = observer.observeMany(atOnce(targetsFromNames(names, { types })), { concurrency });
    const seen = (await passing(clock, Array.fromAsync(many))).flat().map(observationOf);
    const asked = authorities.map(({ name }) =>
      world.authority(name).asked.map((question) => `${question.name} ${question.type}`),
    );
    return { seen, asked };
  } finally {
    await observer.close();
  }
}

/** What is told of it, without times. */
function told({ target, zone: apex, zones, answers, circumstances }: Observation): unknown {
  const said = answers.map(({ at: _at, rttMs: _rttMs, ...rest }) => rest);
  return { name: target.name, zone: apex, zones, answers: said, circumstances };
}

async function alone(names: readonly string[], run: Run): Promise<ReadonlyMap<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const name of names) {
    const [one] = (await observed([name], run, 1)).seen;
    if (one !== undefined) all.set(one.target.name, told(one));
  }
  return all;
}

describe('a list of names of a zone and of its children on the same servers', () => {
  it.each([
    ['A', 'not', NAMES],
    ['A,AAAA,CNAME,NS', 'not', [...NAMES, ...APEXES]],
    // Where the children themselves are in the list and only A is asked, the answers have to show it.
    ['A', 'signed', [...NAMES, ...APEXES]],
    ['A', 'ns-beside', [...NAMES, ...APEXES]],
  ] as const)(
    'is told as each of them alone, in any order (%s; zones are shown: %s)',
    async (types, showing, names) => {
      const run = { types: types.split(',') as RecordType[], showing };
      const expected = await alone(names, run);
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([...names], { minLength: 2 }),
          fc.constantFrom(1, 2, 8),
          async (list, concurrency) => {
            const { seen, asked } = await observed(list, run, concurrency);
            expect(seen.map(told)).toEqual(seen.map(({ target }) => expected.get(target.name)));
            for (const lines of asked) {
              // One for each domain, and for those under way together; the zones' own, and what is above a CNAME.
              const soa = lines.filter((line) => line.endsWith(' SOA'));
              expect(soa.length).toBeLessThanOrEqual(DOMAINS.size + concurrency + ZONES.length + 8);
              const twice = lines.filter((line, i) => lines.indexOf(line) !== i);
              expect(twice.filter((line) => !ASKED_TWICE.test(line))).toEqual([]);
            }
          },
        ),
        { numRuns: 40, seed: 20261126 },
      );
    },
  );
});
