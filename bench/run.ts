/**
 * The whole bench, section by section: `node test/lab/run.ts node bench/run.ts [--only lookups,growth] [--rounds N]
 * [--smoke] [--write] [--json FILE]`, which `npm run bench -- …` does. Each section is a program of its own.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** In the order in which they run. `bench/journal.ts` takes half an hour and runs by itself. */
const SECTIONS = {
  lookups: 'lookups.ts',
  growth: 'growth.ts',
  'one-shot': 'oneShot.ts',
  startup: 'startup.ts',
  libraries: 'libraries.ts',
  memory: 'memory.ts',
  scheduler: 'scheduler.ts',
  workers: 'workers.ts',
} as const satisfies Record<string, string>;

type Section = keyof typeof SECTIONS;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const wanted = values.only === undefined ? Object.keys(SECTIONS).filter(isSection) : chosen(values.only);
const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
const figures: unknown[] = [];
let failed = 0;
try {
  for (const section of wanted) {
    const json = join(folder, `${section}.json`);
    process.stdout.write(`\n## ${section}\n\n`);
    const flags = [
      ...(values.rounds === undefined ? [] : ['--rounds', values.rounds]),
      ...(values.smoke ? ['--smoke'] : []),
      ...(values.write ? ['--write'] : []),
    ];
    const began = performance.now();
    const code = await run([join(import.meta.dirname, SECTIONS[section]), ...flags, '--json', json]);
    process.stderr.write(`${section}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    if (code === 0) figures.push(JSON.parse(await readFile(json, 'utf8')));
    else {
      failed++;
      process.stderr.write(`The section ${section} ended with ${code}: see above.\n`);
    }
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function isSection(text: string): text is Section {
  return text in SECTIONS;
}

function chosen(list: string): Section[] {
  return list.split(',').map((text) => {
    if (isSection(text)) return text;
    process.stderr.write(
      `--only: there is no section ${text}; there are ${Object.keys(SECTIONS).join(', ')}.\n`,
    );
    return process.exit(2);
  });
}

function run(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
