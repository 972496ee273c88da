import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createJson } from '../../src/report/json.ts';
import { KEY_ORDER } from '../../src/report/keyOrder.ts';
import { createNdjson } from '../../src/report/ndjson.ts';
import { renderWhole } from '../../src/report/reporter.ts';
import { CUTOVER, cutoverOf, reportOf, SAMPLES, targetOf } from './samples.ts';

type Schema = { readonly [key: string]: unknown };

const PUBLISHED = JSON.parse(
  readFileSync(new URL('../../config/report.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** The published schema lets readers meet later keys; here every key must be described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}

function validator(pointer: string): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  ajv.addSchema(closed(PUBLISHED) as Schema);
  const validate = ajv.getSchema(`${String(PUBLISHED.$id)}${pointer}`);
  if (validate === undefined) throw new Error(`no schema at ${pointer}`);
  return validate;
}

function complaints(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) ? [] : validate.errors;
}

describe('the published schema', () => {
  const report = validator('');
  const target = validator('#/$defs/target');
  const last = validator('#/$defs/ndjsonLast');

  it.each(Object.entries(SAMPLES))('describes every key of the report "%s"', (_, sample) => {
    const text = renderWhole(createJson(), sample);
    expect(complaints(report, JSON.parse(text))).toEqual([]);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(sample)));
  });

  it.each(Object.entries(SAMPLES))('describes every line of the ndjson report "%s"', (_, sample) => {
    const lines = renderWhole(createNdjson(), sample).trimEnd().split('\n');
    expect(lines).toHaveLength(sample.targets.length + 1);
    for (const line of lines.slice(0, -1)) expect(complaints(target, JSON.parse(line))).toEqual([]);
    expect(complaints(last, JSON.parse(lines.at(-1) ?? ''))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^\{"summary":/);
  });

  it('describes every key of a cutover', () => {
    const overrides = [
      {
        match: { types: ['A'], zones: ['*.example.com.'], names: ['www.*'] },
        stages: { 'day-of': { errorAbove: 60, warningAbove: null, lowersTo: 60 } },
      },
    ];
    const cutovers = [cutoverOf('shop', CUTOVER, { overrides }), cutoverOf('mail', CUTOVER)];
    const sample = reportOf([targetOf('www.example.com.')], { cutovers });
    const text = renderWhole(createJson(), sample);
    expect(complaints(report, JSON.parse(text))).toEqual([]);
    expect(JSON.parse(text).cutovers).toEqual(JSON.parse(JSON.stringify(cutovers)));
    const end = renderWhole(createNdjson(), sample).trimEnd().split('\n').at(-1) ?? '';
    expect(complaints(last, JSON.parse(end))).toEqual([]);
    expect(JSON.parse(end).cutovers).toEqual(JSON.parse(text).cutovers);
  });

  it('describes the example in docs/json.md', () => {
    const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? never();
    expect(complaints(report, JSON.parse(example))).toEqual([]);
    for (const key of new Set(Object.values(KEY_ORDER).flat())) expect(page).toContain(key);
  });

  it('refuses a report with a wrong verdict, a negative TTL or a local time', () => {
    const good = JSON.parse(renderWhole(createJson(), SAMPLES.ready ?? never()));
    expect(report({ ...good, verdict: 'fine' })).toBe(false);
    expect(report({ ...good, at: '2026-12-04T09:00:00+01:00' })).toBe(false);
    expect(
      report({
        ...good,
        targets: [
          {
            ...good.targets[0],
            rrsets: [{ ...good.targets[0].rrsets[0], configuredTtl: { min: -1, max: 1 } }],
          },
        ],
      }),
    ).toBe(false);
  });

  it('has the keys in the order in which they are written', () => {
    const defs = PUBLISHED.$defs as Record<string, { properties?: object }>;
    const keysOf = (name: string): string[] => Object.keys(defs[name]?.properties ?? {});
    expect(Object.keys(PUBLISHED.properties as object)).toEqual(KEY_ORDER.report);
    expect(keysOf('target')).toEqual(KEY_ORDER.targets);
    expect(keysOf('rrset')).toEqual(KEY_ORDER.rrsets);
    expect(keysOf('finding')).toEqual(KEY_ORDER.findings);
    expect(keysOf('summary')).toEqual(KEY_ORDER.summary);
    expect(keysOf('origin')).toEqual(KEY_ORDER.origin);
    expect(keysOf('cutover')).toEqual(KEY_ORDER.cutovers);
  });

  it('describes every property in words', () => {
    const silent: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('properties' in schema)
        for (const [key, value] of Object.entries(schema.properties as Record<string, Schema>))
          if (value.description === undefined && value.$ref === undefined) silent.push(`${path}.${key}`);
      for (const [key, value] of Object.entries(schema)) visit(value, `${path}.${key}`);
    };
    visit(PUBLISHED, '');
    expect(silent).toEqual([]);
  });
});

describe('json', () => {
  it('is the same text whatever order the keys were built in', () => {
    const sample = SAMPLES['too-long'] ?? never();
    const turned = JSON.parse(JSON.stringify(sample), (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(renderWhole(createJson(), turned)).toBe(renderWhole(createJson(), sample));
    expect(renderWhole(createNdjson(), turned)).toBe(renderWhole(createNdjson(), sample));
  });

  it('writes a target before the next one is known', () => {
    const sample = SAMPLES.ready ?? never();
    const reporter = createJson();
    reporter.start(sample);
    expect(reporter.target(sample.targets[0] ?? never())).toContain('"www.example.com."');
  });
});

function never(): never {
  throw new Error('no such sample');
}
