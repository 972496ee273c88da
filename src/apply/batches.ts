/** Which steps go into one batch: as few batches as a provider's limits allow, or nearly so. */
import type { BatchLimits, Provider } from '../model/provider.ts';
import { changeOf, type DueStep } from './due.ts';

/** Steps by zone, and within a zone in batches. The same steps give the same batches. */
export function batchesOf(
  due: readonly DueStep[],
  { batchSize, batchLimits }: Pick<Provider, 'batchSize' | 'batchLimits'>,
): DueStep[][] {
  const zones = Map.groupBy(due, ({ rrset }) => rrset.providerZone);
  return [...zones.values()].flatMap((steps) => {
    if (batchLimits === undefined) return inOrder(steps, batchSize);
    return packed(groupsOf(steps, batchLimits), batchLimits.most);
  });
}

/** With two limits at once no order is the best for all (vector bin packing), so that several are tried. */
function packed(groups: readonly Group[], most: readonly number[]): DueStep[][] {
  const fewest = Math.max(
    ...most.map((limit, i) => Math.ceil(sum(groups.map(({ costs }) => costs[i] ?? 0)) / limit)),
  );
  let best = firstFit(groups, most);
  for (const weightOf of [largest, sum]) {
    if (best.length <= fewest) break;
    const other = firstFit(heaviestFirst(groups, most, weightOf), most);
    if (other.length < best.length) best = other;
  }
  return best;
}

/** Each batch takes what comes next, until something does not fit. */
function inOrder(steps: readonly DueStep[], batchSize: Provider['batchSize']): DueStep[][] {
  const batches: DueStep[][] = [];
  const changes = steps.map(changeOf);
  for (let from = 0; from < steps.length; from += batches.at(-1)?.length ?? 0)
    batches.push(steps.slice(from, from + Math.max(1, batchSize(changes.slice(from)))));
  return batches;
}

/** The steps of one owner, which are not parted. */
interface Group {
  readonly steps: readonly DueStep[];
  readonly costs: readonly number[];
}

function groupsOf(steps: readonly DueStep[], { most, costOf }: BatchLimits): Group[] {
  const owners = Map.groupBy(steps, ({ rrset }) => rrset.owner);
  return [...owners.values()].map((own) => {
    const costs = own.map((step) => costOf(changeOf(step)));
    return { steps: own, costs: most.map((_, i) => sum(costs.map((cost) => cost[i] ?? 0))) };
  });
}

/** By what share of each limit a group takes; those that take the same stay in their order. */
function heaviestFirst(
  groups: readonly Group[],
  most: readonly number[],
  weightOf: (shares: readonly number[]) => number,
): readonly Group[] {
  const weights = new Map(
    groups.map((group) => [group, weightOf(most.map((limit, i) => (group.costs[i] ?? 0) / limit))]),
  );
  return groups.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
}

/** Each group goes into the first batch that has room for it. */
function firstFit(groups: readonly Group[], most: readonly number[]): DueStep[][] {
  const batches: { readonly steps: DueStep[]; readonly taken: number[] }[] = [];
  for (const { steps, costs } of groups) {
    const roomy = batches.find(({ taken }) =>
      most.every((limit, i) => (taken[i] ?? 0) + (costs[i] ?? 0) <= limit),
    );
    if (roomy === undefined) {
      batches.push({ steps: [...steps], taken: [...costs] });
      continue;
    }
    roomy.steps.push(...steps);
    for (const [i, cost] of costs.entries()) roomy.taken[i] = (roomy.taken[i] ?? 0) + cost;
  }
  return batches.map(({ steps }) => steps);
}

function largest(shares: readonly number[]): number {
  return Math.max(...shares);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
