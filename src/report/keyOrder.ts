/**
 * The order of the keys in JSON, whatever order they were built in: two reports of the same facts are
 * the same text. Lists here and `config/report.schema.json` are compared by a test.
 */
import type { Finding } from '../model/finding.ts';
import type {
  BaselineEntry,
  BaselineReport,
  CutoverReport,
  Report,
  RrsetReport,
  RunCircumstance,
  ShardReport,
  Summary,
  TargetReport,
} from '../model/report.ts';
import type { Origin } from '../model/target.ts';

/** Makes the compiler ask for every key of `T`, and for no other. */
type Keys<T> = Readonly<Record<keyof T, 0>>;

/** Keys by the place of an object in the report; a place inside an array has the array's name. */
export const KEY_ORDER: Readonly<Record<string, readonly string[]>> = {
  report: Object.keys({
    schemaVersion: 0,
    tool: 0,
    at: 0,
    shard: 0,
    targets: 0,
    verdict: 0,
    summary: 0,
    circumstances: 0,
    cutovers: 0,
    baseline: 0,
  } satisfies Keys<Report>),
  tool: Object.keys({ name: 0, version: 0 } satisfies Keys<Report['tool']>),
  shard: Object.keys({ number: 0, of: 0, settings: 0 } satisfies Keys<ShardReport>),
  summary: Object.keys({ targets: 0, rrsets: 0, errors: 0, warnings: 0, unknown: 0 } satisfies Keys<Summary>),
  circumstances: Object.keys({ kind: 0, message: 0, targets: 0 } satisfies Keys<RunCircumstance>),
  cutovers: Object.keys({
    migration: 0,
    at: 0,
    timezone: 0,
    stages: 0,
    ns: 0,
    overrides: 0,
    figures: 0,
  } satisfies Keys<CutoverReport>),
  stages: Object.keys({ id: 0, from: 0, errorAbove: 0, warningAbove: 0, lowersTo: 0 } satisfies Keys<
    CutoverReport['stages'][number]
  >),
  ns: Object.keys({ errorAbove: 0, warningAbove: 0 } satisfies Keys<CutoverReport['ns']>),
  overrides: Object.keys({ match: 0, stages: 0 } satisfies Keys<CutoverReport['overrides'][number]>),
  match: Object.keys({ types: 0, zones: 0, names: 0 } satisfies Keys<
    CutoverReport['overrides'][number]['match']
  >),
  figures: Object.keys({
    margin: 0,
    propagation: 0,
    floor: 0,
    slack: 0,
    settle: 0,
    grace: 0,
    assumedPastTtl: 0,
  } satisfies Keys<CutoverReport['figures']>),
  baseline: Object.keys({ known: 0, fixed: 0, notSeen: 0 } satisfies Keys<BaselineReport>),
  fixed: Object.keys({ rule: 0, owner: 0, type: 0, severity: 0, reason: 0 } satisfies Keys<BaselineEntry>),
  notSeen: Object.keys({ rule: 0, owner: 0, type: 0, severity: 0, reason: 0 } satisfies Keys<BaselineEntry>),
  known: Object.keys({ reason: 0 } satisfies Keys<NonNullable<Finding['known']>>),
  targets: Object.keys({
    input: 0,
    name: 0,
    zone: 0,
    verdict: 0,
    cutover: 0,
    migration: 0,
    stage: 0,
    origin: 0,
    rrsets: 0,
    findings: 0,
  } satisfies Keys<TargetReport>),
  origin: Object.keys({ file: 0, line: 0, column: 0 } satisfies Keys<Origin>),
  rrsets: Object.keys({
    owner: 0,
    type: 0,
    verdict: 0,
    foreign: 0,
    configuredTtl: 0,
    rdata: 0,
    drained: 0,
    readyAt: 0,
    staleWindow: 0,
    lowerBy: 0,
    authorities: 0,
    parent: 0,
    resolvers: 0,
    chain: 0,
  } satisfies Keys<RrsetReport>),
  configuredTtl: Object.keys({ min: 0, max: 0 } satisfies Keys<NonNullable<RrsetReport['configuredTtl']>>),
  authorities: Object.keys({ server: 0, address: 0, ttl: 0, rcode: 0, rttMs: 0, outcome: 0 } satisfies Keys<
    RrsetReport['authorities'][number]
  >),
  parent: Object.keys({ ttl: 0, servers: 0 } satisfies Keys<NonNullable<RrsetReport['parent']>>),
  resolvers: Object.keys({
    resolver: 0,
    remainingTtl: 0,
    originalTtl: 0,
    rcode: 0,
    rttMs: 0,
    outcome: 0,
  } satisfies Keys<RrsetReport['resolvers'][number]>),
  chain: Object.keys({ owner: 0, type: 0, ttl: 0 } satisfies Keys<RrsetReport['chain'][number]>),
  findings: Object.keys({
    rule: 0,
    severity: 0,
    owner: 0,
    type: 0,
    message: 0,
    data: 0,
    waived: 0,
    known: 0,
  } satisfies Keys<Finding>),
  waived: Object.keys({ reason: 0, until: 0 } satisfies Keys<NonNullable<Finding['waived']>>),
};

const NO_ORDER: readonly string[] = [];

/** A copy of `value`, which stands at `place`, with its keys in the fixed order; keys without a place are sorted. */
export function ordered(value: unknown, place: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => ordered(item, place));
  const source = value as Readonly<Record<string, unknown>>;
  const known = Object.hasOwn(KEY_ORDER, place) ? (KEY_ORDER[place] ?? NO_ORDER) : NO_ORDER;
  const present = Object.keys(source);
  const copy: Record<string, unknown> = {};
  let placed = 0;
  for (const key of known) {
    if (!Object.hasOwn(source, key)) continue;
    placed += 1;
    copy[key] = ordered(source[key], insideOf(place, key));
  }
  if (placed < present.length)
    // Assigning to `__proto__`, which rdata may spell, would not make a key.
    for (const key of present.filter((key) => !known.includes(key)).sort())
      Object.defineProperty(copy, key, {
        value: ordered(source[key], insideOf(place, key)),
        enumerable: true,
      });
  return copy;
}

/** Inside a finding's `data` no key has a meaning of ours. */
function insideOf(place: string, key: string): string {
  return place === 'data' ? place : key;
}
