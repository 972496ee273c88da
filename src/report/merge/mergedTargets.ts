import type { TargetReport } from '../../model/report.ts';
import { readReport } from './readReport.ts';
import type { ReportsToMerge } from './reportsToMerge.ts';

/** The targets of all reports, one at a time: those of shards in the order of the list that they are parts of. */
export async function* mergedTargets({ files, order }: ReportsToMerge): AsyncGenerator<TargetReport, void> {
  if (order === 'one-after-another') {
    for (const { path } of files) yield* readReport(path);
    return;
  }
  let open = files.map(({ path }) => readReport(path));
  try {
    while (open.length > 0) {
      const still: typeof open = [];
      for (const report of open) {
        const next = await report.next();
        if (next.done === true) continue;
        yield next.value;
        still.push(report);
      }
      open = still;
    }
  } finally {
    for (const report of open) await report.return?.(undefined as never);
  }
}
