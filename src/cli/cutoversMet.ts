import type { Config } from '../config/config.ts';
import type { CutoverReport, TargetReport } from '../model/report.ts';
import { isRetelling, type Judged } from '../model/retelling.ts';
import type { Cutover } from '../model/target.ts';
import { cutoverKey, cutoverReport, sortedCutovers } from '../report/cutovers.ts';

/** The cutovers that the targets of a run were judged for. */
export interface CutoversMet {
  add(judged: Judged): void;
  /** Undefined if none was; only then the calendar need not be loaded. */
  list(): Promise<readonly CutoverReport[] | undefined>;
}

export function cutoversMet(config: Config, cutover: Cutover | undefined): CutoversMet {
  const first = new Map<string, TargetReport>();
  return {
    add(judged) {
      // What is told again has no date.
      if (isRetelling(judged) || judged.cutover === undefined) return;
      const key = cutoverKey(judged);
      if (!first.has(key)) first.set(key, judged);
    },
    async list() {
      if (first.size === 0) return undefined;
      const { datedPolicies } = await import('./datedPolicies.ts');
      const datedBy = await datedPolicies(config, cutover);
      return sortedCutovers(
        [...first.values()].flatMap((target) => {
          const dated = datedBy(target);
          return dated === undefined ? [] : [cutoverReport(dated, target.migration)];
        }),
      );
    },
  };
}
