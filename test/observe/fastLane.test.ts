/** The short way of a long list shows nothing that the usual way does not, and asks nothing twice. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLookalike, observationOf, type Seen } from '../../src/model/lookalike.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { RecordType } from '../../src/model/recordType.ts';
import type { Authority } from '../../src/world/authority.ts';
import { zone } from '../../src/world/zone.ts';
import { type Scene, scene } from './observing.ts';

/** Plain names of each kind, and one or more of every other kind. */
const ZONE = `@        3600 NS ns1
  @        3600 NS ns2
  ns1      3600 A 192.0.2.1
  ns2      3600 A 192.0.2.2
  a        300 A 192.0.2.10
  b        300 A 192.0.2.11
  c        86400 A 192.0.2.12
  d        86400 A 192.0.2.13
  e        700000 A 192.0.2.14
  f        4000000000 A 192.0.2.14
  g        4000000000 A 192.0.2.15
  pair1    300 A 192.0.2.21
  pair1    300 A 192.0.2.20
  pair2    300 A 192.0.2.23
  pair2    300 A 192.0.2.22
  both1    300 A 192.0.2.24
  both1    60 AAAA 2001:db8::1
  both2    300 A 192.0.2.25
  both2    60 AAAA 2001:db8::2
  six1     300 AAAA 2001:db8::3
  six2     300 AAAA 2001:db8::4
  text1    300 TXT "nothing of an address"
  text2    300 TXT "nor here"
  uneven1  300 A 192.0.2.30
  uneven1  60 A 192.0.2.31
  uneven2  300 A 192.0.2.32
  uneven2  60 A 192.0.2.33
  alias1   300 CNAME a
  alias2   300 CNAME host.example.org.
  alias3   300 CNAME none
  *.wild   300 A 192.0.2.40
  _x-1     300 A 192.0.2.41
  host.two 300 A 192.0.2.42
  mail.two 300 A 192.0.2.43
  a##[b]   300 A 192.0.2.44
  a##[c]   300 A 192.0.2.45
  a##[d]   300 A 192.0.2.46`;

const NAMES = [
  ...[
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'pair1',
    'pair2',
    'both1',
    'both2',
    'six1',
    'six2',
    'text1',
    'text2',
  ],
  ...['uneven1', 'uneven2', 'alias1', 'alias2', 'alias3', 'x.wild', 'y.wild', '*.wild', 'none1', 'none2'],
  ...[
    'differs1',
    'differs2',
    'other1',
    'other2',
    'sub',
    'www.sub',
    'api.sub',
    '_x-1',
    'host.two',
    'mail.two',
  ],
  ...['ns1', 'ns2', 'a\\.b', 'none.two'],
].map((label) => `${label}.example.com`);

/** The servers differ in the TTL of one kind of names, and in the data of another. */
function serverOf(number: 1 | 2) {
  const own = zone(
    'example.com',
    `${ZONE}
  differs1 ${300 * number} A 192.0.2.50
  differs2 ${300 * number} A 192.0.2.51
  other1   300 A 192.0.2.${60 + number}
  other2   300 A 192.0.2.${70 + number}`,
  );
  return { name: `ns${number}.example.com`, addresses: [`192.0.2.${number}`], zones: [own] };
}

const OWN = {
  withoutResolvers: true,
  authority: {
    mode: 'given',
    endpoints: [
      { protocol: 'udp', address: '192.0.2.1' },
      { protocol: 'udp', address: '192.0.2.2' },
    ],
  },
} as const;

/** Without what depends on the time and the way. */
function essence(observation: Observation): unknown {
  return {
    ...observation,
    ...{ startedAt: 0, finishedAt: 0 },
    answers: observation.answers.map((answer) => ({ ...answer, at: 0, rttMs: 0, transport: '' })),
  };
}

