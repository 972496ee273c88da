/** Waivers of the configuration have a date; what they excuse counts again from it on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type Ran, ttlCheck } from './cli.ts';

let world: World;
let folder: string;

/** Through a day of Berlin, where it is one hour later than in UTC. */
const CONFIG = `timezone: Europe/Berlin
names:
  - { name: www.example.com, types: [A] }
waivers:
  - name: www.example.com
    rules: [ttl-above-limit]
    reason: The appliance is switched off in December.
    until: 2026-12-31
`;

beforeAll(async () => {
  const own = zone('example.com', '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 864000 A 192.0.2.10');
  world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
    { clock: systemClock() },
  );
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-waivers-'));
  await writeFile(path.join(folder, 'ttl-check.yaml'), CONFIG);
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

function check(at: string, ...args: readonly string[]): Promise<Ran> {
  const { host, port } = world.dial('192.0.2.1', 53);
  return ttlCheck(['-r', 'none', '--authority', `${host}:${port}`, '--at', at, ...args], { cwd: folder });
}

describe('a waiver', () => {
  it.each([
    ['weeks before its date', '2026-12-01T00:00:00Z'],
    ['in the last second of its day, in the time zone of the configuration', '2026-12-31T22:59:59Z'],
  ])('excuses the finding %s, for any --fail-on', async (_, at) => {
    const { code, stdout } = await check(at, '--fail-on', 'warning');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}waived {3}www\.example\.com\. A: TTL 864000 s/m);
    expect(stdout).toContain('The appliance is');
    expect(stdout).not.toContain('waiver-expired');
  });

  it.each([
    ['at the very end of its day', '2026-12-31T23:00:00Z'],
    ['months later', '2027-03-01T00:00:00Z'],
  ])('excuses nothing %s: the finding fails again, and the waiver is named', async (_, at) => {
    const { code, stdout } = await check(at);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}error {4}www\.example\.com\. A: TTL 864000 s/m);
    expect(stdout).toContain('[waiver-expired]');
    expect((await check(at, '--fail-on', 'never')).code).toBe(0);
  });

  it('that has expired is no failure by itself but with --fail-on warning', async () => {
    const fine = CONFIG.replaceAll('www.example.com', 'ns1.example.com');
    await writeFile(path.join(folder, 'fine.yaml'), fine);
    const config = ['--config', 'fine.yaml'];
    const at = '2026-12-31T23:00:00Z';
    expect((await check(at, ...config)).code).toBe(0);
    const strict = await check(at, ...config, '--fail-on', 'warning');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain('[waiver-expired]');
    expect((await check('2026-12-31T22:59:59Z', ...config, '--fail-on', 'warning')).code).toBe(0);
  });

  it('and a baseline do not hide its expiry from each other', async () => {
    const during = '2026-12-15T00:00:00Z';
    const after = '2027-01-15T00:00:00Z';
    // What a waiver excuses is not written into a baseline, so it is new when the waiver has gone.
    await check(during, '--write-baseline', 'baseline.json');
    expect((await check(during, '--baseline', 'baseline.json', '--fail-on', 'warning')).code).toBe(0);
    expect((await check(after, '--baseline', 'baseline.json')).code).toBe(1);
  });
});
