/**
 * How the files of the bundle become what is published: what every check runs in one script, `dist/main.js`, of which
 * `bin/load.js` keeps V8's compiled code; what is loaded by need in files beside it.
 */
import { createHash } from 'node:crypto';
import { type Metafile, transform } from 'esbuild';
import { CHECKING } from './bundle.ts';

/** A file of `dist/` and its contents. */
export interface PublishedFile {
  readonly name: string;
  readonly text: string;
}

/** What a check runs, as modules of `src/`: these, and what they import before they run. */
const PACKED: readonly string[] = ['src/cli/main.ts', ...CHECKING, 'src/report/table.ts'];

interface Part {
  readonly name: string;
  readonly code: string;
  /** The source map, JSON. */
  readonly map: string;
}

/** `bundled` are the ES modules and source maps that esbuild made, by their names in `dist/`. */
export async function pack(
  bundled: ReadonlyMap<string, string>,
  { outputs }: Metafile,
): Promise<readonly PublishedFile[]> {
  const packed = packedNames(outputs);
  const modules = [...bundled].filter(([name]) => name.endsWith('.js'));
  const parts = await Promise.all(
    modules.map(([name, text]) => commonJs(name, withMap(text, bundled.get(`${name}.map`) ?? ''))),
  );
  const files = parts.flatMap((part) => (packed.has(part.name) ? stub(part.name) : fileOf(part)));
  const script = scriptOf(parts.filter(({ name }) => packed.has(name)));
  return [...files, ...script, { name: 'package.json', text: '{ "type": "commonjs" }\n' }];
}

function packedNames(outputs: Metafile['outputs']): ReadonlySet<string> {
  const queue = Object.entries(outputs)
    .filter(([, { entryPoint }]) => entryPoint !== undefined && PACKED.includes(entryPoint))
    .map(([output]) => output);
  const names = new Set<string>();
  for (let output = queue.pop(); output !== undefined; output = queue.pop()) {
    names.add(nameIn(output));
    for (const { kind, path, external } of outputs[output]?.imports ?? [])
      if (kind === 'import-statement' && external !== true && !names.has(nameIn(path))) queue.push(path);
  }
  return names;
}

function nameIn(output: string): string {
  return output.replace(/^dist\//, '');
}

/** esbuild reads the map of what it is given from the text itself. */
function withMap(text: string, map: string): string {
  const inline = Buffer.from(map).toString('base64');
  return text.replace(
    /\n\/\/# sourceMappingURL=.*\s*$/,
    `\n//# sourceMappingURL=data:application/json;base64,${inline}`,
  );
}

/** The module for a script: `require` in place of `import`, which also takes less time. */
async function commonJs(name: string, text: string): Promise<Part> {
  const { code, map } = await transform(text, {
    sourcefile: name,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'external',
    sourcesContent: false,
  });
  const url = code.includes('importMetaUrl')
    ? "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;"
    : '';
  return { name, code: `${url}\n${code.trimEnd()}`, map: shifted(map) };
}

/** The map of a code in front of which stands a line more. */
function shifted(map: string): string {
  const read = JSON.parse(map) as { mappings: string };
  return JSON.stringify({ ...read, mappings: `;${read.mappings}` });
}

function fileOf({ name, code, map }: Part): readonly PublishedFile[] {
  return [
    { name, text: `${code}\n//# sourceMappingURL=${name}.map\n` },
    { name: `${name}.map`, text: map },
  ];
}

/** What is loaded by need may want something of the script: it gets it where it would look for a file. */
function stub(name: string): readonly PublishedFile[] {
  if (name === 'main.js') return [];
  return [{ name, text: `module.exports=require('../bin/load.js').load('./${name}');\n` }];
}

/** One expression: a function that takes Node's `require` and gives one of its own, which knows the parts. */
function scriptOf(parts: readonly Part[]): readonly PublishedFile[] {
  const sections: { offset: { line: number; column: 0 }; map: unknown }[] = [];
  const lines = ['(function(requireFile,__filename){const parts={__proto__:null,'];
  for (const { name, code, map } of parts) {
    lines.push(`"./${name}":function(exports,require,module){`);
    sections.push({ offset: { line: lines.length, column: 0 }, map: JSON.parse(map) });
    lines.push(...code.split('\n'), '},');
  }
  lines.push(
    '};const loaded={__proto__:null};return function load(name){const known=loaded[name];if(known)return known.exports;' +
      'const run=parts[name];if(!run)return requireFile(name);const module={exports:{}};loaded[name]=module;' +
      'run(module.exports,load,module);return module.exports}})',
  );
  const script = lines.join('\n');
  const digest = createHash('sha256').update(script).digest('hex').slice(0, 16);
  // For bin/load.js, in the first line, which no source map speaks of.
  const text = `/*${digest}*/${script}\n//# sourceMappingURL=main.js.map\n`;
  return [
    { name: 'main.js', text },
    { name: 'main.js.map', text: JSON.stringify({ version: 3, file: 'main.js', sections }) },
  ];
}
