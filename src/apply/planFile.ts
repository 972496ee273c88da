/** Plans in a file: written by `plan --out`, approved by people, carried out by `apply --plan`. */
import { readTextFile } from '../files/readTextFile.ts';
import { Failure } from '../model/failure.ts';
import type { Instant } from '../model/instant.ts';
import type { Plan } from '../model/plan.ts';
import { planDigest } from './planDigest.ts';
import { forPlanFile } from './planFileText.ts';

/** A plan as it was approved. */
export interface ApprovedPlan {
  readonly plan: Plan;
  /** `planDigest(plan)`, checked. */
  readonly digest: string;
}

export interface PlanFile {
  readonly writtenAt: Instant;
  readonly plans: readonly ApprovedPlan[];
}

/** A plan of 10,000 RRsets takes about 10 MB; nothing that anybody approves is as large as this. */
const LARGEST_OCTETS = 64 * 1024 * 1024;

const AGAIN = 'Make a new plan with `ttl-check plan --out FILE`, and approve that.';

/** The text of a plan file. */
export function planFileText(plans: readonly Plan[], at: Instant, version: string): string {
  return forPlanFile({ plans: plans.map((plan) => ({ digest: planDigest(plan), plan })), at, version });
}

/**
 * Reads and checks a plan file. Throws Failure (usage) for a file that cannot be read, is no plan, is cut off, comes
 * from a newer version, or was edited since it was written.
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const text = await textOf(path);
  const { parsePlanFile } = await import('./planFileSchema.ts');
  const { writtenAt, plans } = parsePlanFile(text, path);
  for (const { plan, digest } of plans) {
    const found = planDigest(plan);
    if (found !== digest)
      throw new Failure(
        'usage',
        `${path}: the plan of ${plan.migration} was changed after it was written: its digest is ${short(found)}, the file says ${short(digest)}.`,
        { hint: AGAIN },
      );
  }
  return { writtenAt, plans };
}

function short(digest: string): string {
  return `${digest.slice(0, 12)}…`;
}

async function textOf(path: string): Promise<string> {
  const read = await readTextFile(path, LARGEST_OCTETS);
  switch (read.kind) {
    case 'text':
      return read.text;
    case 'too-large':
      throw new Failure('usage', `${path} has more than ${LARGEST_OCTETS} octets (64 MiB) and is no plan.`, {
        hint: AGAIN,
      });
    case 'not-utf8':
      throw new Failure('usage', `The plan ${path} is not UTF-8${read.place}.`, { hint: AGAIN });
    case 'refused':
      throw new Failure('usage', `The plan ${path} cannot be read: ${read.why}.`, {
        hint: AGAIN,
        cause: read.cause,
      });
  }
}
