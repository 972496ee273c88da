/** Each format for CI is read by its own schema, or by a reader that others wrote, with usual and with hostile data. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse as parseCsv } from 'csv-parse/sync';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { RULES } from '../../src/judge/rules.ts';
import { instant } from '../../src/model/instant.ts';
import type { Report } from '../../src/model/report.ts';
import { type ReportOptions, renderWhole } from '../../src/report/reporter.ts';
import { type FormatName, REPORTERS } from '../../src/report/reporters.ts';
import { HOSTILE } from './hostileTexts.ts';
import { AT, findingOf, reportOf, rrsetOf, SAMPLES, targetOf } from './samples.ts';

const WWW = 'www.example.com.';

function vendored(file: string): string {
  return readFileSync(new URL(`../vendor/${file}`, import.meta.url), 'utf8');
}

async function drawn(format: FormatName, report: Report, more: Partial<ReportOptions> = {}): Promise<string> {
  const create = await REPORTERS[format].load();
  const options: ReportOptions = {
    ...{ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'normal' },
    rules: Object.values(RULES),
    ...more,
  };
  return renderWhole(create(options), report);
}

/** A report with the text wherever others can put one. */
function hostile(text: string): Report {
  return reportOf([
    targetOf(WWW, {
      verdict: 'not-ready',
      migration: text,
      stage: text,
      origin: { file: text, line: 3, column: 5 },
      rrsets: [{ ...rrsetOf(WWW, 'A', 86_400), type: text, rdata: [text] }],
      findings: [findingOf(text, 'error', WWW, text, text), findingOf('due', 'warning', WWW, null, text)],
    }),
  ]);
}

const HOSTILE_REPORTS: readonly (readonly [string, Report])[] = [
  ...Object.entries(SAMPLES),
  ...HOSTILE.map(([what, text]) => [what, hostile(text)] as const),
];

const FOUND: Report = reportOf([
  targetOf(WWW, {
    verdict: 'not-ready',
    origin: { file: 'dns/ttl-check.yaml', line: 7, column: 9 },
    rrsets: [rrsetOf(WWW, 'A', 86_400, { verdict: 'not-ready' })],
    findings: [
      findingOf('ttl-above-limit', 'error', WWW, 'A', '100 % of caches: lower it, now'),
      findingOf('no-margin', 'warning', WWW, 'A', 'little room', { known: { reason: 'agreed' } }),
      findingOf('due', 'warning', WWW, 'A', 'soon', {
        waived: { reason: 'moved', until: '2027-01-01T00:00:00Z' },
      }),
    ],
  }),
  targetOf('api.example.com.', {
    verdict: 'unknown',
    findings: [findingOf('not-observed', 'note', 'api.example.com.', null, 'api: nobody answered.')],
  }),
]);

describe('github', () => {
  /** What the runner makes of a line (ActionCommand.TryParseV2, as its documentation says it). */
  function commandOf(line: string): { name: string; properties: Record<string, string>; message: string } {
    const [, name = '', list = '', data = ''] = /^::([a-z]+) ?(.*?)::(.*)$/.exec(line) ?? [];
    const unescaped = (text: string): string =>
      text
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
        .replaceAll('%25', '%');
    const properties = Object.fromEntries(
      list
        .split(',')
        .filter((pair) => pair !== '')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))]),
    );
    return { name, properties, message: unescaped(data) };
  }

  it('annotates the line of the name with what fails, and warns of what could not be seen', async () => {
    const lines = (await drawn('github', FOUND)).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::')).map(commandOf)).toEqual([
      {
        name: 'error',
        properties: {
          title: 'ttl-above-limit: www.example.com. A',
          file: 'dns/ttl-check.yaml',
          line: '7',
          col: '9',
        },
        message: '100 % of caches: lower it, now',
      },
      {
        name: 'warning',
        properties: { title: 'api.example.com. could not be observed' },
        message: 'api: nobody answered.',
      },
    ]);
    expect(lines[0]).toContain('title=ttl-above-limit%3A www.example.com. A,');
    expect(lines[0]).toContain('::100 %25 of caches');
  });

  it('names files from the root of the repository', async () => {
    expect(await drawn('github', FOUND, { originPrefix: 'infra' })).toContain(
      'file=infra/dns/ttl-check.yaml,',
    );
    const outside = reportOf([
      { ...(FOUND.targets[0] ?? never()), origin: { file: '../../x.txt', line: 1 } },
    ]);
    expect(await drawn('github', outside, { originPrefix: 'infra' })).not.toContain('file=');
  });

  it.each(HOSTILE)('gives no command to %s', async (_, text) => {
    const lines = (await drawn('github', hostile(text))).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.map((line) => line.split('::').length > 1)).toEqual([true, true, false]);
    expect(lines.slice(0, 2).map((line) => commandOf(line).name)).toEqual(['error', 'warning']);
  });
});