describe('a list of names of one zone', () => {
  let world: Scene;
  const byThemselves = new Map<string, unknown>();

  beforeAll(async () => {
    world = await scene({ authorities: [serverOf(1), serverOf(2)] }, OWN);
    // Each by an observer that knows nothing yet: the first name of a list never looks like one before.
    for (const name of [...NAMES, 'example.com'])
      byThemselves.set(name, essence(observationOf(await onlyOf(world, [name]))));
  }, 60_000);

  afterAll(() => world[Symbol.asyncDispose]());

  it('is observed as each of them by itself, in any order', async () => {
    let lookalikes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...NAMES, 'example.com'], { minLength: 25 }),
        fc.subarray<RecordType>(['A', 'AAAA', 'CNAME', 'NS'], { minLength: 4 }),
        async (names, types) => {
          const seen = await world.observeMany(names, { types });
          expect(seen.map(({ target }) => target.input)).toEqual(names);
          lookalikes += seen.filter(isLookalike).length;
          for (const one of seen)
            expect(essence({ ...observationOf(one), target: withUsualTypes(one) })).toEqual(
              byThemselves.get(one.target.input),
            );
        },
      ),
      { numRuns: 12, seed: 20261126 },
    );
    expect(lookalikes).toBeGreaterThan(60);
  }, 60_000);

  function withUsualTypes({ target }: Seen): Observation['target'] {
    return { ...target, types: ['A', 'AAAA', 'CNAME', 'NS'] };
  }

  it('takes the usual way for names that a line of JSON has to escape', async () => {
    const names = ['a', 'e', 'six1', 'a##[b]', 'a##[c]', 'a##[d]'].map((label) => `${label}.example.com`);
    const seen = await world.observeMany(names);
    expect(seen.filter(isLookalike)).toEqual([]);
  });

  it('takes the usual way for everything with a cutover', async () => {
    const cutover = { at: world.clock.now(), timezone: 'UTC' };
    const seen = await world.observeMany(['a.example.com', 'b.example.com'], { cutover });
    expect(seen.filter(isLookalike)).toEqual([]);
  });
});

describe('questions about a list', () => {
  it('go out once to each server, whatever the answers', async () => {
    await using world = await scene({ authorities: [serverOf(1), serverOf(2)] }, OWN);
    const names = NAMES.filter((name) => !/alias|differs|other/.test(name));
    await world.observeMany(names);
    for (const server of [
      world.world.authority('ns1.example.com'),
      world.world.authority('ns2.example.com'),
    ]) {
      const about = (name: string) => questionsAbout(server, `${name}.`).filter((type) => type !== 'SOA');
      for (const name of names.filter((one) => !one.includes('\\')))
        expect([name, about(name)]).toEqual([name, ['A', 'AAAA', 'NS']]);
    }
  });

  it('go out again where one was lost, and the answer says so', async () => {
    await using world = await scene(
      { authorities: [serverOf(1)] },
      {
        ...OWN,
        authority: { mode: 'given', endpoints: [{ protocol: 'udp', address: '192.0.2.1' }] },
      },
    );
    let lost = 0;
    world.world.authority('ns1.example.com').behave({
      kind: 'custom',
      respond(query, response) {
        // The first question about the name whose first letter is a d.
        const isLost = ((query[13] ?? 0) | 0x20) === 0x64 && lost++ === 0;
        return isLost ? [] : [response];
      },
    });
    const seen = await world.observeMany(['a', 'b', 'c', 'd'].map((label) => `${label}.example.com`));
    const last = observationOf(seen[3] as Seen);
    expect(last.target.input).toBe('d.example.com');
    const own = last.answers.filter(({ question }) => question.name === 'd.example.com.');
    expect(own.map(({ outcome }) => outcome)).toEqual(['answer', 'nodata', 'nodata']);
    expect(Math.max(...own.map(({ tries }) => tries))).toBe(2);
    expect(observationOf(seen[0] as Seen).answers.every(({ tries }) => tries === 1)).toBe(true);
  });
});

describe('a list that is interrupted', () => {
  it('ends with what was heard of the names under way', async () => {
    const stop = new AbortController();
    await using world = await scene(
      { authorities: [serverOf(1), serverOf(2)] },
      { ...OWN, signal: stop.signal },
    );
    world.world.authority('ns2.example.com').behave({
      kind: 'custom',
      respond(query, response) {
        if (((query[13] ?? 0) | 0x20) !== 0x64) return [response];
        void world.clock.wait(1000).then(() => stop.abort());
        return [];
      },
    });
    const seen = await world.observeMany(['a', 'b', 'c', 'd'].map((label) => `${label}.example.com`));
    const last = observationOf(seen[3] as Seen);
    expect(last.target.input).toBe('d.example.com');
    expect(last.zone).toBe('example.com.');
    expect(last.circumstances).toEqual([{ kind: 'interrupted' }]);
    const own = last.answers.filter(({ question }) => question.name === 'd.example.com.');
    expect(own.map(({ server, outcome }) => `${server} ${outcome}`)).toEqual([
      ...['192.0.2.1 answer', '192.0.2.1 nodata', '192.0.2.1 nodata'],
      ...['192.0.2.2 interrupted', '192.0.2.2 interrupted', '192.0.2.2 interrupted'],
    ]);
  });
});

function questionsAbout(server: Authority, name: string): RecordType[] {
  return server.asked
    .filter((question) => question.name === name)
    .map(({ type }) => type)
    .sort();
}

async function onlyOf(world: Scene, names: readonly string[]): Promise<Seen> {
  const [seen] = await world.observeMany(names);
  if (seen === undefined) throw new Error('nothing was seen');
  return seen;
}
