import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import type { Clock } from '../../src/model/clock.ts';
import { instant } from '../../src/model/instant.ts';

const ERASE = '\r\u001b[2K';
const WAITING = { kind: 'waiting', name: 'www.example.com.', step: 'asking about' } as const;
const OBSERVED = { kind: 'observed', done: 3, total: 10 } as const;

/** A progress line with a clock that stands still until it is moved. */
function setUp(options: { isTTY?: boolean; columns?: number; verbosity?: 'quiet' } = {}) {
  let ms = 0;
  let wake: () => void = () => {};
  const clock: Clock = {
    now: () => instant(0),
    monotonicMs: () => ms,
    wait: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
  const written: string[] = [];
  const stream = {
    write: (text: string) => written.push(text),
    isTTY: options.isTTY ?? true,
    columns: options.columns ?? 80,
  };
  const progress = createProgress({ stream, clock, verbosity: options.verbosity ?? 'normal' });
  async function pass(more: number): Promise<void> {
    ms += more;
    wake();
    await Promise.resolve();
  }
  return { pass, written, progress };
}

describe('createProgress', () => {
  it('shows nothing in the first second, then a line also if nothing happened since', async () => {
    const { pass, written, progress } = setUp();
    progress.onEvent(WAITING);
    progress.onEvent(OBSERVED);
    expect(written).toEqual([]);
    await pass(1_000);
    expect(written).toEqual([`${ERASE}3 of 10 observed, asking about www.example.com. …`]);
  });

  it('writes over the line at most ten times a second', async () => {
    const { pass, written, progress } = setUp();
    await pass(1_000);
    written.length = 0;
    for (let i = 0; i < 50; i++) progress.onEvent({ ...OBSERVED, done: i });
    expect(written).toHaveLength(1);
    await pass(100);
    progress.onEvent({ ...OBSERVED, done: 51, total: null });
    expect(written.at(-1)).toBe(`${ERASE}51 observed, `);
  });

  it('tells how fast it goes and how long it will take, once it has seen enough', async () => {
    const { pass, written, progress } = setUp({ columns: 100 });
    await pass(2_000);
    progress.onEvent({ ...OBSERVED, done: 99, total: 10_000 });
    expect(written.at(-1)).toBe(`${ERASE}99 of 10000 observed, `);
    await pass(100);
    progress.onEvent({ ...OBSERVED, done: 2_100, total: 10_000 });
    expect(written.at(-1)).toBe(`${ERASE}2100 of 10000 observed, 1000 a second, 8 s left; `);
    await pass(100);
    progress.onEvent({ ...OBSERVED, done: 2_200, total: 1_000_000 });
    expect(written.at(-1)).toBe(`${ERASE}2200 of 1000000 observed, 1000 a second, 17 min left; `);
    await pass(100);
    progress.onEvent({ ...OBSERVED, done: 2_300, total: 20_000_000 });
    expect(written.at(-1)).toBe(`${ERASE}2300 of 20000000 observed, 1000 a second, 5 h 33 min left; `);
    await pass(100);
    progress.onEvent({ ...OBSERVED, done: 2_400, total: null });
    expect(written.at(-1)).toBe(`${ERASE}2400 observed, 1000 a second; `);
  });

  it('makes room for results and comes back', async () => {
    const { pass, written, progress } = setUp();
    progress.onEvent(WAITING);
    await pass(1_000);
    progress.clear();
    expect(written.at(-1)).toBe(ERASE);
    progress.show();
    expect(written.at(-1)).toContain('asking about');
    progress.end();
    expect(written.at(-1)).toBe(ERASE);
    progress.show();
    expect(written.at(-1)).toBe(ERASE);
  });

  it('never fills the last column', async () => {
    const { pass, written, progress } = setUp({ columns: 20 });
    progress.onEvent({ ...WAITING, name: 'a-very-long-name.example.com.' });
    await pass(1_000);
    expect(written[0]?.replace(ERASE, '')).toHaveLength(19);
  });

  it('draws no line into a pipe, but gives notices', async () => {
    const { pass, written, progress } = setUp({ isTTY: false });
    progress.onEvent(OBSERVED);
    await pass(5_000);
    progress.onEvent({ kind: 'notice', message: 'No IPv6 here.' });
    expect(written).toEqual(['No IPv6 here.\n']);
  });

  it('is silent when quiet', async () => {
    const { pass, written, progress } = setUp({ verbosity: 'quiet' });
    progress.onEvent(OBSERVED);
    await pass(5_000);
    progress.onEvent({ kind: 'notice', message: 'x' });
    progress.end();
    expect(written).toEqual([]);
  });

  it('lets no control character of a name reach the terminal', async () => {
    const { pass, written, progress } = setUp();
    progress.onEvent({ ...WAITING, name: 'evil\u001b[31m.example.' });
    await pass(1_000);
    expect(written[0]).toContain('evil\\u{1b}[31m');
  });
});