describe('sarif', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile(JSON.parse(vendored('sarif-schema-2.1.0.json')));

  it.each(HOSTILE_REPORTS)('fits the schema of OASIS: %s', async (_, report) => {
    expect(validate(JSON.parse(await drawn('sarif', report))) ? [] : validate.errors).toEqual([]);
  });

  it('has a rule with help for each finding, the place of the name, and a fingerprint that stays', async () => {
    const [run] = JSON.parse(await drawn('sarif', FOUND)).runs;
    const { rules } = run.tool.driver;
    expect(rules.map((rule: { id: string }) => rule.id)).toEqual(Object.keys(RULES));
    for (const rule of rules) {
      expect(rule.help.markdown).toContain('**What to do.**');
      expect(rule.name?.toLowerCase()).not.toBe(rule.id);
    }
    const [first, known, waived, unseen] = run.results;
    expect(rules[first.ruleIndex].id).toBe('ttl-above-limit');
    expect(first.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'dns/ttl-check.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 7, startColumn: 9 },
    });
    expect(known.suppressions[0].justification).toBe('agreed');
    expect(waived.suppressions[0].justification).toContain('moved');
    expect(unseen.locations[0].logicalLocations[0].name).toBe('api.example.com.');
    const other = reportOf([
      targetOf(WWW, {
        findings: [findingOf('ttl-above-limit', 'error', WWW, 'A', 'other numbers, another day')],
      }),
    ]);
    expect(JSON.parse(await drawn('sarif', other)).runs[0].results[0].partialFingerprints).toEqual(
      first.partialFingerprints,
    );
  });
});

