/** That a bench counts what was answered, and says what its figures say. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../bench/lookups/attempt.ts';
import { CONTENDERS, LIMIT, OURS } from '../../bench/lookups/contender.ts';
import { resultsDigest } from '../../bench/lookups/results.ts';
import { ratioOf, shownTimes, spreadOf } from '../../bench/lookups/spread.ts';
import { type Row, tables } from '../../bench/lookups/tables.ts';
import { TTL_WORD, toldBy } from '../../bench/lookups/told.ts';
import { execute } from '../lab/execute.ts';

describe('an answer', () => {
  it.each([
    ['dig', 'host-4.bench.test.\t\t86400\tIN\tA\t192.0.2.5', TTL_WORD, 4],
    ['adnshost', 'host-5.bench.test 300 A 192.0.2.6', TTL_WORD, 5],
    ['a second off', 'host-5.bench.test 301 A 192.0.2.6', { ...TTL_WORD, offBy: 1 }, 5],
    ['two seconds off', 'host-5.bench.test 298 A 192.0.2.6', { ...TTL_WORD, offBy: 1 }, undefined],
    ['the wrong TTL', 'host-4.bench.test.\t\t300\tIN\tA\t192.0.2.5', TTL_WORD, undefined],
    ['no TTL', 'host-4.bench.test. IN A 192.0.2.5', TTL_WORD, undefined],
    ['no name', ';; communications error', TTL_WORD, undefined],
    [
      'ours',
      '{"name":"host-7.bench.test.","rttMs":86400,"configuredTtl":{"min":300,"max":300}}',
      OURS.udp.ttlPlace ?? TTL_WORD,
      7,
    ],
  ])('counts if it tells the right TTL of a name: %s', (_, line, pattern, name) => {
    expect(toldBy(line, pattern)).toBe(name);
  });
});

function row(contender: Row['contender'], ...cpu: readonly number[]): Row {
  return {
    ...{ contender, version: '1.0' },
    attempts: cpu.map((seconds): Attempt => ({ cpu: seconds, wall: 2 * seconds, memory: 1024, repeated: 0 })),
  };
}

describe('figures of several rounds', () => {
  it('are compared round by round', () => {
    expect(ratioOf([2, 9, 4], [1, 3, 4])).toEqual({ min: 1, median: 2, max: 3 });
    expect(shownTimes(ratioOf([1], [0]))).toBe('–');
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  });

  it('say whether a goal is met, and by how much it is missed', () => {
    const said = tables([row(LIMIT, 1, 1), row(OURS.udp, 1.5, 2), row(OURS.tcp, 1.4, 1.4)]);
    expect(said).toContain('| ttl-check, UDP: at most 2 × the CPU of dnsperf | 2.00 × (1.50–2.00) | met |');
    expect(said).toMatch(/ttl-check, TCP: at most 0.7 × .* \| missed: 2.0 × too much \|/);
  });

  it('say by what factor ours is faster than those that are promised to be slower', () => {
    const dig = CONTENDERS.find(({ name }) => name === 'dig -f');
    if (dig === undefined) throw new Error('dig is compared');
    expect(tables([row(OURS.udp, 1), row(dig, 5)])).toContain('| than dig -f | 5.00 × | 5.00 × |');
  });
});

describe('a program that is fed', () => {
  it('gets every name once, never more at a time than the window, and its answers are kept', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ttl-check-feed-'));
    try {
      const names = Array.from({ length: 1000 }, (_, i) => `host-${i}.bench.test`);
      await writeFile(join(folder, 'names'), `${names.join('\n')}\n`);
      const feed = join(import.meta.dirname, '../../bench/lookups/feed.ts');
      // Answers whatever has come so far in one go, each line with how many there were.
      const echo =
        "process.stdin.on('data', (c) => { const l = String(c).trimEnd().split('\\n'); process.stdout.write(l.map((n) => n + ' ' + l.length + '\\n').join('')); })";
      const args = [feed, join(folder, 'names'), join(folder, 'out'), '50', process.execPath, '-e', echo];
      expect(await execute(process.execPath, args)).toMatchObject({ code: 0, stderr: '' });
      const lines = (await readFile(join(folder, 'out'), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(names.toSorted());
      expect(Math.max(...lines.map((line) => Number(line.split(' ')[1])))).toBeLessThanOrEqual(50);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the results of two runs', () => {
  it('are the same where only round trips, the time and the transport differ, and nowhere else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ttl-check-results-'));
    const digest = async (server: string, rttMs: number, ttl: number): Promise<string> => {
      const file = join(folder, 'out');
      const answer = JSON.stringify({ server, address: server, ttl, rttMs, outcome: 'answer' });
      await writeFile(
        file,
        `${answer}\n${JSON.stringify({ at: `2026-12-01T00:00:0${ttl % 9}Z`, verdict: 'ready' })}\n`,
      );
      return await resultsDigest(file);
    };
    try {
      const udp = await digest('127.0.0.1', 0.4, 300);
      expect(await digest('tcp://127.0.0.1', 12, 300)).toBe(udp);
      expect(await digest('127.0.0.1', 0.4, 301)).not.toBe(udp);
      expect(await digest('127.0.0.2', 0.4, 300)).not.toBe(udp);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
