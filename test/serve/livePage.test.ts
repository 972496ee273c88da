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
  expect(page).toContain('The scheduler looked at 2026-12-01T09:00:');
  expect(page).toContain('data-mark="cutover"');
  expect(await (await fetch(`${url}readyz`)).text()).toBe('ready\n');
  expect(await (await fetch(`${url}metrics`)).text()).toContain(
    'ttl_check_migration_ready{migration="shop"} 1',
  );
  await daemon.stop('SIGTERM');
  await expect(fetch(url)).rejects.toThrow();
});
