import { Failure } from '../../model/failure.ts';
import type { ShardReport } from '../../model/report.ts';
import type { ReportFile } from './reportsToMerge.ts';

interface Part {
  readonly file: ReportFile;
  readonly shard: ShardReport;
}

/**
 * The reports in the order of their shards; undefined if none is of a shard. Throws Failure (usage) where one is missing,
 * there twice, of another list, or cut off.
 */
export function shardsInOrder(files: readonly ReportFile[]): readonly ReportFile[] | undefined {
  const parts = files.flatMap((file): Part[] => {
    const { shard } = file.rest;
    return shard === undefined ? [] : [{ file, shard }];
  });
  const [first] = parts;
  if (first === undefined) return undefined;
  const whole = files.find(({ rest }) => rest.shard === undefined);
  if (whole !== undefined)
    throw new Failure('usage', `${first.file.path} is a shard of a list, and ${whole.path} is not.`, {
      hint: 'Merge the shards of one list, or reports without --shard.',
    });
  refuseOtherRuns(first, parts);
  const sorted = parts.toSorted((a, b) => a.shard.number - b.shard.number);
  refuseRepeatedAndMissing(sorted, first.shard.of);
  refuseCutOff(sorted, first.shard.of);
  return sorted.map(({ file }) => file);
}

function refuseOtherRuns(first: Part, parts: readonly Part[]): void {
  const otherCount = parts.find(({ shard }) => shard.of !== first.shard.of);
  if (otherCount !== undefined)
    throw new Failure('usage', `${named(first)} and ${named(otherCount)} are not of the same run.`, {
      hint: 'Merge the reports of one run.',
    });
  const other = parts.find(({ shard }) => shard.settings !== first.shard.settings);
  if (other !== undefined)
    throw new Failure('usage', `${named(first)} and ${named(other)} were judged by other settings.`, {
      hint: 'Run all shards with the same configuration, policy, --cutover, --stage, --type and --baseline.',
    });
}

function refuseRepeatedAndMissing(sorted: readonly Part[], of: number): void {
  const twice = sorted.find((part, i) => part.shard.number === sorted[i - 1]?.shard.number);
  if (twice !== undefined)
    throw new Failure(
      'usage',
      `Shard ${twice.shard.number}/${of} is there twice; ${twice.file.path} is one of them.`,
      {
        hint: 'Name each report once.',
      },
    );
  const there = new Set(sorted.map(({ shard }) => shard.number));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !there.has(number));
  if (missing.length === 0) return;
  const shown = missing.slice(0, 10).map((number) => `${number}/${of}`);
  const left = missing.length - shown.length;
  throw new Failure(
    'usage',
    `${missing.length === 1 ? 'A shard is' : `${missing.length} shards are`} missing: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`,
    { hint: 'A job of the run wrote no report: run it again, or name its file too.' },
  );
}

/** The names of a list are dealt out in turn, so the counts say which part ended early. */
function refuseCutOff(sorted: readonly Part[], of: number): void {
  const counts = sorted.map(({ file }) => file.rest.summary.targets);
  const most = Math.max(...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const fits = counts.every((count, i) => count === Math.floor((total + of - (i + 1)) / of));
  if (fits) return;
  const short =
    sorted.find((_, i) => (counts[i] ?? 0) < most - 1) ?? sorted.find((_, i) => counts[i] !== most);
  if (short === undefined) return;
  throw new Failure(
    'usage',
    `${named(short)} has ${short.file.rest.summary.targets} targets, and others have ${most}: it was interrupted, or its list is another one.`,
    { hint: 'Run that shard again, with the list that the others had.' },
  );
}

function named({ file, shard }: Part): string {
  return `${file.path} (shard ${shard.number}/${shard.of})`;
}
