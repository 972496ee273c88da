import type { Instant } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';

/** What stands in a plan file. Instants are ISO 8601 text, to the millisecond where there is a fraction. */
export interface PlanFileContents {
  readonly plans: readonly { readonly digest: string; readonly plan: Plan }[];
  readonly at: Instant;
  /** Of this program. */
  readonly version: string;
}

/** Keys whose number is an instant, wherever they stand in a plan. */
export const INSTANT_KEYS: ReadonlySet<string> = new Set([
  'at',
  'completeAt',
  'latestSafe',
  'freezeFrom',
  'due',
  'since',
  'earliestSafeCutover',
  'pastUnknownUntil',
  'oldEndpointMayGoAt',
  'restoreAt',
]);

/** The text of a plan file, readable by people. */
export function forPlanFile({ plans, at, version }: PlanFileContents): string {
  const file = {
    kind: 'ttl-check plan',
    schemaVersion: 1,
    tool: { name: 'ttl-check', version },
    at,
    plans,
  };
  const text = JSON.stringify(
    file,
    (key, value: unknown) => (INSTANT_KEYS.has(key) && typeof value === 'number' ? isoText(value) : value),
    2,
  );
  return `${text}\n`;
}

function isoText(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
