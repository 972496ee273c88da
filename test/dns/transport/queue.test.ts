import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdTable, type Identified } from '../../../src/dns/transport/idTable.ts';
import { createQueue } from '../../../src/dns/transport/queue.ts';

test('a queue gives what was added in its order, without those that left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('add', 'add', 'shift', 'leave'), { maxLength: 4_000, size: 'max' }),
      (steps) => {
        const queue = createQueue<number>();
        const model: number[] = [];
        const leaves = new Map<number, () => void>();
        steps.forEach((step, i) => {
          if (step === 'add') {
            leaves.set(i, queue.add(i));
            model.push(i);
          } else if (step === 'shift') expect(queue.shift()).toBe(model.shift());
          else {
            // Somebody, who may have left or had a turn already.
            const one = [...leaves.keys()][i % Math.max(1, leaves.size)];
            if (one === undefined) return;
            leaves.get(one)?.();
            if (model.includes(one)) model.splice(model.indexOf(one), 1);
          }
          expect([queue.size(), queue.peek()]).toEqual([model.length, model[0]]);
        });
        expect(Array.from(model, () => queue.shift())).toEqual(model);
        expect(queue.shift()).toBeUndefined();
      },
    ),
    { numRuns: 30 },
  );
});

interface Item extends Identified<Item> {
  readonly label: string;
}

test('a table by ID keeps each under its own, also where they share a place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(0, 1, 128, 256, 65_408, 65_535), fc.boolean()), { maxLength: 60 }),
      (steps) => {
        const table = createIdTable<Item>();
        const model = new Map<number, Item>();
        steps.forEach(([id, isWanted], i) => {
          const known = model.get(id);
          if (isWanted && known === undefined) {
            const item: Item = { id, next: undefined, label: `${i}` };
            table.add(item);
            model.set(id, item);
          } else if (!isWanted && known !== undefined) {
            expect(table.delete(known)).toBe(true);
            expect(table.delete(known)).toBe(false);
            model.delete(id);
          }
          for (const one of [0, 1, 128, 256, 65_408, 65_535]) expect(table.get(one)).toBe(model.get(one));
          expect(table.size()).toBe(model.size);
        });
        expect(new Set(table.items())).toEqual(new Set(model.values()));
        table.clear();
        expect([table.size(), table.items()]).toEqual([0, []]);
      },
    ),
  );
});
