import type { TargetReport } from '../model/report.ts';

/** How many targets a table shows; of more it keeps the worst, so that memory stays flat. */
export const SHOWN_TARGETS: number = 200;

/** Keeps the worst targets that pass by, in the order of their coming within each rank. */
export interface WorstTargets {
  add(target: TargetReport): void;
  /** In the order of coming while all are kept; else the worst first. */
  kept(): readonly TargetReport[];
  /** How many were let go. */
  dropped(): number;
}

/** 0: an error · 1: unknown · 2: a warning · 3: nothing in the way. */
export function rankOf(target: TargetReport): 0 | 1 | 2 | 3 {
  if (target.verdict === 'not-ready') return 0;
  if (target.verdict === 'unknown') return 1;
  return target.findings.some((f) => f.waived === undefined && f.severity === 'warning') ? 2 : 3;
}

/** An empty collection that keeps at most `limit` targets. */
export function worstTargets(limit: number = SHOWN_TARGETS): WorstTargets {
  const ranks: { order: number; target: TargetReport }[][] = [[], [], [], []];
  let total = 0;
  let kept = 0;

  function add(target: TargetReport): void {
    const rank = rankOf(target);
    total += 1;
    ranks[rank]?.push({ order: total, target });
    kept += 1;
    if (kept <= limit) return;
    ranks.findLast((members) => members.length > 0)?.pop();
    kept -= 1;
  }

  function keptTargets(): readonly TargetReport[] {
    const all = ranks.flat();
    if (total <= limit) all.sort((a, b) => a.order - b.order);
    return all.map(({ target }) => target);
  }

  return { add, kept: keptTargets, dropped: () => total - kept };
}
