/** `npm run build`: writes `dist/` anew, with the licences of what is in it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BundledPackage, bundledPackages, ROOT } from './bundle.ts';
import { writeProgram } from './writeProgram.ts';

const dist = path.join(ROOT, 'dist');
const { files, metafile } = await writeProgram(dist);
const packages = await bundledPackages(metafile);
await writeFile(path.join(dist, 'LICENSES.txt'), licenses(packages));

const scripts = files.filter(({ name }) => name.endsWith('.js'));
const octets = scripts.reduce((sum, { text }) => sum + text.length, 0);
const size = scripts.find(({ name }) => name === 'main.js')?.text.length ?? 0;
console.log(
  `dist: ${scripts.length} files of JavaScript, ${kib(octets)}, main.js ${kib(size)}; ${packages.length} packages inside`,
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
