/** Findings that were there when somebody decided to fail on new ones alone. */
import type { Finding } from '../model/finding.ts';
import type { BaselineEntry, BaselineReport, TargetReport } from '../model/report.ts';

/** How grave a finding may be and still be the one that an entry names. */
const RANK = { note: 0, warning: 1, error: 2 } as const;

export interface Baseline {
  readonly entries: readonly BaselineEntry[];
  /** The target with its known findings marked. */
  mark(target: TargetReport): TargetReport;
  /** What became of the entries, after all targets have passed. */
  report(): BaselineReport;
}

/**
 * Compares the targets of one run with `entries`. An entry names a finding of its rule at its RRset that is not graver than it was:
 * a warning that has become an error as the cutover came nearer is new.
 */
export function createBaseline(entries: readonly BaselineEntry[]): Baseline {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const owners = new Set(entries.map(({ owner }) => owner));
  const observed = new Set<string>();
  const found = new Set<string>();
  let known = 0;

  function mark(target: TargetReport): TargetReport {
    if (target.verdict !== 'unknown')
      for (const { owner } of [{ owner: target.name }, ...target.rrsets, ...target.findings])
        if (owners.has(owner)) observed.add(owner);
    return { ...target, findings: target.findings.map(marked) };
  }

  function marked(finding: Finding): Finding {
    const entry = byKey.get(keyOf(finding));
    if (entry === undefined || finding.waived !== undefined || finding.severity === 'note') return finding;
    found.add(keyOf(entry));
    if (RANK[finding.severity] > RANK[entry.severity]) return finding;
    known += 1;
    return { ...finding, known: entry.reason === undefined ? {} : { reason: entry.reason } };
  }

  function report(): BaselineReport {
    const gone = [...byKey.values()]
      .filter((entry) => !found.has(keyOf(entry)))
      .toSorted((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? -1 : 1));
    return {
      known,
      fixed: gone.filter(({ owner }) => observed.has(owner)),
      notSeen: gone.filter(({ owner }) => !observed.has(owner)),
    };
  }

  return { entries, mark, report };
}

/** By owner, as the file has them that the program writes. */
function sortKeyOf({ rule, owner, type }: BaselineEntry): string {
  return JSON.stringify([owner, type ?? '', rule]);
}

function keyOf({ rule, owner, type }: Pick<BaselineEntry, 'rule' | 'owner' | 'type'>): string {
  return JSON.stringify([rule, owner, type]);
}
