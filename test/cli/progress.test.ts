import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import type { Clock } from '../../src/model/clock.ts';
import { instant } from '../../src/model/instant.ts';

function manualClock(): Clock & { ms: number } {
  return {
    ms: 0,
    now: () => instant(0),
    monotonicMs() {
      return this.ms;
    },
    wait: () => Promise.resolve(),
  };
}

function setUp(options: { isTTY?: boolean; columns?: number; quiet?: boolean }) {
  const clock = manualClock();
  const written: string[] = [];
  const stream = {
    write: (text: string) => written.push(text),
    isTTY: options.isTTY ?? true,
    columns: options.columns ?? 80,
  };
  return { clock, written, progress: createProgress({ stream, clock, quiet: options.quiet ?? false }) };
}

const OBSERVED = { kind: 'observed', name: 'www.example.com.', done: 3, total: 10 } as const;

describe('createProgress', () => {
  it('shows nothing in the first second, then a line that is written over', () => {
    const { clock, written, progress } = setUp({});
    progress.onEvent(OBSERVED);
    expect(written).toEqual([]);
    clock.ms = 1_500;
    progress.onEvent(OBSERVED);
    expect(written).toEqual(['\r\u001b[2K3/10 observed, last www.example.com.']);
    progress.clear();
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  it('redraws at most ten times a second', () => {
    const { clock, written, progress } = setUp({});
    clock.ms = 2_000;
    for (let i = 0; i < 50; i++) progress.onEvent({ ...OBSERVED, done: i });
    expect(written).toHaveLength(1);
  });

  it('never fills the last column', () => {
    const { clock, written, progress } = setUp({ columns: 20 });
    clock.ms = 2_000;
    progress.onEvent({ ...OBSERVED, name: 'a-very-long-name.example.com.' });
    expect(written[0]?.replace('\r\u001b[2K', '')).toHaveLength(19);
  });

  it('draws no line into a pipe, but gives notices', () => {
    const { clock, written, progress } = setUp({ isTTY: false });
    clock.ms = 5_000;
    progress.onEvent(OBSERVED);
    progress.onEvent({ kind: 'notice', message: 'No IPv6 here.' });
    expect(written).toEqual(['No IPv6 here.\n']);
  });

  it('is silent when quiet', () => {
    const { clock, written, progress } = setUp({ quiet: true });
    clock.ms = 5_000;
    progress.onEvent(OBSERVED);
    progress.onEvent({ kind: 'notice', message: 'x' });
    expect(written).toEqual([]);
  });

  it('lets no control character of a name reach the terminal', () => {
    const { clock, written, progress } = setUp({});
    clock.ms = 2_000;
    progress.onEvent({ ...OBSERVED, name: 'evil\u001b[31m.example.' });
    expect(written[0]).toContain('evil\\u{1b}[31m');
  });
});
