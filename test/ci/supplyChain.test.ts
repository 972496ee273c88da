/** What the program is made from, and by whom it can be changed on the way (SECURITY.md). */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lockedPackages, notAllowed, USED } from '../../scripts/licences.ts';
import { ROOT } from './runner.ts';

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: true;
  readonly hasInstallScript?: true;
}

const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'));
const locked = Object.entries(lock.packages as { readonly [folder: string]: Locked }).filter(
  ([folder]) => folder !== '',
);

describe('the lock file', () => {
  it('has a SHA-512 for every package, and none from a repository, a file or a link', () => {
    expect(locked.length).toBeGreaterThan(100);
    for (const [folder, { version, integrity, resolved, link }] of locked) {
      expect([folder, integrity]).toEqual([folder, expect.stringMatching(/^sha512-[\w+/]{86}==$/)]);
      expect([folder, version]).toEqual([folder, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
      expect([folder, link]).toEqual([folder, undefined]);
      if (resolved !== undefined) expect(resolved).toMatch(/^https:\/\/\S+\.tgz$/);
    }
  });

  it('takes all packages from one place', () => {
    const places = locked.flatMap(([, { resolved }]) => (resolved === undefined ? [] : [resolved]));
    expect(new Set(places.map((place) => new URL(place).origin)).size).toBeLessThanOrEqual(1);
  });

  it('belongs to exact versions in package.json, and the package itself depends on nothing', () => {
    for (const version of Object.values(manifest.devDependencies))
      expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
  });

  it('has only licences that are allowed', async () => {
    expect(notAllowed(await lockedPackages(ROOT), USED)).toEqual([]);
  });
});

describe('install scripts', () => {
  it('are run for node alone, and each package that has one is named in SECURITY.md', async () => {
    expect(manifest.allowScripts).toEqual({ node: true });
    const text = await readFile(path.join(ROOT, 'SECURITY.md'), 'utf8');
    const withScript = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    for (const [folder] of withScript)
      expect(text).toContain(`\`${folder.replace(/^.*node_modules\//, '')}\``);
  });

  it('of our own never run where the package is installed', () => {
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(Object.keys(manifest.scripts)).not.toContain(script);
  });
});

interface Job {
  readonly permissions?: { readonly [what: string]: string };
  readonly steps: readonly { readonly uses?: string; readonly with?: { readonly [name: string]: unknown } }[];
}

describe('each workflow', async () => {
  const folder = path.join(ROOT, '.github/workflows');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yml'));

  it.each(files)('%s keeps no credentials and may do the least', async (file) => {
    const workflow = parse(await readFile(path.join(folder, file), 'utf8'));
    const jobs: readonly Job[] = Object.values(workflow.jobs);
    expect(workflow.permissions).toBeDefined();
    for (const permission of Object.values(workflow.permissions)) expect(permission).toBe('read');
    for (const { steps, permissions = {} } of jobs) {
      for (const { uses, with: inputs } of steps) {
        if (uses?.startsWith('actions/checkout@'))
          expect([file, inputs?.['persist-credentials']]).toEqual([file, false]);
      }
      const writes = Object.keys(permissions).filter((what) => permissions[what] === 'write');
      expect(writes).toEqual(WRITES[file]?.filter((what) => writes.includes(what)) ?? []);
    }
  });
});

describe('each action of others that a workflow, a recipe or our action uses', async () => {
  const folders = ['.github/workflows', 'config/examples/github', 'docs/recipes', '.'];
  const uses: (readonly [file: string, line: string])[] = [];
  for (const folder of folders)
    for (const name of await readdir(path.join(ROOT, folder)))
      if (folder === '.' ? name === 'action.yml' : name.endsWith('.yml'))
        for (const line of (await readFile(path.join(ROOT, folder, name), 'utf8')).split('\n'))
          if (/^\s*-?\s*uses:/.test(line) && !/ (?:\.\/|OWNER\/ttl-check@)/.test(line))
            uses.push([`${folder}/${name}`, line.trim()]);

  it('is pinned to a whole commit, with the version that it is', () => {
    expect(uses.length).toBeGreaterThan(15);
    for (const [file, line] of uses)
      expect([file, line]).toEqual([
        file,
        expect.stringMatching(/^(?:- )?uses: [\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/),
      ]);
  });

  it('is the same commit everywhere', () => {
    const pins = new Map<string, Set<string>>();
    for (const [, line] of uses) {
      const [, owner = '', name = '', pin = ''] = /uses: ([\w-]+)\/([\w-]+)\S*@(.*)$/.exec(line) ?? [];
      pins.set(`${owner}/${name}`, (pins.get(`${owner}/${name}`) ?? new Set()).add(pin));
    }
    for (const [action, found] of pins) expect([action, ...found]).toHaveLength(2);
  });
});

/** What a job of these may write; jobs of the others may write nothing. */
const WRITES: { readonly [file: string]: readonly string[] } = {
  'codeql.yml': ['security-events'],
  'release.yml': ['contents', 'id-token'],
};
