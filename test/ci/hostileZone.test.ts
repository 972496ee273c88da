/**
 * A whole run over a zone whose owner writes what he likes: each format is read by its schema, or by a reader that
 * others wrote. The octets come by the network, in names and in data.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseCsv } from 'csv-parse/sync';
import { marked } from 'marked';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { systemClock } from '../../src/cli/systemClock.ts';
import { FORMAT_NAMES, type FormatName } from '../../src/report/reporters.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type Ran, ttlCheck } from '../cli/cli.ts';
import { ACTIVE } from '../report/hostileTexts.ts';
import { ROOT } from './runner.ts';

/** One label, or one string of a TXT, each. */
const TEXTS: readonly string[] = [
  '\u001b[2J\u001b[31mready\u001b]0;x\u0007',
  'x\n::error file=a,line=1::owned\r\n##[error]owned',
  '"><script>alert(1)</script><!--',
  '|`*_[x](javascript:alert)~<b>',
  '=1+1;cmd|x!A0',
  ']]>&lt;&amp;&#0;%0A%25,:',
  '\u202egpj.exe\u2066\u200b\u2028',
];
/** No UTF-8: a continuation without its beginning, an overlong slash, a surrogate, an octet that never occurs. */
const OCTETS: readonly Buffer[] = [
  ...TEXTS.map((text) => Buffer.from(text)),
  Buffer.from([0x80, 0x41, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff, 0xfe, 0x00]),
];

/** As a zone file writes them (RFC 1035 §5.1). */
const written = (octets: Buffer): string =>
  [...octets].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('');

/** With all that a workflow command, a Markdown table and a URI could stumble over. */
const FILE = 'na%mes,a:b|c #1.txt';

let world: World;
let folder: string;
let ran: Ran;
const texts = new Map<FormatName, string>();

beforeAll(async () => {
  const aliases = OCTETS.map((octets, i) => `h${i} 864000 CNAME ${written(octets)}.example.com.`);
  const targets = OCTETS.map((octets) => `${written(octets)} 864000 A 192.0.2.9`);
  const txts = OCTETS.map((octets, i) => `t${i} 864000 TXT "${written(octets)}"`);
  const own = zone(
    'example.com',
    ['@ 3600 NS ns1', 'ns1 3600 A 192.0.2.1', ...aliases, ...targets, ...txts].join('\n'),
  );
  world = await startWorld(
    { authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }] },
    { clock: systemClock() },
  );
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-hostile-'));
  const names = OCTETS.flatMap((_, i) => [`h${i}.example.com`, `t${i}.example.com`]);
  await writeFile(path.join(folder, FILE), `${names.join('\n')}\n`);
  const formats = FORMAT_NAMES.filter((format) => format !== 'github');
  ran = await check([
    '--format',
    'github',
    ...formats.flatMap((format) => ['--format', `${format}=out.${format}`]),
  ]);
  for (const format of formats) texts.set(format, await readFile(path.join(folder, `out.${format}`), 'utf8'));
  texts.set('github', ran.stdout);
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

function check(args: readonly string[]): Promise<Ran> {
  const { host, port } = world.dial('192.0.2.1', 53);
  const asked = ['-t', 'A', '-t', 'TXT', '-r', 'none', '--authority', `${host}:${port}`, '--file', FILE];
  return ttlCheck([...asked, ...args], { cwd: folder, env: { GITHUB_STEP_SUMMARY: '' } });
}

const textOf = (format: FormatName): string => texts.get(format) ?? '';
const COUNT = 2 * OCTETS.length;

