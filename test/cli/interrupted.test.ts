/** Ctrl-C in the middle of a long check, as a process of its own: every format ends as a whole document with its summary. */

import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { systemClock } from '../../src/cli/systemClock.ts';
import { FORMAT_NAMES, type FormatName } from '../../src/report/reporters.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { ended, startTtlCheck } from './cli.ts';

const NAMES = 3_000;

/** Targets that are in the document before the interruption is sent. */
const SEEN = 40;

let world: World;
let folder: string;
let code: number | null;
let stdout: string;
/** Names in the order of the list that the run had come to. */
let reported: readonly string[];
let summary: { readonly targets: number; readonly unknown: number };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-interrupted-'));
  const names = Array.from({ length: NAMES }, (_, i) => `h${i}`);
  const own = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', ...names.map((name) => `${name} 1209600 A 192.0.2.9`)].join(
      '\n',
    ),
  );
  world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
    { clock: systemClock() },
  );
  const list = path.join(folder, 'names.txt');
  await writeFile(list, names.map((name) => `${name}.example.com\n`).join(''));
  const { host, port } = world.dial('192.0.2.1', 53);
  const files = FORMAT_NAMES.filter((format) => format !== 'ndjson').map(
    (format) => `--format=${format}=${fileOf(format)}`,
  );
  // At 100 questions a second it would take half a minute.
  const child = startTtlCheck([
    ...['--file', list, '--type', 'A', '-r', 'none', '--authority', `${host}:${port}`, '--rate', '100'],
    ...['--format', 'ndjson', ...files],
  ]);
  const end = ended(child);
  await new Promise<void>((resolve) => {
    let lines = 0;
    child.stdout?.on('data', (chunk: string) => {
      lines += chunk.split('\n').length - 1;
      if (lines >= SEEN) resolve();
    });
  });
  child.kill('SIGINT');
  ({ code, stdout } = await end);
  const lines = stdout.trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '');
  reported = lines.slice(0, -1).map((line) => JSON.parse(line).name);
  summary = last.summary;
}, 60_000);

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

function fileOf(format: FormatName): string {
  return path.join(folder, `out.${format}`);
}

async function written(format: FormatName): Promise<string> {
  return await readFile(fileOf(format), 'utf8');
}

function vendored(file: string): string {
  return readFileSync(new URL(`../vendor/${file}`, import.meta.url), 'utf8');
}

describe('Ctrl-C in a long check', () => {
  it('ends with 130, and ndjson with a last line that counts what was told', () => {
    expect(code).toBe(130);
    expect(reported.length).toBeGreaterThanOrEqual(SEEN);
    expect(reported.length).toBeLessThan(NAMES / 2);
    expect(summary.targets).toBe(reported.length);
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  const READERS = {
    async json(text) {
      const document = JSON.parse(text);
      expect(document.targets.map(({ name }: { name: string }) => name)).toEqual(reported);
      expect(document.summary).toEqual(summary);
      expect(document.verdict).toBe('not-ready');
    },
    async table(text) {
      expect(text).toMatch(new RegExp(`^${reported.length} names, `, 'm'));
      expect(text).toMatch(/— not ready$/m);
    },
    async html(text) {
      expect(text).toContain(`${reported.length} names, `);
      expect(text.endsWith('</html>\n')).toBe(true);
    },
    async markdown(text) {
      expect(text).toContain(`${reported.length} names, `);
      expect(text).toMatch(/^\| /m);
    },
    async github(text) {
      expect(text.match(/^::error /gm)?.length).toBeGreaterThan(0);
      expect(text).toContain(`${reported.length} names, `);
    },
    async sarif(text) {
      const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
      const validate = ajv.compile(JSON.parse(vendored('sarif-schema-2.1.0.json')));
      expect(validate(JSON.parse(text)) ? [] : validate.errors).toEqual([]);
    },
    async junit(text) {
      const { valid, errors } = await validateXML({
        xml: [{ fileName: 'out.xml', contents: text }],
        schema: [vendored('junit-10.xsd')],
      });
      expect([valid, errors]).toEqual([true, []]);
      expect(text.match(/<testcase /g)).toHaveLength(reported.length);
    },
    async gitlab(text) {
      expect(JSON.parse(text).length).toBeGreaterThan(0);
    },
    async csv(text) {
      const rows = parseCsv(text, { columns: true, bom: true }) as readonly object[];
      expect(rows.length).toBeGreaterThanOrEqual(SEEN);
    },
    async baseline(text) {
      expect(JSON.parse(text)).toMatchObject({ baselineVersion: 1 });
    },
  } as const satisfies Readonly<Record<Exclude<FormatName, 'ndjson'>, (text: string) => Promise<void>>>;

  it.each(Object.keys(READERS) as (keyof typeof READERS)[])('%s is a whole document', async (format) => {
    await READERS[format](await written(format));
  });
});
