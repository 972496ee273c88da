import { formatInstant, latest, secondsBetween } from '../../model/instant.ts';
import { inWords } from '../../model/ttl.ts';
import { countdown } from '../clockText.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import { inSeconds, shownEnd, type Telling } from '../plan/planSentences.ts';
import { oldDataUntil, oldDataUntilUnlowered } from './drawnPast.ts';
import type { Facts } from './facts.ts';

/** The figures at the head of a migration: the cutover, how long old data last, and what it would have been. */
export function planFacts(planned: PlannedMigration, telling: Telling): Facts {
  const { plan, digest, verdict } = planned;
  const { cutover, provider, earliestSafeCutover, oldEndpointMayGoAt } = plan;
  const iso = formatInstant(cutover.at);
  const isOver = verdict === 'past';
  const until = isOver ? oldDataGoneAt(planned) : oldEndpointMayGoAt;
  return [
    {
      name: 'Cutover',
      value: countdown(iso, telling.at),
      more: cutover.timezone === 'UTC' ? telling.clock(iso) : `${telling.clock(iso)} ${cutover.timezone}`,
    },
    ...(until === null
      ? []
      : [
          {
            name: isOver ? 'Old data were served at most' : 'Old data at most',
            value: inSeconds(secondsBetween(cutover.at, until)),
            more: isOver
              ? `until ${shownEnd(until, telling)}`
              : `old endpoint may go ${shownEnd(until, telling)}`,
          },
        ]),
    ...insteadOf(planned, telling),
    ...(verdict !== 'infeasible' || earliestSafeCutover === null
      ? []
      : [{ name: 'Earliest safe cutover', value: shownEnd(earliestSafeCutover, telling) }]),
    { name: 'Provider', value: provider ?? 'none', more: `plan ${digest.slice(0, 12)}` },
  ];
}

/** Of all RRsets the last; null unless it is known of each that has a TTL of its own. */
function oldDataGoneAt(planned: PlannedMigration): ReturnType<typeof oldDataUntil> {
  const moved = planned.plan.rrsets.filter(
    ({ ttl, disposition }) => ttl !== null && disposition !== 'foreign' && disposition !== 'fixed',
  );
  const ends = moved.map((rrset) => oldDataUntil(rrset, planned));
  return ends.includes(null) ? null : (latest(...ends.filter((end) => end !== null)) ?? null);
}

/** What the lowering is for: without it, old data would last so long. */
function insteadOf(planned: PlannedMigration, telling: Telling): Facts {
  const ends = planned.plan.rrsets.map((rrset) => oldDataUntilUnlowered(rrset, planned));
  const until = latest(...ends.filter((end) => end !== null));
  if (until === undefined) return [];
  const seconds = secondsBetween(planned.plan.cutover.at, until);
  return [
    {
      name: planned.verdict === 'past' ? 'Without the lowering' : 'Without lowering',
      value: inWords(seconds),
      more: `until ${shownEnd(until, telling)}`,
    },
  ];
}
