import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planDigest } from '../../src/apply/planDigest.ts';
import { planFileText, readPlanFile } from '../../src/apply/planFile.ts';
import { Failure } from '../../src/model/failure.ts';
import { AT, PLAN_SAMPLES, planOf, rrsetToPlan } from '../report/planSamples.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-planfile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TEXT = planFileText([planOf([rrsetToPlan()])], AT, '0.1.0');
let files = 0;

async function read(text: string | Uint8Array) {
  const file = path.join(folder, `${files++}.json`);
  await writeFile(file, text);
  return readPlanFile(file);
}

async function complaint(text: string | Uint8Array): Promise<Failure> {
  const error: unknown = await read(text).catch((e: unknown) => e);
  if (!(error instanceof Failure)) throw new Error(`no Failure but ${String(error)}`);
  expect(error.kind).toBe('usage');
  return error;
}

describe('a plan file', () => {
  it.each(Object.keys(PLAN_SAMPLES))('gives back what was written: %s', async (name) => {
    const plans = PLAN_SAMPLES[name]?.migrations.map(({ plan }) => plan) ?? [];
    const found = await read(planFileText(plans, AT, '0.1.0'));
    expect(found.plans).toEqual(plans.map((plan) => ({ plan, digest: planDigest(plan) })));
    expect(found.writtenAt).toBe(AT);
  });

  it('is refused when something in it was changed', async () => {
    const edits: readonly (readonly [string, string])[] = [
      ['"to": 3600', '"to": 60'],
      ['192.0.2.10', '192.0.2.11'],
      ['2026-12-05T01:00:00Z', '2026-12-05T02:00:00Z'],
      ['"owner": "www.', '"owner": "api.'],
    ];
    for (const [before, after] of edits) {
      expect(TEXT).toContain(before);
      const { message } = await complaint(TEXT.replace(before, after));
      expect(message).toMatch(
        /the plan of shop was changed after it was written: its digest is [0-9a-f]{12}…/,
      );
    }
  });

  it('is refused in a sentence when it is something else', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /no JSON: it was cut off/],
      [TEXT.slice(0, TEXT.length / 2), /no JSON: it was cut off/],
      ['[]', /is no plan/],
      ['null', /is no plan/],
      ['{"kind": "ttl-check plan"}', /no whole plan/],
      [
        TEXT.replace('"schemaVersion": 1', '"schemaVersion": 2'),
        /schema version 2; this program reads version 1/,
      ],
      [TEXT.replace('"to": 3600', '"to": -1'), /no whole plan \(plans\.0\.plan\.rrsets\.0\.steps\.0\.to/],
      [TEXT.replace('"owner": "www.example.com."', '"owner": "WWW..x"'), /canonical form/],
      [TEXT.replace('"ttl": 86400', '"ttl": 86400, "__proto__": {"x": 1}'), /no whole plan/],
      [TEXT.replace('2026-12-05T01:00:00Z', '2026-99-05T01:00:00Z'), /not an instant/],
    ];
    for (const [text, said] of cases) expect((await complaint(text)).message).toMatch(said);
  });

  it('that is not there is a clear failure', async () => {
    await expect(readPlanFile(path.join(folder, 'none.json'))).rejects.toThrow(
      /none\.json cannot be read: it does not exist/,
    );
    await expect(readPlanFile(folder)).rejects.toThrow(Failure);
  });

  it('never ends in anything but a plan or a Failure, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(TEXT.length - 1),
        fc.string({ maxLength: 6 }),
        fc.nat(20),
        async (at, put, gone) => {
          const result = await read(TEXT.slice(0, at) + put + TEXT.slice(at + gone)).catch((e: unknown) => e);
          if (result instanceof Error) expect(result).toBeInstanceOf(Failure);
        },
      ),
      { numRuns: 150 },
    );
  });
});
