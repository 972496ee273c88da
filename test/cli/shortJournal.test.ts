/** A journal that began to look only hours ago, and saw a TTL lowered since: what it saw binds, however short it is. */
import { expect, it } from 'vitest';
import { moveScene } from './moveScene.ts';

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
