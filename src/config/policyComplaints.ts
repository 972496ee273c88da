import type { z } from 'zod';
import type { Limits, Policy, Stage } from '../policy/policy.ts';
import type { Complaint } from './issueProblem.ts';
import { mergePolicy } from './mergePolicy.ts';
import { didYouMean } from './nearMiss.ts';
import type { Path } from './problem.ts';
import { entriesOf, isMapping } from './rawValue.ts';
import type { PolicyChanges, StageChange } from './schema/policy.ts';
import { limitValue, stageStartValue } from './schema/values.ts';

/**
 * What is wrong between the values of a policy, given as it came from the file: single values that are wrong by
 * themselves are passed over here, so that both kinds of mistakes are told at once.
 */
export function policyComplaints(
  raw: unknown,
  base: Policy,
  path: Path,
  ruleIds?: readonly string[],
): Complaint[] {
  if (!isMapping(raw)) return [];
  const stages = readableStages(raw.stages);
  const merged = mergePolicy(base, { stages });
  return [
    ...stageComplaints(raw.stages, stages, merged, base, [...path, 'stages']),
    ...limitComplaints({ ...base.ns, ...readable(raw.ns) }, raw.ns, [...path, 'ns']),
    ...overrideComplaints(raw.overrides, merged, [...path, 'overrides']),
    ...unknownRules(Object.keys(isMapping(raw.rules) ? raw.rules : {}), ruleIds).map((complaint) => ({
      ...complaint,
      path: [...path, 'rules', ...complaint.path],
    })),
  ];
}

/** Complaints about ids that are none, each with the id as its path. No list of ids, no complaint. */
export function unknownRules(ids: readonly string[], ruleIds: readonly string[] | undefined): Complaint[] {
  if (ruleIds === undefined) return [];
  return ids
    .filter((id) => !ruleIds.includes(id))
    .map((id) => ({
      path: [id],
      part: 'key',
      message: `there is no rule ${JSON.stringify(id)}${didYouMean(id, ruleIds)}; allowed ${ruleIds.join(', ')}`,
    }));
}

/** The policy that the stages which can be read make on top of `base`: for judging what builds on it. */
export function readablePolicy(raw: unknown, base: Policy): Policy {
  return isMapping(raw) ? mergePolicy(base, { stages: readableStages(raw.stages) }) : base;
}

function readableStages(raw: unknown): NonNullable<PolicyChanges['stages']> {
  return Object.fromEntries(entriesOf(raw).map(([id, stage]) => [id, readable(stage)]));
}

/** The values of a stage that can be read. */
function readable(raw: unknown): StageChange {
  if (!isMapping(raw)) return {};
  const keep = <T>(key: string, schema: z.ZodType<T>): { [key: string]: T } => {
    if (raw[key] === undefined) return {};
    const read = schema.safeParse(raw[key]);
    return read.success ? { [key]: read.data } : {};
  };
  return {
    ...keep('from', stageStartValue),
    ...keep('errorAbove', limitValue),
    ...keep('warningAbove', limitValue),
    ...keep('lowersTo', limitValue),
  };
}

function stageComplaints(
  raw: unknown,
  changes: NonNullable<PolicyChanges['stages']>,
  merged: Policy,
  base: Policy,
  path: Path,
): Complaint[] {
  const known = new Set(base.stages.map((stage) => stage.id));
  const complaints: Complaint[] = [];
  for (const [id, stage] of entriesOf(raw)) {
    const at = [...path, id];
    if (!known.has(id) && isMapping(stage) && stage.from === undefined) {
      const message = `the key "from" is missing: the stage is new${didYouMean(id, [...known])}`;
      complaints.push({ path: at, part: 'key', message });
      continue;
    }
    const from = changes[id]?.from;
    if (id === 'restore' && from !== undefined && from.kind !== 'after')
      complaints.push({
        path: [...at, 'from'],
        part: 'value',
        message: `found ${JSON.stringify(isMapping(stage) ? stage.from : stage)}, which restores before the cutover; allowed a time after it, such as "3 days after"`,
      });
    if (id !== 'restore' && from?.kind === 'after')
      complaints.push({
        path: [...at, 'from'],
        part: 'value',
        message: 'found a stage after the cutover; allowed only for restore',
      });
    const now = merged.stages.find((candidate) => candidate.id === id);
    if (now !== undefined) complaints.push(...limitComplaints(now, stage, at));
  }
  return [...complaints, ...sequenceComplaints(raw, merged.stages, path)];
}

