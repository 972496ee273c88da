/** `check --format html` as a process of its own: the page knows the policy and the calendar of each migration. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ttlCheck } from './cli.ts';

const CONFIG = `migrations:
  - name: shop
    cutover: "2026-12-12T12:00 Europe/Berlin"
    records: [{ name: www.example.com, types: [A] }]
    policy: { figures: { propagation: 20 seconds } }
`;

it('draws the TTL of a migration against its own policy, in its own time zone', async () => {
  const own = zone('example.com', '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 86400 A 192.0.2.10');
  await using world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
    { clock: systemClock() },
  );
  const { host, port } = world.dial('192.0.2.1', 53);
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-page-'));
  try {
    await writeFile(path.join(folder, 'ttl-check.yaml'), CONFIG);
    const { code, stderr } = await ttlCheck(
      [
        ...['-r', 'none', '--authority', `${host}:${port}`, '--at', '2026-12-06T12:00:00Z'],
        ...['--format', 'html=page.html'],
      ],
      { cwd: folder },
    );
    expect([code, stderr]).toEqual([1, '']);
    const page = await readFile(path.join(folder, 'page.html'), 'utf8');
    const at = (mark: string): string =>
      new Date(Number(new RegExp(`data-mark="${mark}" data-at="(\\d+)"`).exec(page)?.[1])).toISOString();
    expect(at('cutover')).toBe('2026-12-12T11:00:00.000Z');
    // A day and a second of the old TTL, 20 s of propagation and 15 min of margin before it.
    expect(at('lower by')).toBe('2026-12-11T10:44:39.000Z');
    // The day of the cutover begins at midnight in Berlin.
    expect(page).toContain(`data-stage="day-of" data-at="${Date.parse('2026-12-11T23:00:00Z')}"`);
    expect(page).toContain('The cutover is at 2026-12-12 12:00.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
