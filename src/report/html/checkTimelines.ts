/** The timelines of a check: each TTL as it is today, against the stages and the cutover. */
import { type Instant, instant } from '../../model/instant.ts';
import type { Name } from '../../model/name.ts';
import type { PlannedRrset } from '../../model/plan.ts';
import type { RrsetReport, TargetReport } from '../../model/report.ts';
import { judgedTtl } from '../../model/ttl.ts';
import { clockTextIn } from '../clockText.ts';
import { inSeconds, rrsetList } from '../plan/planSentences.ts';
import type { DatedPolicy, ReportOptions } from '../reporter.ts';
import { rankOf } from '../worstTargets.ts';
import type { Drawable } from './drawnPast.ts';
import { verdictMark } from './marks.ts';
import { html, type Markup } from './markup.ts';
import { wholeSpan } from './spans.ts';
import { timelineMarkup } from './timeline.ts';
import { timelineKey } from './timelineKey.ts';

/** The worst; the others are counted: the table comes after them. */
const DRAWN = 2;

/** RRsets with the same TTL, cutover and verdict: one drawing. */
interface Group {
  readonly zone: Name | null;
  readonly dated: DatedPolicy;
  readonly like: RrsetReport;
  readonly rank: number;
  readonly rrsets: RrsetReport[];
}

/** Null where no target has a cutover. */
export function checkTimelines(
  targets: readonly TargetReport[],
  { datedBy, at }: Pick<ReportOptions, 'datedBy' | 'at'>,
): Markup | null {
  const undated = targets.filter((one) => one.cutover !== undefined && datedBy?.(one) === undefined).length;
  const groups = groupsOf(targets, datedBy).toSorted(
    (a, b) => a.rank - b.rank || (b.like.configuredTtl?.max ?? 0) - (a.like.configuredTtl?.max ?? 0),
  );
  if (groups.length === 0 && undated === 0) return null;
  const left = groups.length - DRAWN;
  return html`<section aria-labelledby="timelines"><h2 id="timelines">Until the cutover, as it is today</h2>
${groups.length === 0 ? null : timelineKey('today')}
${groups.slice(0, DRAWN).map((group, i) => figure(group, `timeline-${i}`, at))}
${left > 0 ? html`<p class="dim">${left} more ${left === 1 ? 'timeline is' : 'timelines are'} not drawn; the table has all.</p>` : null}
${undated > 0 ? html`<p class="dim">${undated} ${undated === 1 ? 'name has' : 'names have'} no timeline: the report that was merged does not say by which stages ${undated === 1 ? 'it was' : 'they were'} judged.</p>` : null}
</section>`;
}

function groupsOf(targets: readonly TargetReport[], datedBy: ReportOptions['datedBy']): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const target of targets) {
    const dated = target.cutover === undefined ? undefined : datedBy?.(target);
    if (dated === undefined) continue;
    for (const rrset of target.rrsets) {
      if (rrset.configuredTtl === null || rrset.foreign === true) continue;
      const { max } = rrset.configuredTtl;
      const key = JSON.stringify([
        target.migration ?? null,
        target.cutover,
        max,
        rrset.verdict,
        rrset.lowerBy,
      ]);
      const group = groups.get(key);
      if (group === undefined)
        groups.set(key, { dated, zone: target.zone, like: rrset, rank: rankOf(target), rrsets: [rrset] });
      else group.rrsets.push(rrset);
    }
  }
  return [...groups.values()];
}

function figure({ dated, zone, like, rrsets }: Group, id: string, at: Instant): Markup {
  const { cutover, policy, stages } = dated;
  const { figures } = policy;
  const drawable: Drawable = { plan: { at, cutover, restoreAt: null }, policy, stages, figures };
  const telling = { clock: clockTextIn(cutover.timezone), at, figures, cutover: cutover.at };
  const planned = asItIs(like, zone);
  const lowerBy = like.lowerBy === undefined ? undefined : instant(Date.parse(like.lowerBy));
  return html`<figure>
<figcaption><strong>${rrsetList(rrsets, 3)}</strong> ${verdictMark(like.verdict)} TTL ${inSeconds(like.configuredTtl?.max ?? 0)}</figcaption>
${timelineMarkup(id, planned, drawable, wholeSpan(drawable, planned), telling, lowerBy)}
</figure>`;
}

/** With nothing planned: what happens if the data change at the cutover, and the TTL stays. */
function asItIs(
  { owner, type, configuredTtl, rdata, staleWindow }: RrsetReport,
  zone: Name | null,
): PlannedRrset {
  return {
    // Hops may lie in another zone, of which a report says nothing.
    ...{ zone: zone ?? owner, owner, type, rdata, formerTtl: null, disposition: 'nothing', steps: [] },
    ttl: judgedTtl(configuredTtl?.max ?? 0),
    readiness: staleWindow === undefined ? { kind: 'unknown', because: '' } : { kind: 'ready', staleWindow },
  };
}