describe('junit', () => {
  it('fits the schema of Jenkins, whatever the data', async () => {
    const xml = await Promise.all(
      HOSTILE_REPORTS.map(async ([what, report]) => ({
        fileName: `${what.replaceAll(/\W/g, '-')}.xml`,
        contents: await drawn('junit', report),
      })),
    );
    const { valid, errors } = await validateXML({ xml, schema: [vendored('junit-10.xsd')] });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  it('has a failure for findings, an error for what is unknown, and the rest in system-out', async () => {
    const text = await drawn('junit', FOUND);
    expect(text).toContain('tests="2" failures="1" errors="1"');
    expect(text).toContain('<failure type="ttl-above-limit"');
    expect(text).toContain('<error type="not-observed"');
    expect(text).toMatch(/<system-out>known: little room[^<]*\nwaived: soon/);
  });

  it('takes a silent server for an error and no failure, as the exit code does', async () => {
    const silent = findingOf('authority-unreachable', 'warning', 'example.com.', null, 'ns1 is silent');
    const report = reportOf([targetOf(WWW, { verdict: 'unknown', findings: [silent] })]);
    expect(await drawn('junit', report, { failOn: 'warning' })).toContain('failures="0" errors="1"');
  });

  it('takes warnings for failures with --fail-on warning, and nothing with never', async () => {
    const warned = reportOf([targetOf(WWW, { findings: [findingOf('due', 'warning', WWW, 'A', 'soon')] })]);
    expect(await drawn('junit', warned)).toContain('failures="0"');
    expect(await drawn('junit', warned, { failOn: 'warning' })).toContain('failures="1"');
    expect(await drawn('junit', FOUND, { failOn: 'never' })).toContain('failures="0"');
  });
});

describe('gitlab', () => {
  it.each(HOSTILE_REPORTS)('has what GitLab asks of an issue: %s', async (_, report) => {
    const issues = JSON.parse(await drawn('gitlab', report));
    for (const issue of issues) {
      expect(Object.keys(issue)).toEqual([
        'description',
        'check_name',
        'fingerprint',
        'severity',
        'location',
      ]);
      expect(issue.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue.severity);
      expect(issue.location.path).not.toMatch(/^(?:\/|\.\.?\/)/);
      expect(issue.location.lines.begin).toBeGreaterThan(0);
    }
    expect(new Set(issues.map((issue: { fingerprint: string }) => issue.fingerprint)).size).toBe(
      issues.length,
    );
  });

  it('names only what is outstanding', async () => {
    expect(JSON.parse(await drawn('gitlab', FOUND))).toMatchObject([
      {
        check_name: 'ttl-above-limit',
        severity: 'major',
        location: { path: 'dns/ttl-check.yaml', lines: { begin: 7 } },
      },
    ]);
  });
});

describe('csv', () => {
  it.each(HOSTILE_REPORTS)('is read by another parser, and holds no formula: %s', async (_, report) => {
    const text = await drawn('csv', report);
    const rows = parseCsv(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
    expect(rows).toHaveLength(
      report.targets.reduce((sum, { rrsets }) => sum + Math.max(1, rrsets.length), 0),
    );
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+@-]/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('has a line for each RRset with its findings', async () => {
    const [www, api] = parseCsv(await drawn('csv', FOUND), { columns: true }) as Record<string, string>[];
    expect(www).toMatchObject({
      owner: WWW,
      type: 'A',
      ttl_max: '86400',
      file: 'dns/ttl-check.yaml',
      line: '7',
    });
    expect(www?.findings).toMatch(/^error ttl-above-limit: .* \| known no-margin: .* \| waived due: soon$/);
    expect(api).toMatchObject({ owner: 'api.example.com.', type: '', verdict: 'unknown' });
  });
});

describe('markdown', () => {
  it.each(HOSTILE_REPORTS)(
    'is a table and a list, and nothing that others wrote is mark-up: %s',
    async (_, report) => {
      const html = await marked.parse(await drawn('markdown', report), { gfm: true });
      const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag?.toLowerCase()));
      const ours = [
        'h2',
        'p',
        'table',
        'thead',
        'tbody',
        'tr',
        'th',
        'td',
        'ul',
        'li',
        'strong',
        'code',
        'pre',
      ];
      expect([...tags].filter((tag) => !ours.includes(tag ?? ''))).toEqual([]);
      const rows = report.targets.reduce((sum, { rrsets }) => sum + Math.max(1, rrsets.length), 0);
      const shown = [...html.matchAll(/<tr>/g)].length;
      expect(shown).toBe(rows === 0 ? 0 : rows + 1);
      expect([...html.matchAll(/<td/g)]).toHaveLength(6 * Math.max(0, shown - 1));
    },
  );

  it('keeps within what the receiver takes, the worst first', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `n${i}.example.com.`);
    const many = reportOf(names.map((name) => targetOf(name, { rrsets: [rrsetOf(name, 'A', 300)] })));
    const text = await drawn('markdown', many, { mostOctets: 5_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(5_000);
    expect(text).toMatch(/Only the worst [0-9]+ names are shown; [0-9]+ more are counted above\./);
  });
});

function never(): never {
  throw new Error('no such target');
}
