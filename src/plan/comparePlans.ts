import { formatInstant, type Instant } from '../model/instant.ts';
import type { Plan, PlannedRrset, Step } from '../model/plan.ts';

/**
 * Sentences about what a plan that was approved and the plan of now would do differently; none if the approved one
 * can be carried out. Steps of the approved plan that were made in the meantime, and steps that both hold due by
 * now, are no difference: an approved plan is carried out in several passes.
 */
export function comparePlans(approved: Plan, current: Plan): string[] {
  const { migration } = approved;
  if (migration !== current.migration)
    return [`The approved plan is one of the migration ${migration}, not of ${current.migration}.`];
  const said: string[] = [];
  if (approved.provider !== current.provider)
    said.push(
      `${migration}: the provider is now ${current.provider ?? 'none'}, approved was ${approved.provider ?? 'none'}.`,
    );
  if (approved.cutover.at !== current.cutover.at)
    said.push(
      `${migration}: the cutover is now at ${formatInstant(current.cutover.at)}, approved was ${formatInstant(approved.cutover.at)}.`,
    );
  const before = byKey(approved);
  const now = byKey(current);
  for (const [key, rrset] of before) {
    const other = now.get(key);
    if (other !== undefined) said.push(...rrsetDifferences(key, rrset, other, current));
    else if (rrset.steps.length > 0) said.push(`${key} is in the approved plan and is not there any more.`);
  }
  for (const [key, rrset] of now)
    if (!before.has(key) && rrset.steps.length > 0)
      said.push(`${key} is new: the approved plan does not have it, and it would be changed now.`);
  return said;
}

function byKey(plan: Plan): Map<string, PlannedRrset> {
  return new Map(plan.rrsets.map((rrset) => [`${rrset.owner} ${rrset.type}`, rrset]));
}

function rrsetDifferences(key: string, approved: PlannedRrset, current: PlannedRrset, plan: Plan): string[] {
  if (approved.steps.length === 0 && current.steps.length === 0) return [];
  const made = stepsMade(approved, current, plan.at);
  const ttl = made === 0 ? approved.ttl : (approved.steps[made - 1]?.to ?? null);
  const said: string[] = [];
  // From the cutover on other data are what everybody waits for; restoring keeps them.
  if (plan.at < plan.cutover.at && !sameData(approved, current))
    said.push(`${key}: its data are now ${listed(current.rdata)}, approved were ${listed(approved.rdata)}.`);
  if (current.ttl !== ttl)
    said.push(`${key}: its TTL is now ${inSeconds(current.ttl)}, in the approved plan ${inSeconds(ttl)}.`);
  const stopped = current.disposition !== 'steps' && current.disposition !== 'nothing';
  if (stopped && current.disposition !== approved.disposition)
    return [...said, `${key} is now ${current.disposition}: ${current.because ?? 'it cannot be changed.'}`];
  return [...said, ...stepDifferences(key, approved.steps.slice(made), current.steps, plan.at)];
}

/** How many of the approved steps have been made: the last one that was due and left the TTL that is there now. */
function stepsMade(approved: PlannedRrset, current: PlannedRrset, now: Instant): number {
  return approved.steps.findLastIndex((step) => step.at <= now && step.to === current.ttl) + 1;
}

function sameData(a: PlannedRrset, b: PlannedRrset): boolean {
  const sorted = b.rdata.toSorted();
  return a.rdata.length === b.rdata.length && a.rdata.toSorted().every((text, i) => text === sorted[i]);
}

function stepDifferences(
  key: string,
  approved: readonly Step[],
  current: readonly Step[],
  now: Instant,
): string[] {
  const said: string[] = [];
  for (const step of approved) {
    const other = current.find(({ id }) => id === step.id);
    if (other === undefined) {
      said.push(`${key}: the step ${step.id} (${told(step)}) is not in the plan of now.`);
      continue;
    }
    if (other.from !== step.from || other.to !== step.to)
      said.push(`${key}: the step ${step.id} would now be ${told(other)}, approved was ${told(step)}.`);
    else if (other.at !== step.at && (other.at > now || step.at > now))
      said.push(
        `${key}: the step ${step.id} is now at ${formatInstant(other.at)}, approved was ${formatInstant(step.at)}.`,
      );
  }
  for (const step of current)
    if (!approved.some(({ id }) => id === step.id))
      said.push(`${key}: the step ${step.id} (${told(step)}) is not in the approved plan.`);
  return said;
}

function told({ from, to, at }: Step): string {
  return `${from} s to ${to} s at ${formatInstant(at)}`;
}

function inSeconds(ttl: number | null): string {
  return ttl === null ? 'none of its own' : `${ttl} s`;
}

/** Long lists are told by their first entries. */
function listed(rdata: readonly string[]): string {
  const shown = rdata.slice(0, 4).join(', ');
  return rdata.length > 4 ? `${shown} and ${rdata.length - 4} more` : shown;
}
