import type { Policy, Stage } from '../policy/policy.ts';
import type { PolicyChanges } from './schema/policy.ts';

/**
 * A policy with changes on top: stages, figures, limits and rules key by key, overrides of the changes first.
 * A stage that is new needs a `from`; without one it is left out (reading a file has complained by then).
 */
export function mergePolicy(base: Policy, changes: PolicyChanges): Policy {
  return {
    stages: mergeStages(base.stages, changes.stages ?? {}),
    ns: { ...base.ns, ...changes.ns },
    overrides: [...(changes.overrides ?? []), ...base.overrides],
    figures: { ...base.figures, ...changes.figures },
    rules: mergeRules(base.rules, changes.rules ?? {}),
  };
}

function mergeStages(base: readonly Stage[], changes: NonNullable<PolicyChanges['stages']>): Stage[] {
  const stages = new Map(base.map((stage) => [stage.id, stage]));
  for (const [id, change] of Object.entries(changes)) {
    const former = stages.get(id);
    const from = change.from ?? former?.from;
    if (from === undefined) continue;
    stages.set(id, {
      id,
      from,
      errorAbove: pick(change.errorAbove, former?.errorAbove),
      warningAbove: pick(change.warningAbove, former?.warningAbove),
      lowersTo: pick(change.lowersTo, former?.lowersTo),
    });
  }
  return [...stages.values()].sort((a, b) => orderOf(a) - orderOf(b));
}

/** Null is a value here: no limit. */
function pick(changed: number | null | undefined, former: number | null | undefined): number | null {
  return changed === undefined ? (former ?? null) : changed;
}

/** By when stages begin. The start of the day lies up to a day before the cutover, so it comes after "1 day before". */
function orderOf({ from }: Stage): number {
  if (from.kind === 'start-of-day') return -86_399;
  const seconds = from.days * 86_400 + from.seconds;
  return from.kind === 'before' ? -seconds : seconds;
}

function mergeRules(base: Policy['rules'], changes: Policy['rules']): Policy['rules'] {
  const merged = Object.entries(changes).map(([id, setting]) => [id, { ...base[id], ...setting }] as const);
  return { ...base, ...Object.fromEntries(merged) };
}
