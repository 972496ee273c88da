/** What a report must have in it before reporters are given it: a file may hold anything. Keys that came later stay. */
import { z } from 'zod';
import type {
  BaselineReport,
  CutoverReport,
  Report,
  RunCircumstance,
  ShardReport,
  TargetReport,
} from '../../model/report.ts';

const at = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'no instant');
const name = z.string().endsWith('.');
const count = z.number().int().min(0);
const ttl = z.number().int().min(0).max(0xffffffff);
const verdict = z.enum(['ready', 'not-ready', 'unknown']);
const severity = z.enum(['error', 'warning', 'note']);

const rrset = z.looseObject({
  owner: name,
  type: z.string(),
  verdict,
  foreign: z.literal(true).optional(),
  configuredTtl: z.looseObject({ min: ttl, max: ttl }).nullable(),
  rdata: z.array(z.string()),
  drained: z.enum(['yes', 'no', 'unknown']).optional(),
  readyAt: at.optional(),
  staleWindow: count.optional(),
  lowerBy: at.optional(),
  authorities: z.array(
    z.looseObject({
      ...{ server: z.string(), address: z.string(), ttl: ttl.nullable(), rcode: z.string().nullable() },
      ...{ rttMs: z.number().nullable(), outcome: z.string() },
    }),
  ),
  parent: z.looseObject({ ttl, servers: z.array(name) }).nullable(),
  resolvers: z.array(
    z.looseObject({
      ...{ resolver: z.string(), remainingTtl: ttl.nullable(), originalTtl: ttl.optional() },
      ...{ rcode: z.string().nullable(), rttMs: z.number().nullable(), outcome: z.string() },
    }),
  ),
  chain: z.array(z.looseObject({ owner: name, type: z.string(), ttl: ttl.nullable() })),
});

const finding = z.looseObject({
  ...{ rule: z.string(), severity, owner: name, type: z.string().nullable(), message: z.string() },
  data: z.record(z.string(), z.unknown()),
  waived: z.looseObject({ reason: z.string(), until: at }).optional(),
  known: z.looseObject({ reason: z.string().optional() }).optional(),
});

const target = z.looseObject({
  input: z.string(),
  name,
  zone: name.nullable(),
  verdict,
  cutover: at.optional(),
  migration: z.string().optional(),
  stage: z.string(),
  origin: z.looseObject({ file: z.string(), line: count, column: count.optional() }).optional(),
  rrsets: z.array(rrset),
  findings: z.array(finding),
});

const entry = z.looseObject({
  rule: z.string(),
  owner: name,
  type: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  reason: z.string().optional(),
});

const seconds = z.number().min(0);
const limits = { errorAbove: seconds.nullable(), warningAbove: seconds.nullable() };
const texts = z.array(z.string()).optional();

const cutover = z.looseObject({
  migration: z.string().optional(),
  at,
  timezone: z.string().refine(isTimezone, 'no time zone'),
  stages: z
    .array(z.looseObject({ ...limits, id: z.string(), from: at, lowersTo: seconds.nullable() }))
    .min(1),
  ns: z.looseObject(limits),
  overrides: z.array(
    z.looseObject({
      match: z.looseObject({ types: texts, zones: texts, names: texts }),
      stages: z.record(z.string(), z.looseObject({ ...limits, lowersTo: seconds.nullable() }).partial()),
    }),
  ),
  figures: z.looseObject({
    ...{ margin: seconds, propagation: seconds, floor: seconds, slack: seconds },
    ...{ settle: seconds, grace: seconds, assumedPastTtl: seconds },
  }),
});

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const rest = z.looseObject({
  tool: z.looseObject({ name: z.literal('ttl-check'), version: z.string() }),
  at,
  verdict,
  summary: z.looseObject({ targets: count, rrsets: count, errors: count, warnings: count, unknown: count }),
  shard: z.looseObject({ number: count.min(1), of: count.min(1), settings: z.string() }).optional(),
  circumstances: z
    .array(z.looseObject({ kind: z.string(), message: z.string(), targets: count.min(1) }))
    .optional(),
  cutovers: z.array(cutover).optional(),
  baseline: z.looseObject({ known: count, fixed: z.array(entry), notSeen: z.array(entry) }).optional(),
});

/** Everything of a report but its targets. */
export type ReportRest = Pick<Report, 'tool' | 'at' | 'verdict' | 'summary'> & {
  readonly shard?: ShardReport;
  readonly circumstances?: readonly RunCircumstance[];
  readonly cutovers?: readonly CutoverReport[];
  readonly baseline?: BaselineReport;
};

/** The target, or where it is none, as `rrsets.0.type`. */
export function asTarget(value: unknown): TargetReport | string {
  const checked = target.safeParse(value);
  return checked.success ? (checked.data as unknown as TargetReport) : placeOf(checked.error);
}

/** The rest of a report, or where it is none. */
export function asRest(value: unknown): ReportRest | string {
  const checked = rest.safeParse(value);
  return checked.success ? (checked.data as unknown as ReportRest) : placeOf(checked.error);
}

function placeOf({ issues }: z.ZodError): string {
  return issues[0]?.path.join('.') ?? '';
}