describe('a zone of hostile octets', () => {
  it('is observed and judged to its end', () => {
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(JSON.parse(textOf('json')).targets).toHaveLength(COUNT);
  });

  it.each(FORMAT_NAMES)('has nothing in it that acts on a terminal or a log, in %s', (format) => {
    const text = textOf(format).replaceAll(format === 'csv' ? '\r\n' : '\n', '');
    expect(text).not.toMatch(ACTIVE);
    if (format !== 'github') expect(textOf(format)).not.toMatch(/^\s*::[a-z-]+.*::|##\[/m);
  });

  it('is in SARIF by the schema of OASIS, with the file as a URI', async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const schema = JSON.parse(await readFile(path.join(ROOT, 'test/vendor/sarif-schema-2.1.0.json'), 'utf8'));
    const report = JSON.parse(textOf('sarif'));
    const validate = ajv.compile(schema);
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    const { uri } = report.runs[0].results[0].locations[0].physicalLocation.artifactLocation;
    expect(decodeURIComponent(new URL(uri, 'https://example.com/').pathname)).toBe(`/${FILE}`);
  });

  it('is in JUnit by the schema of Jenkins', async () => {
    const schema = await readFile(path.join(ROOT, 'test/vendor/junit-10.xsd'), 'utf8');
    const xml = [{ fileName: 'junit.xml', contents: textOf('junit') }];
    expect((await validateXML({ xml, schema: [schema] })).errors).toEqual([]);
    expect(textOf('junit')).toContain(`tests="${COUNT}" failures="${COUNT}" errors="0"`);
  });

  it('is in JSON by the published schema, and in ndjson the same', async () => {
    const schema = JSON.parse(await readFile(path.join(ROOT, 'config/report.schema.json'), 'utf8'));
    const validate = new Ajv2020({ strictTypes: false }).compile(schema);
    const report = JSON.parse(textOf('json'));
    expect(validate(report) ? [] : validate.errors).toEqual([]);
    const lines = textOf('ndjson')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1)).toEqual(report.targets);
  });

  it("is in Code Quality with GitLab's fields, an issue for each fingerprint", () => {
    const issues = JSON.parse(textOf('gitlab'));
    expect(issues.length).toBeGreaterThanOrEqual(COUNT);
    for (const issue of issues) {
      expect(issue).toEqual({
        ...{ description: expect.any(String), check_name: expect.any(String), severity: 'major' },
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        location: { path: FILE, lines: { begin: expect.any(Number), end: expect.any(Number) } },
      });
    }
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(
      issues.length,
    );
  });

  it('is in CSV as a table without formulas', () => {
    const rows = parseCsv(textOf('csv'), { columns: true, record_delimiter: '\r\n' }) as Record<
      string,
      string
    >[];
    expect(rows.length).toBeGreaterThanOrEqual(COUNT);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+@-]/);
    expect(rows[0]?.file).toBe(FILE);
  });

  it('is in Markdown as one table and one list', async () => {
    const html = await marked.parse(textOf('markdown'), { gfm: true });
    expect(html.match(/<table>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<(?:script|a|img|b|del)\b/);
    expect(html.match(/<tr>/g)?.length).toBeGreaterThan(COUNT);
    expect(html.match(/<td/g)).toHaveLength(6 * ((html.match(/<tr>/g)?.length ?? 0) - 1));
  });

  it('is in workflow commands with the file as it is called', () => {
    const commands = textOf('github')
      .split('\n')
      .filter((line) => line.startsWith('::'));
    expect(commands.length).toBeGreaterThanOrEqual(COUNT);
    for (const command of commands)
      expect(command).toMatch(
        /^::error title=[^:,]+,file=na%25mes%2Ca%3Ab\|c #1\.txt,line=\d+,col=\d+::[^\r]+$/,
      );
  });

  it('is in HTML with no script and no element that is not ours', () => {
    const html = textOf('html');
    expect(html.match(/<script\b/g) ?? []).toHaveLength(1);
    expect(html).not.toMatch(/<(?:img|b|iframe|a href="javascript)\b/);
  });

  it('is in a baseline that the next run takes', async () => {
    const again = await check(['--baseline', 'out.baseline', '--quiet']);
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain('0 of its entries fixed, 0 not looked at.');
  });
});
