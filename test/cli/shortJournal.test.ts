/** A journal that began to look only hours ago, and saw a TTL lowered since: what it saw binds, however short it is. */
import { expect, it } from 'vitest';
import { parseName } from '../../src/model/name.ts';
import { moveScene, SHOP } from './moveScene.ts';

it('plan and preflight wait for a TTL that the journal saw, though the journal is younger than a day', async () => {
  await using scene = await moveScene({ at: '2026-12-11T11:00:00Z' });
  const until = (iso: string) => scene.clock.advance((Date.parse(iso) - scene.clock.now()) / 1000);
  await scene.plan({ quiet: true });
  // Somebody lowers it by hand, 23 and a half hours before the cutover: what is older than the journal has run out by then.
  await until('2026-12-11T12:30:00Z');
  scene.change({ ttl: 300 });
  await until('2026-12-11T13:00:00Z');
  const plan = await scene.plan({ format: ['json'] });
  const [migration] = JSON.parse(plan.stdout).migrations;
  expect(migration.rrsets[0].readiness).toMatchObject({ kind: 'too-late' });
  expect(plan.code).toBe(1);
  const preflight = await scene.preflight('shop');
  expect(preflight.stdout.replace(/\s+/g, ' ')).toContain(
    'Caches may still hold a longer TTL of before until 2026-12-12T13:01:01Z.',
  );
  expect(preflight.code).toBe(1);
});

it('report finds in the way what plan waits for, and what caches hold of watched names', async () => {
  await using scene = await moveScene({
    at: '2026-12-11T11:00:00Z',
    config: `${SHOP}\nnames: [ns1.example.com]\n`,
  });
  const until = (iso: string) => scene.clock.advance((Date.parse(iso) - scene.clock.now()) / 1000);
  await scene.plan({ quiet: true });
  await scene.report({ quiet: true });
  await until('2026-12-11T12:30:00Z');
  scene.change({ ttl: 300 });
  scene.world.change('example.com', parseName('ns1.example.com'), 'A', { ttl: 60 });
  await until('2026-12-11T13:00:00Z');
  const { stdout } = await scene.report({ format: ['json'] });
  const { migrations, watched } = JSON.parse(stdout) as Told;
  const inTheWay = (name: string) =>
    migrations
      .find((one) => one.name === name)
      ?.obstacles.map(({ severity, rule, owner }) => `${severity} ${rule} ${owner}`);
  expect(inTheWay('shop')).toContain('error cache-not-drained www.example.com.');
  expect(watched.obstacles.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    expect.stringMatching(
      /^cache-not-drained: ns1.* when its TTL was 3600 s .* Drained at 2026-12-11T14:01:0\dZ\.$/,
    ),
  ]);
});

it('report warns of a past that is unknown where plan does', async () => {
  await using scene = await moveScene({ at: '2026-12-12T00:00:00Z', config: SHOP.replace('www', 'api') });
  const plan = await scene.plan({ format: ['json'] });
  expect(JSON.parse(plan.stdout).migrations[0].rrsets[0].readiness).toMatchObject({
    pastUnknownUntil: '2026-12-13T00:00:01Z',
  });
  const { stdout } = await scene.report({ format: ['json'] });
  const [migration] = (JSON.parse(stdout) as Told).migrations;
  expect(migration?.obstacles.filter(({ rule }) => rule === 'past-unknown')).toEqual([
    expect.objectContaining({
      severity: 'warning',
      message: expect.stringContaining('caches may hold it until 2026-12-13T00:00:01Z, after the cutover'),
    }),
  ]);
});

it('preflight says of a copy that a cache holds until when the journal knows that others may hold it', async () => {
  await using scene = await moveScene();
  await scene.plan({ quiet: true });
  await scene.clock.advance(3600);
  // The cache took the day's TTL at the first look; whoever asked later, but before this change, has it for longer.
  scene.change({ ttl: 300 });
  const text = async (): Promise<string> => (await scene.preflight('shop')).stdout.replace(/\s+/g, ' ');
  expect(await text()).toMatch(
    /NO-GO www\.example\.com\. A 300 s Cache holds a copy for up to 82800 s .*, and caches may hold a copy of before 2026-12-05T13:30:0\dZ, .* Drained at 2026-12-06T13:31:0\dZ/,
  );
  // What the journal alone knows is no reason against a cutover that comes later.
  await scene.clock.advance(23 * 3600 + 10);
  expect(await text()).toMatch(
    /GO www\.example\.com\. A 300 s.* Drained from 2026-12-06T13:31:0\dZ on, before the cutover\./,
  );
});

interface Obstacle {
  readonly severity: string;
  readonly rule?: string;
  readonly owner: string;
  readonly message: string;
}

interface Told {
  readonly migrations: readonly { readonly name: string; readonly obstacles: readonly Obstacle[] }[];
  readonly watched: { readonly obstacles: readonly Obstacle[] };
}
