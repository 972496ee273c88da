/** A whole migration on real servers, while five resolvers are asked all the time (docs/migration-proof.md). */
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { RESOLVERS } from '../servers.ts';
import { type Moved, type MovingRrset, move } from './move.ts';
import { SCALED } from './scaledPolicy.ts';
import { staleCopies, ttlsInOrder } from './staleCopies.ts';
import { staleTable } from './staleTable.ts';
import { dataOf } from './zone.ts';

const MOVING: readonly MovingRrset[] = [
  { owner: 'www.move.test.', type: 'A', old: '192.0.2.10', new: '198.51.100.10' },
  { owner: 'www.move.test.', type: 'AAAA', old: '2001:db8::10', new: '2001:db8:1::10' },
  { owner: 'api.move.test.', type: 'A', old: '192.0.2.11', new: '198.51.100.11' },
  { owner: 'shop.move.test.', type: 'CNAME', old: 'old.move.test.', new: 'new.move.test.' },
];
/** Changes at the same instant, and nobody lowers its TTL. */
const CONTROL: MovingRrset = {
  owner: 'control.move.test.',
  type: 'A',
  old: '192.0.2.13',
  new: '198.51.100.13',
};
const FORMER: Readonly<Record<string, number>> = { 'api.move.test. A': 40 };
const AUTHORITIES = ['primary', 'knot', 'nsd'] as const;

const keyOf = ({ owner, type }: MovingRrset): string => `${owner} ${type}`;

let moved: Moved;

beforeAll(async () => {
  moved = await move(inject('lab'), {
    ...{ zone: 'move.test', primary: 'primary', moving: MOVING, control: CONTROL },
    authorities: AUTHORITIES,
  });
});

describe('records that the daemon moves on BIND', () => {
  it('no resolver gives old data after the promised instant', () => {
    const copies = staleCopies(moved.looks, MOVING, moved.promised, moved.cutoverAt);
    process.stdout.write(`\n${staleTable(copies, moved.cutoverAt)}\n`);
    expect(copies).toHaveLength(RESOLVERS.length * MOVING.length);
    expect(copies.filter((c) => c.lastOld !== null && c.lastOld > c.promised)).toEqual([]);
  });

  it('every resolver was asked several times a second, up to the end', () => {
    for (const server of RESOLVERS)
      for (const rrset of MOVING) {
        const looks = moved.looks.filter(
          (l) => l.server === server && l.owner === rrset.owner && l.type === rrset.type,
        );
        const near = looks.filter((l) => Math.abs(l.at - moved.cutoverAt) < 20_000);
        expect(near.length, `${server} ${keyOf(rrset)}`).toBeGreaterThan(60);
        expect(looks.at(-1)?.rdata, `${server} ${keyOf(rrset)}`).toContain(rrset.new);
      }
  });

  it('each authority went from the former TTL by both steps and back, and never up on the way', () => {
    for (const server of AUTHORITIES)
      for (const rrset of MOVING) {
        const former = FORMER[keyOf(rrset)] ?? SCALED.former;
        expect(
          ttlsInOrder(moved.looks, server, rrset),
          `${server} ${keyOf(rrset)}\n${moved.schedule.log}`,
        ).toEqual([...[former, SCALED.oneWeek, SCALED.dayOf], former]);
      }
  });

  it('the former TTLs are back, the new data kept, and nothing else was touched', () => {
    const expected = new Map(moved.before);
    for (const rrset of [...MOVING, CONTROL]) {
      const before = moved.before.get(keyOf(rrset));
      expected.set(keyOf(rrset), { ttl: before?.ttl ?? 0, rdata: [rrset.new] });
    }
    expect(Object.fromEntries(moved.after), moved.schedule.log).toEqual(Object.fromEntries(expected));
    expect(Object.keys(dataOf(moved.after))).toEqual(Object.keys(dataOf(moved.before)));
  });

  it('preflight says go just before the cutover, and the daemon ends well', () => {
    expect(moved.preflight.code, moved.preflight.stdout).toBe(0);
    expect(moved.schedule.code, moved.schedule.log).toBe(0);
  });
});

describe('the same move without lowering', () => {
  it('old data live on as long as predicted, and far beyond the lowered bound', () => {
    const key = keyOf(CONTROL);
    const copies = staleCopies(moved.looks, [CONTROL], new Map([[key, moved.predicted]]), moved.cutoverAt);
    process.stdout.write(`\n${staleTable(copies, moved.cutoverAt)}\n`);
    const lowered = Math.max(...moved.promised.values());
    for (const { resolver, lastOld } of copies) {
      expect(lastOld ?? 0, resolver).toBeGreaterThan(lowered);
      expect(lastOld ?? 0, resolver).toBeLessThanOrEqual(moved.predicted);
    }
  });
});
