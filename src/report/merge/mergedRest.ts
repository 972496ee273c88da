/** What reports say besides their targets, joined as one run would have said it. */
import { Failure } from '../../model/failure.ts';
import type { BaselineEntry, BaselineReport, CutoverReport, RunCircumstance } from '../../model/report.ts';
import { cutoverKey, sortedCutovers } from '../cutovers.ts';
import { ordered } from '../keyOrder.ts';

/** Each sentence once, with all the names at which it was met. */
export function mergedCircumstances(
  lists: readonly (readonly RunCircumstance[])[],
): readonly RunCircumstance[] {
  const all = new Map<string, RunCircumstance>();
  for (const one of lists.flat())
    all.set(one.message, { ...one, targets: (all.get(one.message)?.targets ?? 0) + one.targets });
  return [...all.values()].toSorted((a, b) => (a.message < b.message ? -1 : 1));
}

/**
 * An entry is found unless every report lists it, fixed if one of them looked at its name, and not looked at otherwise.
 * Undefined where no report was compared with a baseline.
 */
export function mergedBaseline(reports: readonly (BaselineReport | undefined)[]): BaselineReport | undefined {
  const compared = reports.filter((one) => one !== undefined);
  if (compared.length === 0) return undefined;
  const listed = new Map<string, { readonly entry: BaselineEntry; reports: number; fixed: number }>();
  for (const { fixed, notSeen } of compared) {
    for (const [entries, isFixed] of [
      [fixed, 1],
      [notSeen, 0],
    ] as const)
      for (const entry of entries) {
        const key = keyOf(entry);
        const one = listed.get(key) ?? { entry, reports: 0, fixed: 0 };
        one.reports += 1;
        one.fixed += isFixed;
        listed.set(key, one);
      }
  }
  const gone = [...listed]
    .filter(([, { reports: count }]) => count === compared.length)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
  return {
    known: compared.reduce((sum, { known }) => sum + known, 0),
    fixed: gone.filter(({ fixed }) => fixed > 0).map(({ entry }) => entry),
    notSeen: gone.filter(({ fixed }) => fixed === 0).map(({ entry }) => entry),
  };
}

/**
 * Each cutover once; undefined where no report has one. Throws Failure (usage) where two were judged by other figures.
 */
export function mergedCutovers(
  reports: readonly { readonly path: string; readonly cutovers?: readonly CutoverReport[] }[],
): readonly CutoverReport[] | undefined {
  const known = new Map<string, { readonly path: string; readonly one: CutoverReport }>();
  for (const { path, cutovers = [] } of reports)
    for (const one of cutovers) {
      const key = cutoverKey({ ...one, cutover: one.at });
      const before = known.get(key);
      if (before === undefined) known.set(key, { path, one });
      else if (JSON.stringify(ordered(before.one, 'cutovers')) !== JSON.stringify(ordered(one, 'cutovers')))
        throw new Failure(
          'usage',
          `${before.path} and ${path} were judged by other policies for ${one.migration === undefined ? 'the cutover' : `${one.migration} and its cutover`} at ${one.at}.`,
          { hint: 'Run all parts with the same configuration, --policy and --timezone.' },
        );
    }
  return known.size === 0 ? undefined : sortedCutovers([...known.values()].map(({ one }) => one));
}

function keyOf({ owner, type, rule }: BaselineEntry): string {
  return JSON.stringify([owner, type ?? '', rule]);
}
