import { expect, it } from 'vitest';
import { createPace } from '../../../src/dns/transport/pace.ts';

function times(count: number, what: () => void): void {
  for (let i = 0; i < count; i++) what();
}

it('is the rate until five questions in a row fail, and half of it then', () => {
  const pace = createPace(100);
  times(4, () => pace.failed(0));
  pace.answered();
  times(4, () => pace.failed(0));
  expect(pace.perSecond()).toBe(100);
  pace.failed(0);
  expect(pace.perSecond()).toBe(50);
});

it('is halved once for what was under way together', () => {
  const pace = createPace(100);
  times(4, () => pace.failed(60));
  pace.failed(60);
  times(60, () => pace.failed(60));
  expect(pace.perSecond()).toBe(50);
});

it('goes down to a tenth and not further, and comes back with answers', () => {
  const pace = createPace(100);
  times(500, () => pace.failed(0));
  expect(pace.perSecond()).toBe(10);
  times(100, () => pace.answered());
  expect(pace.perSecond()).toBe(20);
  times(10_000, () => pace.answered());
  expect(pace.perSecond()).toBe(100);
});

it('of a rate of one stays one', () => {
  const pace = createPace(1);
  times(500, () => pace.failed(0));
  expect(pace.perSecond()).toBe(1);
});