/** Within one set of limits: an error begins above the warning, and nothing is lowered to what is an error. */
function limitComplaints(
  limits: Limits & { lowersTo?: number | null },
  raw: unknown,
  path: Path,
): Complaint[] {
  if (!isMapping(raw)) return [];
  const { errorAbove, warningAbove } = limits;
  const lowersTo = limits.lowersTo ?? null;
  const complaints: Complaint[] = [];
  const at = (...keys: string[]): Path => [
    ...path,
    keys.find((key) => Object.hasOwn(raw, key)) ?? keys[0] ?? '',
  ];
  const touched = (...keys: string[]): boolean => keys.some((key) => Object.hasOwn(raw, key));
  if (
    errorAbove !== null &&
    warningAbove !== null &&
    errorAbove < warningAbove &&
    touched('errorAbove', 'warningAbove')
  )
    complaints.push({
      path: at('errorAbove', 'warningAbove'),
      part: 'value',
      message: `found errorAbove ${errorAbove} s below warningAbove ${warningAbove} s; allowed the same or more`,
    });
  if (errorAbove !== null && lowersTo !== null && lowersTo > errorAbove && touched('lowersTo', 'errorAbove'))
    complaints.push({
      path: at('lowersTo', 'errorAbove'),
      part: 'value',
      message: `found lowersTo ${lowersTo} s above errorAbove ${errorAbove} s; allowed the same or less`,
    });
  return complaints;
}

/** Towards the cutover limits get lower: a TTL is never raised on the way down. */
function sequenceComplaints(raw: unknown, stages: readonly Stage[], path: Path): Complaint[] {
  if (!isMapping(raw)) return [];
  const complaints: Complaint[] = [];
  for (const key of ['errorAbove', 'lowersTo'] as const) {
    const limited = stages.filter((stage) => stage.from.kind !== 'after' && stage[key] !== null);
    for (const [index, stage] of limited.entries()) {
      const former = limited[index - 1];
      if (former === undefined || (stage[key] ?? 0) <= (former[key] ?? 0)) continue;
      const culprit = [stage, former].find(({ id }) => Object.hasOwn(raw, id));
      if (culprit === undefined) continue;
      const entry = raw[culprit.id];
      complaints.push({
        path: [...path, culprit.id, ...(isMapping(entry) && Object.hasOwn(entry, key) ? [key] : [])],
        part: 'value',
        message: `found ${key} ${stage[key]} s at the stage ${stage.id} and ${former[key]} s at ${former.id}, which comes before it; allowed limits that do not grow towards the cutover`,
      });
    }
  }
  return complaints;
}

function overrideComplaints(raw: unknown, policy: Policy, path: Path): Complaint[] {
  if (!Array.isArray(raw)) return [];
  const ids = policy.stages.map((stage) => stage.id);
  return raw.flatMap((override: unknown, index) => {
    const stages = isMapping(override) ? override.stages : undefined;
    return entriesOf(stages).flatMap(([id, limits]): Complaint[] => {
      const at = [...path, index, 'stages', id];
      const stage = policy.stages.find((candidate) => candidate.id === id);
      if (stage === undefined)
        return [
          {
            path: at,
            part: 'key',
            message: `there is no stage ${JSON.stringify(id)}${didYouMean(id, ids)}; allowed ${ids.join(', ')}`,
          },
        ];
      return limitComplaints({ ...stage, ...readable(limits) }, limits, at);
    });
  });
}
