import { formatInstant } from '../../model/instant.ts';
import type { PassReport } from '../../model/pass.ts';
import { forJson } from '../escape.ts';
import { type JsonObject, stepJson } from '../plan/planJson.ts';
import { nextSteps } from './nextSteps.ts';
import { type FailedPass, hasFailed, type PassesReport } from './passesReport.ts';

/** One JSON document, indented by two spaces, keys in a fixed order (docs/json.md). */
export function renderPassJson({ tool, command, mode, at, passes }: PassesReport): string {
  const document: JsonObject = {
    schemaVersion: 1,
    tool: { ...tool },
    ...{ command, mode, at: formatInstant(at) },
    migrations: passes.map((pass) => (hasFailed(pass) ? failedJson(pass) : passJson(pass))),
  };
  return `${forJson(JSON.stringify(document, null, 2))}\n`;
}

function failedJson({ migration, failure: { kind, message, hint } }: FailedPass): JsonObject {
  return { migration, failure: { kind, message, ...(hint === undefined ? {} : { hint }) } };
}

function passJson(pass: PassReport): JsonObject {
  const { migration, state, startedAt, finishedAt, plan, results, notices, unobserved } = pass;
  const next = nextSteps(pass);
  return {
    ...{ migration, state, startedAt: formatInstant(startedAt), finishedAt: formatInstant(finishedAt) },
    ...{ cutover: formatInstant(plan.cutover.at), timezone: plan.cutover.timezone },
    results: results.map(({ zone, owner, type, step, outcome, detail }) => ({
      ...{ zone, owner, type, outcome },
      ...(detail === undefined ? {} : { detail }),
      step: stepJson(step),
    })),
    held: plan.rrsets.flatMap(({ zone, owner, type, disposition, because }) =>
      disposition === 'held' ? [{ zone, owner, type, because: because ?? '' }] : [],
    ),
    next:
      next === undefined
        ? null
        : {
            ...{ at: formatInstant(next.step.at), step: next.step.id, to: next.step.to },
            rrsets: next.rrsets.map(({ zone, owner, type }) => ({ zone, owner, type })),
          },
    unobserved: unobserved.map(({ owner, because }) => ({ owner, because })),
    notices: [...notices],
  };
}
