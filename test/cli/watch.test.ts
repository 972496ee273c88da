import { describe, expect, it } from 'vitest';
import { type MoveScene, moveScene, SHOP } from './moveScene.ts';

/** Lowered far below what anybody would, so that the end comes after seconds. */
const TO_5 = `${SHOP.trimEnd()}\n  stages: { day-of: { errorAbove: 5, warningAbove: 5, lowersTo: 5 } }\n`;

/** The shop lowered in two steps and changed at its cutover; the cache took the old data right before. */
async function moved(): Promise<MoveScene> {
  const scene = await moveScene({
    config: TO_5,
    // No provider is so quick that a look before and one after a change bear the same instant.
    wrap: (provider, clock) => ({
      ...provider,
      changeTtls: async (...change) => {
        await clock.wait(1000);
        return await provider.changeTtls(...change);
      },
    }),
  });
  const until = (iso: string) => scene.clock.advance((Date.parse(iso) - scene.clock.now()) / 1000);
  await scene.apply({ yes: true });
  await until('2026-12-12T00:30:00Z');
  await scene.apply({ yes: true });
  await until('2026-12-12T12:00:00Z');
  await scene.watch(['shop'], { once: true });
  scene.change({ rdata: ['203.0.113.7'] });
  return scene;
}

describe('watch', () => {
  it('says who has the old data and until when, and ends with 1', async () => {
    await using scene = await moved();
    const { code, stdout } = await scene.watch(['shop'], { once: true });
    expect(stdout).toMatch(/^www\.example\.com\. A: Caches may answer the old data until 2026-12-12 12:01Z/);
    expect(stdout).toMatch(/authority +ns1\.example\.com\. +192\.0\.2\.1 +new data/);
    expect(stdout).toMatch(/resolver +cache +198\.51\.100\.53 +OLD data +for [345] s more/);
    expect(code).toBe(1);
  });

  it('says before the change that authorities have the old data', async () => {
    await using scene = await moveScene({ at: '2026-12-12T09:00:00Z' });
    await scene.apply({ yes: true });
    const { code, stdout } = await scene.watch(['shop'], { once: true });
    expect([code, stdout]).toEqual([1, expect.stringMatching(/An authority answers the old data/)]);
  });

  it('prints a line a change in a pipe, and ends with 0 when it is over', async () => {
    await using scene = await moved();
    const began = scene.clock.now();
    const { code, stdout } = await scene.watch(['shop'], { interval: '1' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('resolver cache'))).toEqual([
      expect.stringMatching(
        /^2026-12-12T12:0\S+ www\.example\.com\. A resolver cache 198\.51\.100\.53: OLD data$/,
      ),
      expect.stringMatching(
        /^2026-12-12T12:0\S+ www\.example\.com\. A resolver cache 198\.51\.100\.53: new data$/,
      ),
    ]);
    expect(lines.length).toBeLessThan(9);
    expect(code).toBe(0);
    expect(scene.clock.now() - began).toBeGreaterThan(5_000);
    expect(scene.clock.now() - began).toBeLessThan(12_000);
  });

  it('takes the old data of plain names from the command line', async () => {
    await using scene = await moved();
    const name = ['www.example.com'];
    const { code, stdout } = await scene.watch(name, { old: ['192.0.2.10'], once: true, format: 'json' });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, state: 'going-on' },
      rrsets: [{ owner: 'www.example.com.', type: 'A', old: ['192.0.2.10'] }],
    });
    const other = await scene.watch(name, { old: ['192.0.2.99'], once: true });
    expect(other.code).toBe(0);
  });

  it('asks for what it cannot know', async () => {
    await using scene = await moveScene();
    const names = await scene.watch(['www.example.com']);
    expect([names.code, names.stderr]).toEqual([2, expect.stringMatching(/Say it: --old 192\.0\.2\.10/)]);
    const shop = await scene.watch(['shop'], { once: true });
    expect([shop.code, shop.stderr]).toEqual([3, expect.stringMatching(/does not know the data of shop/)]);
    expect((await scene.watch(['shop'], { format: 'json' })).code).toBe(2);
    expect((await scene.watch(['shpo'])).stderr).toMatch(/did you mean shop\?/);
    expect((await scene.watch(['www.example.com'], { old: ['a b'] })).code).toBe(2);
  });

  it('ends with 3 where nobody answers', async () => {
    await using scene = await moved();
    await scene.world.stop();
    const { code, stdout } = await scene.watch(['shop'], { once: true, timeout: '0.1' });
    expect([code, stdout]).toEqual([3, expect.stringMatching(/No authority was seen|Not every authority/)]);
  });
});
