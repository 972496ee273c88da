import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type Ran, ttlCheck } from './cli.ts';

let world: World;
let folder: string;
let file: string;

const WWW = 'www.example.com';

beforeAll(async () => {
  const own = zone(
    'example.com',
    '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 864000 A 192.0.2.10\n api 86400 A 192.0.2.11',
  );
  world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }],
    },
    { clock: systemClock() },
  );
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-baseline-'));
  file = path.join(folder, 'baseline.json');
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

function check(...args: readonly string[]): Promise<Ran> {
  const { host, port } = world.dial('192.0.2.1', 53);
  return ttlCheck(['-r', 'none', '--authority', `${host}:${port}`, '-t', 'A', ...args], { cwd: folder });
}

describe('--baseline', () => {
  it('lets known findings pass, fails on new and on graver ones, and lists what is fixed', async () => {
    expect((await check(WWW, '--write-baseline', file)).code).toBe(1);
    const written = JSON.parse(await readFile(file, 'utf8'));
    expect(written).toEqual({
      baselineVersion: 1,
      findings: expect.arrayContaining([
        { rule: 'ttl-above-limit', owner: 'www.example.com.', type: 'A', severity: 'error' },
      ]),
    });
    const known = await check(WWW, '--baseline', file);
    expect(known.code).toBe(0);
    expect(known.stdout).toContain('  known  ');
    expect((await check(WWW, 'api.example.com', '--baseline', file, '--fail-on', 'warning')).code).toBe(1);
    expect((await check('api.example.com', '--baseline', file)).stdout).toMatch(
      /0 of its entries fixed, [0-9] not\s+looked at/,
    );
    const milder = written.findings.map((one: object) => ({ ...one, severity: 'warning' }));
    await writeFile(file, JSON.stringify({ ...written, findings: milder }));
    expect((await check(WWW, '--baseline', file)).code).toBe(1);
    const fixed = [
      { rule: 'ttl-above-limit', owner: 'api.example.com', type: 'AAAA', severity: 'error', reason: 'later' },
    ];
    await writeFile(file, JSON.stringify({ ...written, findings: fixed }));
    expect((await check('api.example.com', '--baseline', file)).stdout).toMatch(
      /Fixed: ttl-above-limit at api\.example\.com\. AAAA\./,
    );
  });

  it('leaves the way out in what to do next: known is not the same as done', async () => {
    const args = [WWW, '--at', '2026-12-03T12:00:00Z', '--cutover', '2026-12-12T12:00:00Z'];
    await check(...args, '--write-baseline', file);
    const known = await check(...args, '--baseline', file);
    expect(known.code).toBe(0);
    expect(known.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /too late for 1 RRset: lower now and accept the stale window, or move the cutover to 20/,
    );
  });

  it('keeps reasons and what was not looked at when it is written anew', async () => {
    const entry = (owner: string): object => ({
      rule: 'ttl-above-limit',
      owner,
      type: 'A',
      severity: 'error',
      reason: 'agreed',
    });
    await writeFile(
      file,
      JSON.stringify({ baselineVersion: 1, findings: [entry(WWW), entry('other.example.org')] }),
    );
    await check(WWW, '--baseline', file, '--write-baseline', file);
    const owners = JSON.parse(await readFile(file, 'utf8')).findings.filter(
      (one: { reason?: string }) => one.reason === 'agreed',
    );
    expect(owners.map((one: { owner: string }) => one.owner)).toEqual([
      'other.example.org.',
      'www.example.com.',
    ]);
  });

  it('says where a broken one is wrong', async () => {
    await writeFile(file, '{ "baselineVersion": 1,\n  "findings": [ { "rule": 5 } ] }');
    const { code, stderr } = await check(WWW, '--baseline', file);
    expect(code).toBe(2);
    expect(stderr).toContain('baseline.json:2:');
  });
});
