/** How `src/` becomes `dist/`. `build.ts` writes it; tests read the import graph that comes with it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type BuildResult, build, type Metafile, type Plugin } from 'esbuild';
import { PLAIN } from '../src/report/plainText.ts';

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

const OPTIONS = {
  absWorkingDir: ROOT,
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Some packages only split well by their ESM files, which `platform: node` would not prefer.
  mainFields: ['module', 'main'],
  sourcemap: 'linked',
  // The positions are enough for a bug report; the sources are in the repository.
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [lazyStringWidth(), leanYargs()],
} as const satisfies BuildOptions;

/** The bundle as ES modules, in memory. */
export async function bundle(): Promise<BuildResult<{ metafile: true; write: false }>> {
  const graph = await build({ ...OPTIONS, plugins: [...OPTIONS.plugins], write: false });
  const plugins = [...OPTIONS.plugins, keptTogether(graph.metafile)];
  return await build({ ...OPTIONS, plugins, write: false });
}

/** What yargs and its parts get in place of Node's modules, by the module's name. */
const FOR_YARGS: Readonly<Record<string, string>> = {
  // Nobody sees what is thrown: yargs catches it, or it is a bug of ours.
  assert: `
    export function strictEqual(a, b) { if (!Object.is(a, b)) throw new TypeError(String(a)); }
    export function notStrictEqual(a, b) { if (Object.is(a, b)) throw new TypeError(String(a)); }`,
  // Loading node:util makes Node load all that it exports: parseArgs, diff, worker threads.
  util: `
    export const format = (...args) => process.getBuiltinModule('util').format(...args);
    export const inspect = (...args) => process.getBuiltinModule('util').inspect(...args);`,
  // It would look for locales beside the package, and for the package.json of whoever has installed it.
  fs: 'export const readFileSync = undefined, readdirSync = undefined, statSync = undefined, writeFile = undefined;',
  'escalade/sync': 'export default () => undefined;',
};

/** yargs without what it loads and looks for at each start and this program never uses. */
function leanYargs(): Plugin {
  return {
    name: 'lean-yargs',
    setup(builder) {
      builder.onResolve(
        { filter: /^(?:node:)?(?:assert|util|fs)$|^escalade\/sync$/ },
        ({ path: id, importer }) =>
          /[\\/]node_modules[\\/](?:yargs|yargs-parser|y18n)[\\/]/.test(importer)
            ? { path: id.replace('node:', ''), namespace: 'lean-yargs', sideEffects: false }
            : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'lean-yargs' }, ({ path: id }) => ({
        contents: FOR_YARGS[id] ?? '',
      }));
    },
  };
}

/** What runs before the command is known. */
const STARTING = ['src/cli/main.ts', 'src/cli/program.ts'];
/** And what every check runs then, besides what it loads by need. */
export const CHECKING: readonly string[] = [
  'src/cli/checkRequest.ts',
  'src/cli/runCheck.ts',
  'src/report/json.ts',
];

/**
 * esbuild makes a file of each set of modules that the same entries reach, and with many commands these are many
 * small files, each a millisecond of every start. So that what a check runs is in few, whatever else is loaded by
 * need reaches all of it too: every such module of ours imports it first.
 */
function keptTogether({ inputs }: Metafile): Plugin {
  const late = new Set<string>();
  for (const input of Object.values(inputs))
    for (const imported of input.imports) if (imported.kind === 'dynamic-import') late.add(imported.path);
  const starting = reachedFrom(STARTING, inputs);
  const imports = [...starting, ...reachedFrom(CHECKING, inputs)]
    .filter((file) => !STARTING.includes(file) && !late.has(file) && !file.endsWith('.json'))
    .map((file) => `import ${JSON.stringify(`./${file}`)};`)
    .join('\n');
  return {
    name: 'kept-together',
    setup(builder) {
      builder.onResolve({ filter: /^kept-together$/ }, ({ path: id }) => ({
        path: id,
        namespace: 'kept-together',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'kept-together' }, () => ({
        contents: imports,
        resolveDir: ROOT,
      }));
      builder.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
        const own = path.relative(ROOT, file).replaceAll('\\', '/');
        if (!late.has(own) || starting.has(own)) return undefined;
        return { contents: `import 'kept-together';${await readFile(file, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}

/**
 * yargs and cli-table3 measure text with `string-width`, which makes an Intl.Segmenter or several large regular expressions:
 * a good part of the start of every run. This one counts plain characters itself (`src/report/plainText.ts` says which
 * these are) and loads the real one for anything else.
 */
function lazyStringWidth(): Plugin {
  return {
    name: 'lazy-string-width',
    setup(builder) {
      builder.onResolve({ filter: /^string-width$/ }, ({ kind, resolveDir, namespace }) =>
        namespace === 'lazy-string-width'
          ? undefined
          : {
              path: path.relative(ROOT, resolveDir),
              namespace: 'lazy-string-width',
              sideEffects: false,
              pluginData: kind,
            },
      );
      builder.onLoad({ filter: /.*/, namespace: 'lazy-string-width' }, ({ path: folder, pluginData }) => ({
        resolveDir: path.join(ROOT, folder),
        // `require` of an ESM file is what makes esbuild put off running it.
        contents: `
          let real;
          ${pluginData === 'import-statement' ? 'export default' : 'module.exports ='} function stringWidth(text, options) {
            if (typeof text !== 'string' || text === '') return 0;
            if (${PLAIN}.test(text)) return text.length;
            real ??= require('string-width');
            return (real.default ?? real)(text, options);
          }`,
      }));
    },
  };
}

/** The modules of ours that these import, and what those import, without what is loaded by need. */
function reachedFrom(files: readonly string[], inputs: Metafile['inputs']): Set<string> {
  const reached = new Set<string>();
  const queue = [...files];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const input = inputs[file];
    if (input === undefined || reached.has(file) || !file.startsWith('src/')) continue;
    reached.add(file);
    for (const { kind, path: next } of input.imports) if (kind === 'import-statement') queue.push(next);
  }
  return reached;
}

/** A package of which something is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The text of its licence file. */
  readonly text: string;
}

/** The packages in the bundle, by name. Throws where one has no licence file. */
export async function bundledPackages(metafile: Metafile): Promise<readonly BundledPackage[]> {
  const folders = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replace(/^[a-z-]+:/, ''))?.[0];
    if (folder !== undefined) folders.add(path.resolve(ROOT, folder));
  }
  const found = await Promise.all([...folders].map(packageIn));
  const packages = new Map(found.map((one) => [`${one.name}@${one.version}`, one]));
  return [...packages.values()].sort(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  );
}

async function packageIn(folder: string): Promise<BundledPackage> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // Some packages name Apache-2.0 and bring no text; it is the text that this project has itself.
  const own = manifest.license === 'Apache-2.0' ? path.join(ROOT, 'LICENSE') : undefined;
  const from = file === undefined ? own : path.join(folder, file);
  if (from === undefined) throw new Error(`${folder} has no licence file to ship with the bundle`);
  const text = await readFile(from, 'utf8');
  return { name: manifest.name, version: manifest.version, license: manifest.license, text };
}
