import type { Config } from '../config/config.ts';
import type { Cutover } from '../model/target.ts';
import type { DatedPolicy, ReportOptions } from '../report/reporter.ts';

/** By which policy and stages targets with a cutover are judged, worked out once for each; see `createJudging`. */
export async function datedPolicies(
  { policy, migrations }: Config,
  cutover: Cutover | undefined,
): Promise<NonNullable<ReportOptions['datedBy']>> {
  const { datedStages } = await import('../policy/calendar.ts');
  const known = new Map<string, DatedPolicy>();
  return ({ migration: name }) => {
    const migration = migrations.find((one) => one.name === name);
    const date = cutover ?? migration?.cutover;
    if (date === undefined) return undefined;
    const found = known.get(name ?? '');
    if (found !== undefined) return found;
    const own = migration?.policy ?? policy;
    const dated = { cutover: date, policy: own, stages: datedStages(own, date) };
    known.set(name ?? '', dated);
    return dated;
  };
}
