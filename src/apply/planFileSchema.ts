/** A plan file may hold anything: nothing of it is believed unchecked. Loaded only with `--plan`. */
import { z } from 'zod';
import { repeatedJsonKey } from '../files/repeatedJsonKey.ts';
import { Failure } from '../model/failure.ts';
import { instant } from '../model/instant.ts';
import { type Name, parseName } from '../model/name.ts';
import type { Plan } from '../model/plan.ts';
import { typeCode } from '../model/recordType.ts';
import { MAX_TTL, ttl } from '../model/ttl.ts';
import type { PlanFile } from './planFile.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

const at = z
  .string()
  .refine(
    (text) => ISO.test(text) && !Number.isNaN(Date.parse(text)),
    'not an instant such as 2026-12-11T16:55:00Z',
  )
  .transform((text) => instant(Date.parse(text)));
const name = z
  .string()
  .refine(isCanonical, 'not a domain name in canonical form')
  .transform((text) => text as Name);
const type = z.string().refine((text) => typeCode(text) !== undefined, 'not a record type');
const anyTtl = z.number().int().min(0).max(MAX_TTL).transform(ttl);
const seconds = z.number().int().min(0);
const sentence = z.string();
const stage = z.string();

const reason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('policy'), stage }),
  z.strictObject({ kind: z.literal('arithmetic'), stage, latestSafe: at }),
  z.strictObject({ kind: z.literal('freeze'), stage, freezeFrom: at }),
  z.strictObject({ kind: z.literal('late'), stage, due: at }),
]);

const step = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['lower', 'restore']),
  at,
  from: anyTtl,
  to: anyTtl,
  completeAt: at,
  reason,
});

const readiness = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ready'),
    staleWindow: seconds,
    noMargin: z.literal(true).exactOptional(),
    pastUnknownUntil: at.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('too-late'), since: at, earliestSafeCutover: at, staleWindow: seconds }),
  z.strictObject({ kind: z.literal('unknown'), because: sentence }),
]);

const rrset = z.strictObject({
  zone: name,
  owner: name,
  type,
  ttl: anyTtl.nullable(),
  rdata: z.array(z.string()),
  formerTtl: anyTtl.nullable(),
  disposition: z.enum(['steps', 'nothing', 'fixed', 'foreign', 'held']),
  because: sentence.exactOptional(),
  steps: z.array(step),
  readiness,
});

const plan: z.ZodType<Plan, unknown> = z.strictObject({
  migration: z.string().min(1),
  cutover: z.strictObject({
    at,
    timezone: z.string().min(1),
    restoreAfter: z.number().exactOptional(),
  }),
  at,
  provider: z.string().nullable(),
  rrsets: z.array(rrset),
  oldEndpointMayGoAt: at.nullable(),
  restoreAt: at.nullable(),
  earliestSafeCutover: at.nullable(),
});

const file = z.strictObject({
  kind: z.literal('ttl-check plan'),
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  at,
  plans: z
    .array(z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/, 'not a digest'), plan }))
    .refine(
      (plans) => new Set(plans.map((p) => p.plan.migration)).size === plans.length,
      'two plans of one migration',
    ),
});

const AGAIN = 'Make a new plan with `ttl-check plan --out FILE`, and approve that.';
/** More would hide what matters. */
const COMPLAINTS_TOLD = 3;

/** The contents of a plan file. Throws Failure (usage); the digests are not looked at here. */
export function parsePlanFile(text: string, path: string): PlanFile {
  const root = parsedJson(text, path);
  if (typeof root !== 'object' || root === null || !('kind' in root) || root.kind !== 'ttl-check plan')
    throw new Failure('usage', `${path} is no plan: plans are written by \`ttl-check plan --out FILE\`.`);
  if ('schemaVersion' in root && root.schemaVersion !== 1)
    throw new Failure(
      'usage',
      `${path} is a plan of schema version ${JSON.stringify(root.schemaVersion)}; this program reads version 1.`,
      { hint: 'Carry it out with the version of ttl-check that wrote it, or make a new plan with this one.' },
    );
  const read = file.safeParse(root);
  if (!read.success) {
    const told = read.error.issues
      .slice(0, COMPLAINTS_TOLD)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ');
    throw new Failure('usage', `${path} is no whole plan (${told}).`, { hint: AGAIN });
  }
  return { writtenAt: read.data.at, plans: read.data.plans };
}

function parsedJson(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Failure('usage', `${path} is no JSON: it was cut off, or it is no plan.`, {
      hint: AGAIN,
      cause,
    });
  }
  const repeated = repeatedJsonKey(text);
  if (repeated === undefined) return value;
  const key = JSON.stringify(repeated.key);
  throw new Failure('usage', `${path}:${repeated.line}: the key ${key} stands here a second time.`, {
    hint: AGAIN,
  });
}

function isCanonical(text: string): boolean {
  try {
    return parseName(text) === text;
  } catch {
    return false;
  }
}
