import { expect, it } from 'vitest';
import type { Shape } from '../../src/dns/lookalikes.ts';
import type { Heard } from '../../src/observe/heard.ts';
import { type Branch, branchOf } from '../../src/observe/lanes.ts';

function heard(shape: Shape): Heard {
  const answer = { shape, rdata: [] };
  return { tried: { kind: 'lookalike', answer, rttMs: 1, ignored: 0, transport: 'udp' }, at: 0 as never };
}

it('a run keeps no more observations to compare with than there is room for, and goes on with those', () => {
  const root: Branch = { next: new Map(), like: undefined, room: { left: 4 } };
  const [a, b, c] = [1, 2, 3].map((id) => heard({ name: `${id}.`, message: { id } } as never)) as [
    Heard,
    Heard,
    Heard,
  ];
  const known = branchOf(root, [a, b]);
  expect(known).toBeDefined();
  expect(branchOf(root, [b, a])).toBeDefined();
  expect(branchOf(root, [a, c])).toBeUndefined();
  expect(branchOf(root, [c, a])).toBeUndefined();
  expect(branchOf(root, [a, b])).toBe(known);
});
