/** `npm run build`: writes `dist/` anew, with the licences of what is in it. */
import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BundledPackage, bundle, bundledPackages, ROOT } from './bundle.ts';

const dist = path.join(ROOT, 'dist');
await rm(dist, { recursive: true, force: true });
const { metafile } = await bundle('disk');
const packages = await bundledPackages(metafile);
await writeFile(path.join(dist, 'LICENSES.txt'), licenses(packages));

const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.js'));
const octets = outputs.reduce((sum, [, output]) => sum + output.bytes, 0);
const { size } = await stat(path.join(dist, 'main.js'));
console.log(
  `dist: ${outputs.length} files of JavaScript, ${kib(octets)}, main.js ${kib(size)}; ${packages.length} packages inside`,
);

function licenses(all: readonly BundledPackage[]): string {
  const head = 'ttl-check contains code of the following packages, under the licences given.\n';
  const parts = all.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}\n`,
  );
  return [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

function kib(size: number): string {
  return `${Math.round(size / 1024)} KiB`;
}
