import type { JsonValue } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';

/**
 * What a plan would change, and nothing else: approving a plan is approving this. When the plan was made, how ready
 * it is and why a step stands where it does may differ between two plans that do the same.
 */
export function planSubstance(plan: Plan): JsonValue {
  return {
    migration: plan.migration,
    provider: plan.provider,
    cutover: exactInstant(plan.cutover.at),
    rrsets: plan.rrsets
      .filter(({ steps }) => steps.length > 0)
      .map(({ zone, owner, type, ttl, rdata, steps }) => ({
        ...{ zone, owner, type, ttl, rdata: [...rdata].sort() },
        steps: steps.map(({ id, kind, at, from, to }) => ({ id, kind, at: exactInstant(at), from, to })),
      }))
      .sort((a, b) => order(key(a), key(b))),
  };
}

/** JSON with sorted keys and no spaces: the same value always gives the same text. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => order(a, b))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** To the millisecond: rounding would give two plans one digest. */
function exactInstant(at: Instant): string {
  return new Date(at).toISOString();
}

function key({ owner, type }: { readonly owner: string; readonly type: string }): string {
  return `${owner} ${type}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
