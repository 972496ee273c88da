/** The import graph says what docs say: which room may know which, and what a check need not load. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundledPackage, bundle, bundledPackages } from '../scripts/bundle.ts';

interface Import {
  readonly path: string;
  readonly kind: string;
  readonly external?: boolean;
}

let files: ReadonlyMap<string, readonly Import[]>;
let packages: readonly BundledPackage[];
let largestStart: number;

beforeAll(async () => {
  const { metafile } = await bundle();
  files = new Map(Object.entries(metafile.inputs).map(([file, input]) => [file, input.imports]));
  packages = await bundledPackages(metafile);
  largestStart = startOf('dist/main.js', metafile.outputs);
}, 60_000);

/** Octets of an output and of all that it loads before it runs. */
function startOf(
  output: string,
  outputs: Readonly<Record<string, { readonly bytes: number; readonly imports: readonly Import[] }>>,
): number {
  const seen = new Set<string>();
  const queue = [output];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const one of outputs[next]?.imports ?? [])
      if (one.kind === 'import-statement' && one.external !== true) queue.push(one.path);
  }
  return [...seen].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

/** The rooms that each room may know, besides itself. `cli` wires and may know all. */
const MAY_KNOW = {
  model: [],
  policy: ['model'],
  judge: ['model', 'policy'],
  plan: ['model', 'policy'],
  dns: ['model'],
  files: [],
  config: ['model', 'policy', 'dns', 'files'],
  sources: ['model', 'policy', 'dns', 'files'],
  observe: ['model', 'policy', 'dns', 'files'],
  apply: ['model', 'policy', 'judge', 'plan', 'dns', 'files'],
  journal: ['model', 'policy', 'dns'],
  report: ['model', 'policy', 'dns', 'files'],
  providers: ['model', 'policy', 'dns', 'files'],
  serve: ['model', 'policy', 'dns', 'report'],
  world: ['model', 'policy', 'dns', 'sources', 'observe', 'config', 'judge', 'providers'],
} as const satisfies Record<string, readonly string[]>;

const PURE: readonly string[] = ['model', 'policy', 'judge', 'plan'];

function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

/** All files that run before `entry` does, packages included; what is loaded by `import()` is not. */
function loadedWith(...entries: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...entries];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { path, kind, external } of files.get(next) ?? [])
      if (kind !== 'dynamic-import' && external !== true) queue.push(path);
  }
  return seen;
}

describe('rooms', () => {
  it('know only the rooms before them', () => {
    const wrong: string[] = [];
    for (const [file, imports] of files) {
      const room = roomOf(file);
      if (room === undefined || room === 'cli' || room === 'schedule') continue;
      const allowed: readonly string[] | undefined = (MAY_KNOW as Record<string, readonly string[]>)[room];
      if (allowed === undefined) wrong.push(`${file}: the room ${room} is not in the table of this test`);
      for (const { path } of imports) {
        const other = roomOf(path);
        if (other !== undefined && other !== room && allowed?.includes(other) === false)
          wrong.push(`${file} imports ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('that are pure touch nothing of Node', () => {
    const wrong: string[] = [];
    for (const [file, imports] of files)
      for (const { path, external } of imports)
        if (PURE.includes(roomOf(file) ?? '') && external === true) wrong.push(`${file} imports ${path}`);
    expect(wrong).toEqual([]);
  });

  it('leave luxon to one file', () => {
    const users = [...files]
      .filter(
        ([file, imports]) =>
          file.startsWith('src/') && imports.some(({ path }) => path.includes('node_modules/luxon/')),
      )
      .map(([file]) => file);
    expect(users).toEqual(['src/policy/calendar.ts']);
  });
});

describe('what is loaded', () => {
  const LATE = [
    'luxon',
    'yaml',
    'zod',
    'dns2',
    'cli-table3',
    '@aws-sdk',
    '@slack',
    'node-cron',
    '@smithy',
    'better-sqlite3',
    'pino',
    'pg',
  ];

  it('for a check of names without a cutover has none of the heavy packages in it', () => {
    const loaded = [...loadedWith('src/cli/main.ts', 'src/cli/runCheck.ts', 'src/cli/checkRequest.ts')];
    const heavy = loaded.filter((file) => LATE.some((name) => file.includes(`node_modules/${name}/`)));
    expect(heavy).toEqual([]);
    // The test looks at what it means to look at.
    expect(loaded).toContain('src/observe/observer.ts');
    expect(loaded).toContain('src/judge/judge.ts');
  });

  it('for a check has no database, no web page and no provider in it', () => {
    const loaded = [...loadedWith('src/cli/main.ts', 'src/cli/runCheck.ts')];
    expect(
      loaded.filter((file) => /^src\/(journal|providers|serve|schedule|world|apply)\//.test(file)),
    ).toEqual([]);
    for (const file of loaded)
      for (const { path } of files.get(file) ?? []) expect([file, path]).not.toContain('node:sqlite');
  });

  it('for a check of Node is what it needs for UDP and its output', () => {
    const ofNode = new Set<string>();
    for (const file of loadedWith('src/cli/main.ts', 'src/cli/runCheck.ts', 'src/cli/checkRequest.ts'))
      for (const { path, kind, external } of files.get(file) ?? [])
        if (external === true && kind !== 'dynamic-import') ofNode.add(path.replace(/^node:/, ''));
    // Of these only `dgram` and `net` are not there as soon as Node runs.
    expect([...ofNode].toSorted()).toEqual(['dgram', 'fs', 'module', 'net', 'path', 'url']);
  });

  it('before the command is known is little', () => {
    // Mostly yargs; it compiles and runs in about as long as Node itself takes to start.
    expect(largestStart).toBeLessThan(256 * 1024);
  });
});

describe('packages in the bundle', () => {
  it('have licences that allow it', () => {
    const licenses = new Set(packages.map(({ license }) => license));
    for (const license of licenses)
      expect(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']).toContain(license);
  });
});
