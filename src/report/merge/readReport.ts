import { stat } from 'node:fs/promises';
import { refusalOf } from '../../files/refusal.ts';
import { Failure } from '../../model/failure.ts';
import type { TargetReport } from '../../model/report.ts';
import { BadReport, type ReportPiece, reportPieces } from './reportPieces.ts';
import { asRest, asTarget, type ReportRest } from './reportSchema.ts';

const HINT = 'Give what `ttl-check check --format json` or `--format ndjson` has written.';

/**
 * The targets of a report in a file, one at a time, and in the end everything else of it. Throws Failure (usage) that
 * names the file for what is no report, or none that ended.
 */
export async function* readReport(path: string): AsyncGenerator<TargetReport, ReportRest> {
  await refuseUnread(path);
  let rest: ReportRest | undefined;
  let count = 0;
  for await (const { kind, value } of piecesOf(path)) {
    if (rest !== undefined)
      throw new Failure('usage', `${path} goes on after the end of a report.`, {
        hint: 'Give each report as a file of its own.',
      });
    if (kind === 'rest') {
      rest = restOf(value, path);
      continue;
    }
    count += 1;
    const target = asTarget(value);
    if (typeof target === 'string')
      throw new Failure(
        'usage',
        `${path} is no report of ttl-check: its entry ${count}${target === '' ? '' : ` (${target})`} is not what a target has.`,
        { hint: HINT },
      );
    yield target;
  }
  if (rest === undefined)
    throw new Failure(
      'usage',
      count === 0
        ? `${path} is empty: no report was written.`
        : `${path} has no summary at its end: the run was cut off after ${count} targets.`,
      { hint: 'Run that part again.' },
    );
  return rest;
}

/** Files are read twice, so that nothing is written before all of them are known to fit together. */
async function refuseUnread(path: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw new Failure('usage', `${path} is no ordinary file, and reports are read twice.`, {
    hint: 'Write the report to a file, and name that.',
  });
}

async function* piecesOf(path: string): AsyncGenerator<ReportPiece, void> {
  try {
    yield* reportPieces(path);
  } catch (cause) {
    if (cause instanceof BadReport)
      throw new Failure('usage', `${path} ${cause.message}.`, { hint: HINT, cause });
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): unknown {
  const why = refusalOf(cause);
  return why === undefined
    ? cause
    : new Failure('usage', `${path} cannot be read: ${why}.`, {
        hint: 'Name a file that can be read.',
        cause,
      });
}

function restOf(value: unknown, path: string): ReportRest {
  const { schemaVersion } = value as { readonly schemaVersion?: unknown };
  if (schemaVersion !== undefined && schemaVersion !== 1)
    throw new Failure(
      'usage',
      `${path} has schema version ${JSON.stringify(schemaVersion)}; this version of ttl-check reads 1.`,
      { hint: 'Let the same version of ttl-check write and merge the reports.' },
    );
  const rest = schemaVersion === undefined ? 'schemaVersion' : asRest(value);
  if (typeof rest !== 'string') return rest;
  throw new Failure('usage', `${path} is no report of ttl-check: ${rest || 'it'} is not what a report has.`, {
    hint: HINT,
  });
}
