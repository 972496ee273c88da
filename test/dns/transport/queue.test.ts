import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdTable, type Identified } from '../../../src/dns/transport/idTable.ts';
import { createQueue, type Queued } from '../../../src/dns/transport/queue.ts';

test('a queue gives what was added in its order, without those that left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('add', 'add', 'shift', 'leave'), { maxLength: 4_000, size: 'max' }),
      (steps) => {
        const queue = createQueue<Queued & { readonly number: number }>();
        const model: { waits: boolean; readonly number: number }[] = [];
        const all: { waits: boolean; readonly number: number }[] = [];
        steps.forEach((step, number) => {
          // Somebody, who may have left or had a turn already.
          const somebody = all[number % Math.max(1, all.length)];
          if (step === 'add') {
            const item = { number, waits: false };
            queue.add(item);
            model.push(item);
            all.push(item);
          } else if (step === 'shift') expect(queue.shift()).toBe(model.shift());
          else if (somebody !== undefined) {
            queue.leave(somebody);
            if (model.includes(somebody)) model.splice(model.indexOf(somebody), 1);
          }
          expect([queue.size(), queue.peek()]).toEqual([model.length, model[0]]);
        });
        const rest = [...model];
        expect(rest.every(({ waits }) => waits)).toBe(true);
        expect(rest.map(() => queue.shift())).toEqual(rest);
        expect(queue.shift()).toBeUndefined();
        expect(all.some(({ waits }) => waits)).toBe(false);
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
