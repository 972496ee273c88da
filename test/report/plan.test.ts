/**
 * What a user sees of a plan: `scenarios/plan-<name>.<columns>.txt` and others. After a change that is meant,
 * `UPDATE_SCENARIOS=1 vitest run test/report` writes them anew; read the difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { parseName } from '../../src/model/name.ts';
import { parseFormatsOf } from '../../src/report/formatOption.ts';
import { iamPolicy, normalizedName } from '../../src/report/plan/iamPolicy.ts';
import { calendarText } from '../../src/report/plan/icalendar.ts';
import { renderPlanCalendar } from '../../src/report/plan/planCalendar.ts';
import { renderPlanJson } from '../../src/report/plan/planJson.ts';
import { PLAN_FORMATS, PLAN_REPORTERS, type PlanFormat } from '../../src/report/plan/planReporters.ts';
import type { ReportOptions } from '../../src/report/reporter.ts';
import { width } from '../../src/report/width.ts';
import { AT, PLAN_SAMPLES } from './planSamples.ts';

const OPTIONS: ReportOptions = { columns: 80, color: 'plain', at: AT, verbosity: 'normal' };
const NAMES = Object.keys(PLAN_SAMPLES);

async function rendered(sample: string, format: PlanFormat, options: ReportOptions): Promise<string> {
  const report = PLAN_SAMPLES[sample];
  if (report === undefined) throw new Error(`no sample ${sample}`);
  return (await PLAN_REPORTERS[format].load())(report, { ...options, at: report.at });
}

describe('scenarios', () => {
  const files: readonly (readonly [string, string, PlanFormat, ReportOptions])[] = [
    ...NAMES.flatMap((sample) =>
      [80, 140].map(
        (columns) => [`plan-${sample}.${columns}.txt`, sample, 'table', { ...OPTIONS, columns }] as const,
      ),
    ),
    ['plan-mixed.color.txt', 'mixed', 'table', { ...OPTIONS, color: 'color' }],
    ['plan-mixed.md', 'mixed', 'markdown', OPTIONS],
    ['plan-mixed.json.txt', 'mixed', 'json', OPTIONS],
    ['plan-feasible.ics', 'feasible', 'ics', OPTIONS],
  ];

  it.each(files)('%s', async (file, sample, format, options) => {
    const text = await rendered(sample, format, options);
    const url = new URL(`scenarios/${file}`, import.meta.url);
    if (process.env.UPDATE_SCENARIOS === '1') writeFileSync(url, text);
    expect(text).toBe(readFileSync(url, 'utf8'));
    if (format === 'table' && options.color === 'plain')
      for (const line of text.split('\n')) expect(width(line)).toBeLessThanOrEqual(options.columns);
  });

  it.each(PLAN_FORMATS)('%s lets nothing through that a terminal would act on', async (format) => {
    const text = await rendered('hostile', format, OPTIONS);
    expect(text.replaceAll('\r\n', '\n')).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
  });

  it('has no mark-up of others in Markdown', async () => {
    const text = await rendered('hostile', 'markdown', OPTIONS);
    expect(text).not.toContain('<b>');
    for (const line of text.split('\n').filter((one) => one.startsWith('|')))
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(7);
  });
});

describe('JSON', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../config/plan.schema.json', import.meta.url), 'utf8'),
  ) as object;
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(closed(schema) as object);

  it.each(NAMES)('of %s is what the published schema says', (name) => {
    const report = PLAN_SAMPLES[name];
    if (report === undefined) throw new Error('a sample');
    validate(JSON.parse(renderPlanJson(report)));
    expect(validate.errors ?? []).toEqual([]);
  });

  /** The published schema lets readers meet later keys; here every key must be described. */
  function closed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
    return 'required' in copy && 'type' in copy ? { ...copy, additionalProperties: false } : copy;
  }
});

