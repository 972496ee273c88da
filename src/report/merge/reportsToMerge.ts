import { Failure } from '../../model/failure.ts';
import type { BaselineReport, CutoverReport, RunCircumstance, TargetReport } from '../../model/report.ts';
import type { Opening } from '../reporter.ts';
import { mergedBaseline, mergedCircumstances, mergedCutovers } from './mergedRest.ts';
import { readReport } from './readReport.ts';
import { createRepeatedKeys } from './repeatedKeys.ts';
import type { ReportRest } from './reportSchema.ts';
import { shardsInOrder } from './shards.ts';

/** One of the reports, looked at once. */
export interface ReportFile {
  readonly path: string;
  readonly rest: ReportRest;
}

/** Reports that fit together. */
export interface ReportsToMerge {
  /** In the order in which they are joined. */
  readonly files: readonly ReportFile[];
  /** `in-turn`: the parts of one list, a name of each after the other, as they were dealt out. */
  readonly order: 'in-turn' | 'one-after-another';
  readonly opening: Opening;
  readonly circumstances: readonly RunCircumstance[];
  readonly cutovers: readonly CutoverReport[] | undefined;
  readonly baseline: BaselineReport | undefined;
}

/** Jobs of one run begin within so many milliseconds; their reports are judged as of nearly the same instant. */
const ONE_RUN_MS = 3_600_000;

/** Told of at once; there may be a million. */
const SHOWN = 3;

/**
 * Reads every report from beginning to end and sees whether they make one. Memory grows by eight octets a target. Throws
 * Failure (usage) for what is no report, what is there twice or missing, and what was judged by other standards.
 */
export async function reportsToMerge(paths: readonly string[]): Promise<ReportsToMerge> {
  const files: ReportFile[] = [];
  const names = createRepeatedKeys();
  const stages = createStages();
  for (const path of paths) {
    let count = 0;
    const rest = await eachTarget(path, (target) => {
      count += 1;
      names.add(keyOf(target));
      stages.add(target, path);
    });
    if (count !== rest.summary.targets)
      throw new Failure(
        'usage',
        `${path} has ${count} targets, and its summary says ${rest.summary.targets}.`,
        {
          hint: 'Something changed it after it was written: run that part again.',
        },
      );
    files.push({ path, rest });
  }
  const tool = onlyTool(files);
  const at = newestAt(files);
  stages.refuseOthers();
  const inTurn = shardsInOrder(files);
  await refuseRepeated(paths, names.mayRepeat());
  const ordered = inTurn ?? files;
  return {
    files: ordered,
    order: inTurn === undefined ? 'one-after-another' : 'in-turn',
    opening: { schemaVersion: 1, tool, at },
    circumstances: mergedCircumstances(ordered.map(({ rest }) => rest.circumstances ?? [])),
    cutovers: mergedCutovers(ordered.map(({ path, rest: { cutovers = [] } }) => ({ path, cutovers }))),
    baseline: mergedBaseline(ordered.map(({ rest }) => rest.baseline)),
  };
}

/** What a target is known by: the same name may move in two migrations. */
function keyOf({ name, migration, cutover }: TargetReport): string {
  return JSON.stringify([name, migration ?? null, cutover ?? null]);
}

async function eachTarget(path: string, look: (target: TargetReport) => void): Promise<ReportRest> {
  const report = readReport(path);
  for (;;) {
    const next = await report.next();
    if (next.done === true) return next.value;
    look(next.value);
  }
}

function onlyTool(files: readonly ReportFile[]): Opening['tool'] {
  const [first, ...others] = files;
  if (first === undefined) throw new Error('there is nothing to merge');
  const { tool } = first.rest;
  const other = others.find(({ rest }) => rest.tool.version !== tool.version);
  if (other === undefined) return { name: tool.name, version: tool.version };
  throw new Failure(
    'usage',
    `${first.path} was written by ttl-check ${tool.version}, ${other.path} by ${other.rest.tool.version}; they may judge differently.`,
    { hint: 'Let the same version write all of them.' },
  );
}

/** The newest instant of judging, if all are of one run. */
function newestAt(files: readonly ReportFile[]): string {
  const sorted = files.toSorted((a, b) => (a.rest.at < b.rest.at ? -1 : 1));
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) throw new Error('there is nothing to merge');
  if (Date.parse(newest.rest.at) - Date.parse(oldest.rest.at) <= ONE_RUN_MS) return newest.rest.at;
  throw new Failure(
    'usage',
    `${oldest.path} was judged as of ${oldest.rest.at}, ${newest.path} as of ${newest.rest.at}: more than an hour lies between them.`,
    { hint: 'Give all jobs of one run the same --at, and merge the reports of one run.' },
  );
}

interface Stages {
  add(target: TargetReport, path: string): void;
  refuseOthers(): void;
}

/** By which stage each cutover was judged: two for one mean two policies, or two sides of a stage's beginning. */
function createStages(): Stages {
  const first = new Map<string, { readonly stage: string; readonly path: string }>();
  let refused: string | undefined;
  return {
    add({ migration, cutover, stage, name }, path) {
      const key = JSON.stringify([migration ?? null, cutover ?? null]);
      const known = first.get(key);
      if (known === undefined) first.set(key, { stage, path });
      else if (known.stage !== stage && known.path !== path)
        refused ??= `${known.path} judges by the stage ${known.stage}, ${path} judges ${name} by ${stage}, for the same cutover.`;
    },
    refuseOthers() {
      if (refused === undefined) return;
      throw new Failure('usage', refused, {
        hint: 'Run all parts with the same policy, the same --stage and the same --at.',
      });
    },
  };
}

/** Two entries of one list may have the same name with other types; then they stand at two places of one file. */
async function refuseRepeated(
  paths: readonly string[],
  mayRepeat: ReturnType<ReturnType<typeof createRepeatedKeys>['mayRepeat']>,
): Promise<void> {
  const met = new Map<string, { readonly target: TargetReport; readonly path: string }[]>();
  const repeated: string[] = [];
  for (const path of paths)
    await eachTarget(path, (target) => {
      const key = keyOf(target);
      if (!mayRepeat(key)) return;
      const known = met.get(key) ?? [];
      met.set(key, [...known, { target, path }]);
      const twin = known.find((one) => !areTwoEntries(one.target, target));
      if (twin !== undefined) repeated.push(`${target.name} (${twin.path} and ${path})`);
    });
  if (repeated.length === 0) return;
  const left = repeated.length - SHOWN;
  throw new Failure(
    'usage',
    `The same target is there twice: ${repeated.slice(0, SHOWN).join(', ')}${left > 0 ? ` and ${left} more` : ''}.`,
    { hint: 'Merge the parts of one list: each name is in one of them.' },
  );
}

function areTwoEntries({ origin: a }: TargetReport, { origin: b }: TargetReport): boolean {
  if (a === undefined || b === undefined || a.file !== b.file) return false;
  return a.line !== b.line || a.column !== b.column;
}
