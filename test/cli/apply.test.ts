import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { parseName } from '../../src/model/name.ts';
import { API, moveScene, SHOP } from './moveScene.ts';

const BOTH = SHOP.replace('policy:', `${API.slice(1)}policy:`);

describe('apply', () => {
  it('is a dry run without --yes: it says what it would do, and leaves no trace', async () => {
    await using scene = await moveScene();
    const { code, stdout, stderr } = await scene.apply();
    expect(stderr).toBe('');
    expect(stdout).toBe(`shop  dry run
Cutover 2026-12-12 12:00Z, in 6 d 23 h.
  would change  www.example.com. A: 86400 → 3600 s, step one-week, complete
                2026-12-06 12:31Z
Next: lower www.example.com. A to 300 s at 2026-12-12 00:00Z (in 6 d 11 h).

A dry run: nothing was changed. To carry it out:
  ttl-check apply --yes
`);
    expect(code).toBe(0);
    expect(scene.provider().made).toEqual([]);
    expect(scene.hasJournal()).toBe(false);
  });

  it('carries out what is due with --yes, and nothing the second time', async () => {
    await using scene = await moveScene();
    const first = await scene.apply({ yes: true });
    expect(first.stdout).toMatch(/^ {2}changed {7}www\.example\.com\. A: 86400 → 3600 s, step one-week/m);
    expect(first.code).toBe(0);
    expect(scene.live()).toBe('3600 192.0.2.10');
    const again = await scene.apply({ yes: true });
    expect(again.stdout).toMatch(/^Nothing is due now\. Next: lower www\.example\.com\. A to 300 s/m);
    expect(again.code).toBe(0);
    expect(scene.provider().made).toHaveLength(1);
  });

  it('prints one JSON document', async () => {
    await using scene = await moveScene();
    const { stdout } = await scene.apply({ yes: true, format: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, command: 'apply', mode: 'write' },
      migrations: [
        {
          ...{ migration: 'shop', state: 'running', cutover: '2026-12-12T12:00:00Z' },
          results: [{ owner: 'www.example.com.', outcome: 'verified', step: { from: 86400, to: 3600 } }],
          next: { at: '2026-12-12T00:00:00Z', step: 'day-of', to: 300 },
        },
      ],
    });
  });

  it('refuses a migration that is not there, with what was meant', async () => {
    await using scene = await moveScene();
    const { code, stdout, stderr } = await scene.apply({ yes: true }, 'shpo');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/There is no migration called "shpo"; did you mean shop\?/);
    expect(scene.hasJournal()).toBe(false);
  });

  it('goes on with the other migrations when one fails, and ends with the worst code', async () => {
    await using scene = await moveScene({
      config: BOTH,
      wrap: (provider) => ({
        ...provider,
        changeTtls: (zone, changes, ...more) => {
          if (changes.some(({ owner }) => owner === parseName('www.example.com')))
            throw new Failure('provider', 'The provider said no.');
          return provider.changeTtls(zone, changes, ...more);
        },
      }),
      at: '2026-12-12T09:00:00Z',
    });
    const { code, stdout } = await scene.apply({ yes: true });
    expect(stdout).toMatch(/^ {2}refused .*86400 → 300 s.*\n.*\n? +The provider said no\.$/m);
    expect(stdout).toMatch(/^ {2}changed .*api\.example\.com\. A: 3600 → 300 s/m);
    expect(code).toBe(3);
    expect([scene.live(), scene.live('api.example.com.')]).toEqual(['86400 192.0.2.10', '300 192.0.2.11']);
  });

  it('says that what it can do is not enough', async () => {
    await using scene = await moveScene({ at: '2026-12-12T09:00:00Z' });
    const { stdout, code } = await scene.apply({ yes: true });
    expect(stdout).toMatch(/^Not ready by the cutover, as it stands: www\.example\.com\. A\./m);
    expect([code, scene.live()]).toEqual([0, '300 192.0.2.10']);
  });

  it('finishes the change under way at Ctrl-C, and the next pass verifies it', async () => {
    await using scene = await moveScene({
      wrap: (provider) => ({
        ...provider,
        changeTtls: async (...change) => {
          process.emit('SIGINT');
          return await provider.changeTtls(...change);
        },
      }),
    });
    const { code, stdout } = await scene.apply({ yes: true });
    expect(code).toBe(130);
    expect(stdout).toMatch(
      /^ {2}pending .*86400 → 3600 s.*\n +The pass was interrupted; the next one goes on\./m,
    );
    expect(scene.live()).toBe('3600 192.0.2.10');
    const next = await scene.apply({ yes: true });
    expect(next.stdout).toMatch(/^ {2}changed .*86400 → 3600 s/m);
    expect([next.code, scene.provider().made.length]).toEqual([0, 1]);
  });

  it('says what to type so that a shell reads it as it is', async () => {
    await using scene = await moveScene();
    const { stdout } = await scene.apply({ journal: 'a journal.sqlite' }, 'shop');
    expect(stdout).toMatch(/^ {2}ttl-check apply shop --journal 'a journal\.sqlite' --yes$/m);
  });

  it('is kept out while somebody else writes to the journal', async () => {
    await using scene = await moveScene();
    await scene.apply({ yes: true });
    await scene.withJournal((journal) =>
      journal.acquireLease('the daemon on host-7', scene.clock.now(), scene.inSeconds(60)),
    );
    const { code, stderr } = await scene.apply({ yes: true });
    expect(code).toBe(3);
    expect(stderr).toMatch(/Another ttl-check \(the daemon on host-7\) is writing to this journal/);
    expect((await scene.apply()).code).toBe(0);
  });
});

describe('apply --plan', () => {
  it('carries out the plan that was approved, and says so in what to type', async () => {
    await using scene = await moveScene();
    await scene.plan({ out: path.join(scene.folder, 'plan.json'), quiet: true });
    const dry = await scene.apply({ plan: 'plan.json' });
    expect(dry.stdout).toMatch(/^ {2}ttl-check apply --plan plan\.json --yes$/m);
    expect((await scene.apply({ plan: 'plan.json', yes: true })).code).toBe(0);
    expect(scene.live()).toBe('3600 192.0.2.10');
  });

  it('refuses it when something is not as it was, and changes nothing', async () => {
    await using scene = await moveScene();
    await scene.plan({ out: path.join(scene.folder, 'plan.json'), quiet: true });
    scene.world.change('example.com', parseName('www.example.com'), 'A', { ttl: 7200 });
    const { code, stdout, stderr } = await scene.apply({ plan: 'plan.json', yes: true });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /The approved plan no longer fits:\n.*TTL is now 7200 s, in the approved plan 86400 s/,
    );
    expect(stderr).toMatch(/Nothing was changed\./);
    expect(scene.live()).toBe('7200 192.0.2.10');
  });

  it('refuses plans of migrations that it or the configuration does not have', async () => {
    await using scene = await moveScene({ config: BOTH });
    const file = path.join(scene.folder, 'plan.json');
    await scene.plan({ out: file, quiet: true }, 'shop');
    const other = await scene.apply({ plan: 'plan.json' }, 'api');
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/plan\.json has no plan of api\./)]);
    const config = path.join(scene.folder, 'ttl-check.yaml');
    await writeFile(config, (await readFile(config, 'utf8')).replace('name: shop', 'name: store'));
    const gone = await scene.apply({ plan: 'plan.json' });
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/plan\.json has a plan of shop, and ttl-check\.yaml has no such migration/);
  });
});
