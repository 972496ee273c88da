import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Name, parseName } from '../../src/model/name.ts';
import { createNameSet } from '../../src/sources/nameSet.ts';

test('tells what it has seen as a set of the names themselves does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6000 }), (numbers) => {
      const set = createNameSet();
      const names = new Set<Name>();
      for (const number of numbers) {
        const name = parseName(`n${number}.example.com`);
        expect(set.add(name)).toBe(!names.has(name));
        names.add(name);
      }
    }),
    { numRuns: 20, seed: 20261124 },
  );
});
