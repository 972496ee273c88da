import { describe, expect, it } from 'vitest';
import { moveScene } from './moveScene.ts';

const AFTER = '2026-12-12T18:00:00Z';

describe('restore', () => {
  it('gives the former TTLs back at once after the cutover, with the new data', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    await scene.clock.advance((Date.parse(AFTER) - scene.clock.now()) / 1000);
    scene.change({ rdata: ['203.0.113.7'] });
    const dry = await scene.restore('shop');
    expect(dry.stdout).toMatch(/^ {2}would change {2}www\.example\.com\. A: 3600 → 86400 s, step restore$/m);
    expect(dry.stdout).toMatch(/^ {2}ttl-check restore shop --yes$/m);
    expect([dry.code, dry.stderr, scene.live()]).toEqual([0, '', '3600 203.0.113.7']);
    const { code } = await scene.restore('shop', { yes: true });
    expect([code, scene.live()]).toEqual([0, '86400 203.0.113.7']);
    const again = await scene.restore('shop', { yes: true });
    expect(again.stdout).toMatch(
      /There is nothing to restore: the journal knows of no TTL that is\s+still lowered\./,
    );
  });

  it('says before the cutover that lowering begins anew, and it does', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    const { stderr, code } = await scene.restore('shop', { yes: true });
    expect(stderr).toMatch(/still to come: the next `ttl-check apply`, or the daemon, lowers its TTLs again/);
    expect([code, scene.live()]).toEqual([0, '86400 192.0.2.10']);
    await scene.apply({ yes: true });
    expect(scene.live()).toBe('3600 192.0.2.10');
  });
});

describe('hold and resume', () => {
  it('stop and go on', async () => {
    await using scene = await moveScene();
    const held = await scene.hold('shop', { reason: 'the vendor is late' });
    expect(held.stdout).toMatch(/^shop is on hold: nothing of it is changed until `ttl-check resume shop`\./);
    const applied = await scene.apply({ yes: true });
    expect(applied.stdout).toMatch(/^shop {2}on hold\n/);
    expect([applied.code, scene.live()]).toEqual([0, '86400 192.0.2.10']);
    expect((await scene.status()).stdout).toMatch(/^shop: held since .* \(the vendor is late\)/);
    const restored = await scene.restore('shop', { yes: true });
    expect(restored.code).toBe(2);
    expect(restored.stderr).toMatch(
      /shop is on hold since .*\(the vendor is late\): nothing of it is changed/,
    );
    const resumed = await scene.resume('shop');
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringMatching(/^shop goes on\./)]);
    await scene.apply({ yes: true });
    expect(scene.live()).toBe('3600 192.0.2.10');
  });

  it('said twice, change nothing', async () => {
    await using scene = await moveScene();
    await scene.hold('shop', { reason: 'first' });
    const again = await scene.hold('shop');
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringMatching(/^shop is on hold already since .*\(first\)\./),
    ]);
    await scene.resume('shop');
    expect((await scene.resume('shop')).stdout).toMatch(/^shop is running: there is nothing to resume\./);
  });

  it('print the state for programs', async () => {
    await using scene = await moveScene();
    const { stdout } = await scene.hold('shop', { reason: 'late', format: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, migration: 'shop', state: 'held', was: 'running', reason: 'late' },
      by: expect.stringMatching(/.@./),
    });
  });

  it('know a mistyped name', async () => {
    await using scene = await moveScene();
    for (const ran of [
      scene.hold('shpo'),
      scene.resume('shpo'),
      scene.abort('shpo'),
      scene.restore('shpo'),
    ]) {
      const { code, stderr } = await ran;
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/no migration called "shpo"; did you mean shop\?/),
      ]);
    }
  });
});

describe('abort', () => {
  it('ends the lowering at once, and gives the TTLs back when it is told to', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    const first = await scene.abort('shop', { reason: 'called off' });
    expect(first.stdout).toMatch(/^shop {2}aborted {2}dry run\n/);
    expect(first.stdout).toMatch(/^No TTL was changed yet; the next `ttl-check apply --yes`, or the daemon/m);
    expect([first.code, scene.live()]).toEqual([0, '3600 192.0.2.10']);
    const second = await scene.abort('shop', { yes: true });
    expect([second.code, scene.live()]).toEqual([0, '86400 192.0.2.10']);
    await scene.clock.advance(6.9 * 86_400);
    await scene.apply({ yes: true });
    expect(scene.live()).toBe('86400 192.0.2.10');
    const held = await scene.hold('shop');
    expect([held.code, held.stderr]).toEqual([
      2,
      expect.stringMatching(/shop was ended, so there is nothing to hold/),
    ]);
  });

  it('is carried out by the next pass, too', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    await scene.abort('shop');
    const { stdout } = await scene.apply({ yes: true });
    expect(stdout).toMatch(/It was aborted: nothing is lowered any more/);
    expect(scene.live()).toBe('86400 192.0.2.10');
  });

  it('leaves the TTLs with --keep, and restore gives them back later', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    const { code, stdout } = await scene.abort('shop', { keep: true });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^shop is over: .* its TTLs stay as they are\./s),
    ]);
    await scene.apply({ yes: true });
    expect(scene.live()).toBe('3600 192.0.2.10');
    await scene.restore('shop', { yes: true });
    expect(scene.live()).toBe('86400 192.0.2.10');
    expect((await scene.abort('shop', { keep: true, yes: true })).code).toBe(2);
  });
});
