/** A pass that is killed at every await on journal, provider and observer, and the next one that goes on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Provider } from '../../src/model/provider.ts';
import { type CUTOVER, DAY, type Fault, faulty, Killed, named, type Stage, stage } from './stage.ts';

const RECORDS = 'www 86400 A 192.0.2.10\napi 7200 A 192.0.2.11';
const MOVE = { migration: { records: [named('www.example.com', 'A'), named('api.example.com', 'A')] } };

/** One batch an RRset, so that a pass can end between two. */
function oneByOne(provider: Provider): Provider {
  return { ...provider, batchSize: () => 1 };
}

/** Runs a pass with a fault; false if it came through. */
async function killedPass(on: Stage, fault: Fault): Promise<boolean> {
  const { of } = faulty(fault);
  try {
    await on.pass({ journal: of(on.journal), provider: of(oneByOne(on.provider)), observerOf: of });
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

const STAGES = {
  lowering: { before: [6 * DAY], live: ['3600 192.0.2.10', '3600 192.0.2.11'], made: 2 },
  'the second lowering': { before: [6 * DAY, 3600], live: ['300 192.0.2.10', '300 192.0.2.11'], made: 4 },
  restoring: { before: [6 * DAY, 3600, -4 * DAY], live: ['86400 203.0.113.1', '7200 203.0.113.2'], made: 6 },
} as const;

describe.each(Object.entries(STAGES))('killed while %s', (_, { before, live, made }) => {
  it.each(['before', 'after'] as const)(
    '%s any call: the next pass ends right, nothing done twice',
    async (when) => {
      for (let call = 1; ; call++) {
        await using on = await stage(RECORDS, MOVE);
        for (const seconds of before.slice(0, -1)) {
          await on.at(seconds);
          await on.pass();
        }
        const last = before.at(-1) ?? 0;
        await on.at(Math.max(last, 0));
        if (last < 0) {
          on.edit({ rdata: ['203.0.113.1'] });
          on.edit({ rdata: ['203.0.113.2'] }, 'api');
          await on.at(last);
        }
        const killed = await killedPass(on, { when, call });
        // Whatever was changed, what it was before is known.
        const formers = (await on.former()).map((text) => text.replace(' restored', ''));
        const changed = on.provider.made.map((text) => text.replace(/ \d+→\d+$/, ''));
        for (const rrset of changed)
          expect(formers).toContain(`${rrset} ${rrset.startsWith('www') ? 86_400 : 7200}`);
        const next = await on.pass();
        expect({ call, live: [on.live(), on.live('api')], made: on.provider.made.length }).toEqual({
          call,
          live,
          made,
        });
        expect({ call, notices: next.notices, open: await on.journal.openIntents() }).toEqual({
          call,
          notices: [],
          open: [],
        });
        if (last < 0) expect((await on.former()).every((text) => text.endsWith('restored'))).toBe(true);
        if (!killed) {
          expect(call).toBeGreaterThan(20);
          break;
        }
      }
    },
    60_000,
  );
});

describe('whatever happens on the way', () => {
  const DATES = [8 * DAY, 6 * DAY, 3 * DAY, 40_000, 3600, 600] as const;
  const trouble = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: 'none' } as const) },
    fc.record({
      kind: fc.constant('killed' as const),
      when: fc.constantFrom('before' as const, 'after' as const),
      call: fc.integer({ min: 1, max: 45 }),
    }),
    fc.record({ kind: fc.constant('ttl' as const), ttl: fc.integer({ min: 1, max: 200_000 }) }),
    fc.record({ kind: fc.constant('data' as const), last: fc.integer({ min: 1, max: 250 }) }),
    fc.constant({ kind: 'lag' } as const),
    fc.constant({ kind: 'no lag' } as const),
    fc.record({ kind: fc.constant('uncertain' as const), applied: fc.boolean() }),
  );

  it('no data change by us, no TTL goes up on the way down, no former TTL is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.array(trouble, { maxLength: 3 }), { minLength: DATES.length, maxLength: DATES.length }),
        async (first, troubles) => {
          await using on = await stage(`www ${first} A 192.0.2.10`);
          let data = '192.0.2.10';
          /** TTLs before changes of which nobody knew whether they had been made when somebody else made one. */
          const mistakable = new Set<number>();
          for (const [i, seconds] of DATES.entries()) {
            await on.at(seconds);
            for (const one of troubles[i] ?? []) {
              const made = on.provider.made.length;
              if (one.kind === 'ttl') {
                on.edit({ ttl: one.ttl });
                // Nothing tells then whether theirs came after ours or instead of it.
                for (const { intent } of await on.journal.openIntents()) mistakable.add(intent.from);
              } else if (one.kind === 'data') {
                data = `192.0.2.${one.last}`;
                on.edit({ rdata: [data] });
              } else if (one.kind === 'lag')
                on.world.authority('ns2.example.com').behave({ kind: 'lagging' });
              else if (one.kind === 'no lag')
                on.world.authority('ns2.example.com').behave({ kind: 'normal' });
              else if (one.kind === 'killed') await killedPass(on, one);
              else if (one.kind === 'uncertain')
                await on.pass({ provider: uncertain(on.provider, one.applied) });
              expect(on.provider.made.slice(made).every(isLowering)).toBe(true);
            }
            const before = Number(on.live().split(' ')[0]);
            await on.pass();
            const after = Number(on.live().split(' ')[0]);
            expect(after).toBeLessThanOrEqual(before);
            expect(on.live().split(' ')[1]).toBe(data);
            const [earliest] = on.provider.made;
            const former = earliest === undefined ? undefined : /(\d+)→/.exec(earliest)?.[1];
            if (former !== undefined) {
              const possible = [Number(former), ...mistakable].map((ttl) => [`www.example.com. A ${ttl}`]);
              expect(possible).toContainEqual(await on.former());
            }
          }
          on.world.authority('ns2.example.com').behave({ kind: 'normal' });
          const [, , former] = (await on.former())[0]?.split(' ') ?? [];
          await on.at(0);
          on.edit({ rdata: ['203.0.113.7'] });
          const [stood] = on.live().split(' ');
          const ours = on.provider.made.at(-1)?.split('→')[1] === stood;
          await on.at(-4 * DAY);
          await on.pass();
          expect(on.live()).toBe(`${former !== undefined && ours ? former : stood} 203.0.113.7`);
        },
      ),
      {
        numRuns: Number(process.env.TTL_CHECK_FAULT_RUNS ?? 30),
        seed: Number(process.env.TTL_CHECK_FAULT_SEED ?? 20_261_212),
      },
    );
  }, 3_600_000);

  it.each(['uncertain', 'killed'] as const)(
    'a change that was made and never answered (%s) is known as ours, whatever a hand makes of the TTL then',
    async (kind) => {
      await using on = await stage('www 86400 A 192.0.2.10');
      await on.at(6 * DAY);
      if (kind === 'uncertain') await on.pass({ provider: uncertain(on.provider, true) });
      else
        await expect(
          on.pass({
            provider: {
              ...on.provider,
              async changeTtls(...args) {
                await on.provider.changeTtls(...args);
                throw new Killed('after the change');
              },
            },
          }),
        ).rejects.toThrow(Killed);
      on.edit({ ttl: 301 });
      await on.pass();
      await on.at(3600);
      await on.pass();
      expect(on.live()).toBe('300 192.0.2.10');
      expect(await on.former()).toEqual(['www.example.com. A 86400']);
    },
  );

  it('two clocks that jump by an hour lose nothing', async () => {
    for (const jump of [-3600, 3600]) {
      await using on = await stage('www 86400 A 192.0.2.10');
      await on.at(6 * DAY);
      let jumped = 0;
      const clock = { ...on.clock, now: () => (on.clock.now() + jumped * 1000) as typeof CUTOVER };
      const provider: Provider = {
        ...on.provider,
        changeTtls: (...args) => {
          jumped = jump;
          return on.provider.changeTtls(...args);
        },
      };
      on.world.authority('ns2.example.com').behave({ kind: 'lagging' });
      const start = on.clock.now();
      await on.pass({ clock, provider });
      // It waits as long as it would have: by the clock that never jumps.
      expect(on.clock.now() - start).toBeLessThan(60_000);
      on.world.authority('ns2.example.com').behave({ kind: 'normal' });
      await on.pass({ clock });
      expect([on.live(), await on.former()]).toEqual(['3600 192.0.2.10', ['www.example.com. A 86400']]);
      expect(await on.journal.openIntents()).toEqual([]);
    }
  });
});

function uncertain(provider: Provider, applied: boolean): Provider {
  return {
    ...provider,
    async changeTtls(...args) {
      if (applied) await provider.changeTtls(...args);
      return { kind: 'uncertain', detail: 'No answer came.' };
    },
  };
}

function isLowering(made: string): boolean {
  const [, from, to] = /(\d+)→(\d+)$/.exec(made) ?? [];
  return Number(to) < Number(from);
}