describe('the calendar', () => {
  function events(name: string): ICAL.Event[] {
    const report = PLAN_SAMPLES[name];
    if (report === undefined) throw new Error('a sample');
    const calendar = new ICAL.Component(ICAL.parse(renderPlanCalendar(report)));
    return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  }

  it('has the steps, the preflight, the cutover, the end of the old endpoint and the restore', () => {
    expect(events('feasible').map((e) => [e.startDate.toJSDate().toISOString(), e.summary])).toEqual([
      ['2026-12-05T01:00:00.000Z', 'shop: lower 2 TTLs to 3600 s'],
      ['2026-12-11T23:00:00.000Z', 'shop: lower 3 TTLs to 300 s'],
      ['2026-12-12T00:30:00.000Z', 'shop: preflight'],
      ['2026-12-12T01:00:00.000Z', 'shop: cutover'],
      ['2026-12-12T01:10:01.000Z', 'shop: the old endpoint may go'],
      ['2026-12-15T01:00:00.000Z', 'shop: restore 3 TTLs'],
    ]);
  });

  it.each(NAMES)('of %s is well-formed: CRLF, 75 octets, each entry with what RFC 5545 asks for', (name) => {
    const report = PLAN_SAMPLES[name];
    if (report === undefined) throw new Error('a sample');
    const text = renderPlanCalendar(report);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const found = events(name);
    for (const event of found) {
      expect(event.uid).toMatch(/^[\w.-]+@ttl-check$/);
      expect(event.component.getFirstPropertyValue('dtstamp')?.toString()).toBe(
        `${new Date(report.at).toISOString().slice(0, 19)}Z`,
      );
      expect(event.duration.toSeconds()).toBeGreaterThan(0);
    }
    expect(new Set(found.map((e) => e.uid)).size).toBe(found.length);
  });

  it('names an entry the same when a plan is made again', () => {
    const report = PLAN_SAMPLES.feasible;
    if (report === undefined) throw new Error('a sample');
    const uids = (at: number): string[] =>
      renderPlanCalendar({ ...report, at: at as typeof report.at }).match(/^UID:.*$/gm) ?? [];
    expect(uids(AT)).toEqual(uids(AT + 1000));
  });

  it('gives back what was written, whatever it is', () => {
    const summary = 'a;b,c\\d\ne "ü" 🦉 '.repeat(20);
    const text = calendarText([{ uid: 'u@x', start: AT, minutes: 5, summary, description: '' }], AT, 'x');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
    expect(event?.getFirstPropertyValue('summary')).toBe(summary);
  });
});

describe('the AWS policy', () => {
  it('writes names as Route 53 normalises them', () => {
    expect(normalizedName(parseName('*.Example.com'))).toBe('\\052.example.com');
    expect(normalizedName(parseName('a\\.b_c.example.com'))).toBe('a\\056b_c.example.com');
    expect(normalizedName(parseName('\\255.example.com'))).toBe('\\377.example.com');
  });

  it('allows these names, types and actions in these zones and nothing else', () => {
    const owner = parseName('www.example.com');
    const policy = iamPolicy([
      {
        zoneId: 'Z1',
        rrsets: [
          { owner, type: 'A', isApex: false },
          { owner, type: 'AAAA', isApex: false },
        ],
      },
      { zoneId: null, rrsets: [{ owner: parseName('example.org'), type: 'NS', isApex: true }] },
    ]);
    const [first, second] = policy.Statement.filter(({ Sid }) => Sid.startsWith('ChangeTtls'));
    expect(first).toEqual({
      Sid: 'ChangeTtls1',
      Effect: 'Allow',
      Action: ['route53:ChangeResourceRecordSets'],
      Resource: ['arn:aws:route53:::hostedzone/Z1'],
      Condition: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['www.example.com'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA'],
          'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
        },
      },
    });
    expect(
      second?.Condition?.['ForAllValues:StringEquals']['route53:ChangeResourceRecordSetsActions'],
    ).toEqual(['UPSERT']);
    const writing = policy.Statement.flatMap(({ Action }) => Action).filter((a) => !/:(Get|List)/.test(a));
    expect(new Set(writing)).toEqual(new Set(['route53:ChangeResourceRecordSets']));
  });
});

it('knows its formats', () => {
  expect(parseFormatsOf(PLAN_FORMATS, [], () => undefined)).toEqual([{ format: 'table', file: null }]);
  expect(parseFormatsOf(PLAN_FORMATS, ['ics=a.ics', 'markdown'], () => undefined)).toEqual([
    { format: 'ics', file: 'a.ics' },
    { format: 'markdown', file: null },
  ]);
  expect(() => parseFormatsOf(PLAN_FORMATS, ['ndjson'], () => undefined)).toThrow(
    /table, json, markdown, html, ics/,
  );
});
