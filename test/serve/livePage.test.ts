import { expect, it } from 'vitest';
import { daemonScene } from '../schedule/daemonScene.ts';

it('schedule --listen serves its migrations as they were seen last, and ends with the daemon', async () => {
  await using scene = await daemonScene({ at: '2026-12-01T09:00:00Z' });
  const daemon = scene.start({ yes: true, listen: '0' });
  await daemon.looked();
  const [, url = ''] =
    /served at (http:\S+\/)\./.exec(daemon.lines.map(({ message }) => message).join('\n')) ?? [];
  const page = await (await fetch(url)).text();
  expect(page).toContain('<meta http-equiv="refresh" content="60">');
  expect(page).toContain('<h1>shop <span class="mark good">');
  expect(page).toContain('The scheduler looked at 2026-12-01 09:00Z.');
  expect(page).toContain('data-mark="cutover"');
  expect(await (await fetch(`${url}readyz`)).text()).toBe('ready\n');
  expect(await (await fetch(`${url}metrics`)).text()).toContain(
    'ttl_check_migration_ready{migration="shop"} 1',
  );
  await daemon.stop('SIGTERM');
  await expect(fetch(url)).rejects.toThrow();
});

it('the page and the metrics tell of a step that was made, and of its old TTL until caches have forgotten it', async () => {
  await using scene = await daemonScene({ at: '2026-11-22T12:00:00Z' });
  const daemon = scene.start({ yes: true, listen: '0' });
  await daemon.looked();
  const [, url = ''] =
    /served at (http:\S+\/)\./.exec(daemon.lines.map(({ message }) => message).join('\n')) ?? [];
  const drained = async (): Promise<string | undefined> =>
    /ttl_check_rrset_drained\{[^}]*\} (\d)/.exec(await (await fetch(`${url}metrics`)).text())?.[1];
  // Nobody knows yet what was before the first look.
  expect(await drained()).toBe('0');
  await daemon.lookedWhenDue();
  expect(scene.live()).toBe('3600 192.0.2.10');
  expect(await drained()).toBe('0');
  const page = await (await fetch(url)).text();
  expect(page).toMatch(/data-step="one-week" data-is="done" data-at="\d+" data-ttl="3600"/);
  expect(page).toMatch(/data-step="day-of" data-is="ahead" data-at="\d+" data-ttl="300"/);
  // The pass planned the step before it made it.
  expect(page).not.toMatch(/data-step="one-week" data-is="ahead"/);
  expect(page).toContain('<p>Lower www.example.com. A to 300 s at 2026-12-12 00:00Z');
  expect(page).not.toMatch(/in \d+ s<\/td>/);
  const metrics = await (await fetch(`${url}metrics`)).text();
  expect(metrics).toContain('ttl_check_steps_ahead{migration="shop"} 2');
  expect(metrics).toMatch(/ttl_check_configured_ttl_seconds\{[^}]*\} 3600/);
  scene.jumpTo('2026-12-06T11:59:00Z');
  expect(await drained()).toBe('0');
  scene.jumpTo('2026-12-06T12:02:00Z');
  expect(await drained()).toBe('1');
  await daemon.stop('SIGTERM');
});
