import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Name } from '../../src/model/name.ts';
import { createNameSet } from '../../src/sources/nameSet.ts';
import { anyName, hostName } from '../dns/arbitraries.ts';

it('knows the names that were added and no others', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(hostName, anyName), { maxLength: 300, size: 'max' }), (names) => {
      const set = createNameSet();
      const model = new Set<Name>();
      for (const name of [...names, ...names]) {
        expect(set.add(name)).toBe(!model.has(name));
        model.add(name);
      }
    }),
    { numRuns: 30 },
  );
});

it('keeps a hundred thousand names apart that differ in little', () => {
  const set = createNameSet();
  const names = Array.from({ length: 100_000 }, (_, i) => `host-${i}.example.com.` as Name);
  expect(names.every((name) => set.add(name))).toBe(true);
  expect(names.some((name) => set.add(name))).toBe(false);
});

it('tells names apart that are as long as names can be, and differ at the end alone', () => {
  const set = createNameSet();
  const label = '\\000'.repeat(63);
  const longest = `${label}.${label}.${label}.`;
  expect(set.add(`${longest}${'\\000'.repeat(60)}a.` as Name)).toBe(true);
  expect(set.add(`${longest}${'\\000'.repeat(60)}b.` as Name)).toBe(true);
  expect(set.add(`${longest}${'\\000'.repeat(60)}a.` as Name)).toBe(false);
});
