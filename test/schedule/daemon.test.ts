import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { type Daemon, daemonScene, moving } from './daemonScene.ts';

function changes({ lines }: Daemon): string[] {
  return lines
    .filter(({ event }) => event === 'step-done')
    .map(({ step, from, to, outcome }) => `${step} ${from} → ${to} ${outcome}`);
}

/** Of the instants at which steps were begun, the whole minutes. */
function begun({ lines }: Daemon): string[] {
  return lines
    .filter(({ event, cause }) => event === 'tick-started' && cause === 'step')
    .map(({ time }) => time.slice(0, 16));
}

describe('the daemon', () => {
  it('carries a migration from 20 days before to the former TTL, each step at its instant', async () => {
    await using scene = await daemonScene({ at: '2026-11-22T12:00:00Z' });
    const daemon = scene.start();
    expect((await daemon.looked()).nextAt).toBe('2026-12-05T12:00:00Z');
    await daemon.lookedWhenDue();
    expect(scene.live()).toBe('3600 192.0.2.10');
    // A day before the cutover is looked at as well, and all is well.
    expect((await daemon.lookedWhenDue()).nextAt).toBe('2026-12-12T00:00:00Z');
    await daemon.lookedWhenDue();
    expect(scene.live()).toBe('300 192.0.2.10');
    await daemon.lookedWhenDue();
    scene.jumpTo('2026-12-12T12:00:00Z');
    scene.change({ rdata: ['203.0.113.10'] });
    await daemon.lookedWhenDue();
    expect(scene.live()).toBe('86400 203.0.113.10');
    expect(changes(daemon)).toEqual([
      'one-week 86400 → 3600 verified',
      'day-of 3600 → 300 verified',
      'restore 300 → 86400 verified',
    ]);
    expect(begun(daemon)).toEqual([
      '2026-12-05T12:00',
      '2026-12-11T12:00',
      '2026-12-12T00:00',
      '2026-12-12T10:00',
      '2026-12-15T12:00',
    ]);
    expect(daemon.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(daemon.lines).toContainEqual(expect.objectContaining({ event: 'restored', migration: 'shop' }));
    expect(await daemon.stop('SIGTERM')).toBe(0);
  });

  it('catches up after it was down, where that is still in time', async () => {
    await using scene = await daemonScene({ at: '2026-11-22T12:00:00Z' });
    const first = scene.start();
    await first.looked();
    await first.stop('SIGTERM');
    scene.jumpTo('2026-12-08T03:00:00Z');
    const second = scene.start();
    await second.looked();
    expect(changes(second)).toEqual(['one-week 86400 → 3600 verified']);
    expect(second.lines.filter(({ event }) => event === 'step-late')).toEqual([]);
  });

  it('says what comes too late, once, and lowers it all the same', async () => {
    await using scene = await daemonScene({ at: '2026-12-12T09:00:00Z' });
    const daemon = scene.start();
    await daemon.looked();
    daemon.reload();
    await daemon.looked();
    expect(scene.live()).toBe('300 192.0.2.10');
    const late = daemon.lines.filter(({ event }) => event === 'step-late');
    expect(late).toMatchObject([{ level: 'error', to: 300, migration: 'shop' }]);
    expect(daemon.lines).toContainEqual(expect.objectContaining({ event: 'not-ready', hoursBefore: 24 }));
  });

  it('goes on with the others when one migration fails', async () => {
    await using scene = await daemonScene({
      at: '2026-12-12T09:00:00Z',
      migrations: moving('shop', 'www') + moving('api', 'api'),
      wrap: (provider) => ({
        ...provider,
        changeTtls: (zone, all, ...more) => {
          if (all.some(({ owner }) => owner.startsWith('www'))) throw new Error('a bug');
          return provider.changeTtls(zone, all, ...more);
        },
      }),
    });
    const daemon = scene.start();
    expect(await daemon.looked()).toMatchObject({ passes: 1, failures: 1 });
    expect([scene.live(), scene.live('api.example.com.')]).toEqual(['86400 192.0.2.10', '300 192.0.2.11']);
  });

  it('keeps to the calendar of the night in which the clocks change', async () => {
    await using scene = await daemonScene({
      at: '2027-03-22T00:00:00Z',
      migrations: moving('shop', 'api', '"2027-03-28T03:30 Europe/Berlin"'),
    });
    const daemon = scene.start();
    await daemon.looked();
    await daemon.lookedWhenDue();
    expect(begun(daemon)).toEqual(['2027-03-27T01:30']);
    // 23:00Z is midnight there; the hour from 02:00 does not exist that night.
    expect((await daemon.lookedWhenDue()).time.slice(0, 16)).toBe('2027-03-27T23:00');
    expect(changes(daemon)).toEqual(['day-of 3600 → 300 verified']);
  });
});

describe('a dry run', () => {
  it('says what it would do, changes nothing and needs no lease', async () => {
    await using scene = await daemonScene({ at: '2026-12-05T12:00:00Z' });
    await scene.withJournal((journal) =>
      journal.acquireLease('somebody', scene.clock.now(), scene.clock.now()),
    );
    const daemon = scene.start({});
    await daemon.looked();
    expect(changes(daemon)).toEqual(['one-week 86400 → 3600 would-change']);
    expect(scene.live()).toBe('86400 192.0.2.10');
    await daemon.stop('SIGTERM');
    expect(await scene.withJournal((journal) => journal.lastTick())).toBeUndefined();
  });
});

describe('a second daemon', () => {
  it('refuses with code 3 while the first one lives, and may start after it', async () => {
    await using scene = await daemonScene({ at: '2026-12-05T12:00:00Z' });
    const first = scene.start();
    await first.looked();
    expect(await scene.start().ended()).toBe(3);
    expect(scene.stderr()).toMatch(/Another ttl-check \(schedule on .*\) is writing to this journal/);
    expect(await first.stop('SIGINT')).toBe(130);
    const second = scene.start();
    await second.looked();
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it('waits for the lease of one that was killed to end, and goes on where that one was', async () => {
    await using scene = await daemonScene({ at: '2026-12-05T12:00:00Z' });
    const began = scene.clock.now();
    await scene.withJournal((journal) => journal.acquireLease('killed', began, (began + 60_000) as never));
    const daemon = scene.start();
    expect(await daemon.looked()).toMatchObject({ steps: 1 });
    expect(scene.clock.now() - began).toBeGreaterThanOrEqual(60_000);
    expect(scene.stderr()).toContain("killed has the journal's lease until 2026-12-05T12:01:00Z");
    expect(await daemon.stop('SIGTERM')).toBe(0);
  });

  it('that took the lease over ends the first with code 3', async () => {
    await using scene = await daemonScene({ at: '2026-12-05T12:00:00Z' });
    const daemon = scene.start();
    await daemon.looked();
    scene.jumpTo('2026-12-05T13:00:00Z');
    await scene.withJournal((journal) =>
      journal.acquireLease('another', scene.clock.now(), (scene.clock.now() + 600_000) as never),
    );
    expect(await daemon.ended()).toBe(3);
    expect(daemon.lines.map(({ event }) => event).slice(-2)).toEqual(['lease-lost', 'stopping']);
  });
});

describe('reading the configuration anew', () => {
  it('keeps the old one if the new one is broken, and takes over a sound one', async () => {
    await using scene = await daemonScene({ at: '2026-11-22T12:00:00Z' });
    const daemon = scene.start();
    await daemon.looked();
    await scene.configure('\n  - name: shop\n    cutover: never');
    daemon.reload();
    expect(await daemon.until('reload-refused')).toMatchObject({ level: 'error' });
    expect((await daemon.looked()).passes).toBe(1);
    await scene.configure(moving('shop', 'www') + moving('api', 'api'));
    daemon.reload();
    expect(await daemon.until('reloaded')).toMatchObject({ migrations: ['shop', 'api'] });
    expect((await daemon.looked()).passes).toBe(2);
  });
});

describe('a look that fails', () => {
  it('is told, and the next one comes', async () => {
    let isBroken = true;
    await using scene = await daemonScene({
      at: '2026-12-05T12:00:00Z',
      wrap: (provider) => {
        if (isBroken) throw new Failure('provider', 'The credentials have expired.');
        return provider;
      },
    });
    const daemon = scene.start();
    expect(await daemon.looked()).toMatchObject({ failures: 1 });
    expect(daemon.lines).toContainEqual(
      expect.objectContaining({ event: 'pass-failed', message: 'shop: The credentials have expired.' }),
    );
    isBroken = false;
    daemon.reload();
    expect(await daemon.looked()).toMatchObject({ failures: 0, steps: 1 });
  });
});
