import { nearMiss } from '../config/nearMiss.ts';
import { RULES } from '../judge/rules.ts';
import { instant } from '../model/instant.ts';
import { datedByReport } from '../report/cutovers.ts';
import { PLAIN_COLUMNS, startDelivery } from '../report/delivery.ts';
import { parseFormats } from '../report/formatOption.ts';
import { mergedTargets } from '../report/merge/mergedTargets.ts';
import { reportsToMerge } from '../report/merge/reportsToMerge.ts';
import { colorFor } from './color.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { listenForInterruption } from './interruption.ts';
import { withJobSummary } from './jobSummary.ts';
import type { MergeRequest } from './mergeRequest.ts';
import { originPrefix } from './originPrefix.ts';
import type { Shell } from './shell.ts';
import { createTally } from './tally.ts';

/**
 * `report --merge`: one report of the reports that jobs of a run wrote, in any format of `check`, and the exit code that
 * the whole run would have had. Rejects with Failure for bad usage and for reports that do not fit together.
 */
export async function runMerge(request: MergeRequest, shell: Shell): Promise<ExitCode> {
  const requests = withJobSummary(parseFormats(request.formats, nearMiss), shell);
  const interruption = listenForInterruption(() => {});
  try {
    const merging = await reportsToMerge(request.files);
    const { opening, circumstances, cutovers, baseline } = merging;
    const delivery = await startDelivery(
      requests,
      {
        columns: shell.stdout.columns ?? PLAIN_COLUMNS,
        color: colorFor(shell, request.color),
        at: instant(Date.parse(opening.at)),
        verbosity: request.verbosity,
        ...(request.timezone === undefined ? {} : { timezone: request.timezone }),
        datedBy: datedByReport(cutovers ?? []),
        ...{ failOn: request.failOn, rules: Object.values(RULES), originPrefix: originPrefix(shell) },
      },
      opening,
      shell.stdout,
    );
    const tally = createTally(request.failOn);
    try {
      for await (const target of mergedTargets(merging)) {
        if (interruption.signal.aborted || delivery.gone()) break;
        tally.add(target);
        await delivery.targets([target]);
      }
    } catch (error) {
      await delivery.abandon();
      throw error;
    }
    if (interruption.signal.aborted) {
      await delivery.abandon();
      return EXIT.interrupted;
    }
    await delivery.end({
      verdict: tally.verdict(),
      summary: tally.summary(),
      ...(circumstances.length === 0 ? {} : { circumstances }),
      ...(cutovers === undefined ? {} : { cutovers }),
      ...(baseline === undefined ? {} : { baseline }),
    });
    return delivery.gone() ? EXIT.ok : tally.exitCode();
  } finally {
    interruption.end();
  }
}
