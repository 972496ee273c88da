import { formatInstant } from '../../model/instant.ts';
import type { RrsetPast } from '../../model/past.ts';
import type { PlannedRrset } from '../../model/plan.ts';

/** RRsets that have the very same timeline ahead of them, told once. */
export interface Timeline {
  /** What is said of all of them; its owner and type are those of the first. */
  readonly like: PlannedRrset;
  readonly rrsets: readonly PlannedRrset[];
}

/**
 * Groups RRsets with identical steps, TTLs and readiness, and with the same past where there are any. The least ready come
 * first: what is too late, the longest stale window before the others, then what must be done, then what is in the way.
 */
export function timelinesOf(rrsets: readonly PlannedRrset[], pasts: readonly RrsetPast[] = []): Timeline[] {
  const groups = new Map<string, PlannedRrset[]>();
  const pastOf = new Map(pasts.map((past) => [`${past.owner} ${past.type}`, pastKey(past)]));
  for (const rrset of rrsets) {
    const { ttl, formerTtl, disposition, because, steps, readiness } = rrset;
    const past = pastOf.get(`${rrset.owner} ${rrset.type}`);
    const key = JSON.stringify([ttl, formerTtl, disposition, because, steps, readiness, past]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rrset]);
    else group.push(rrset);
  }
  const timelines = [...groups.values()].flatMap((group) => {
    const [like] = group;
    return like === undefined ? [] : [{ like, rrsets: group }];
  });
  return timelines.toSorted(
    (a, b) =>
      rank(a.like) - rank(b.like) ||
      lateness(b.like) - lateness(a.like) ||
      order(firstStep(a.like), firstStep(b.like)),
  );
}

/** Sets of one batch are looked at one after the other: what differs by less than a minute is the same past. */
function pastKey({ values }: RrsetPast): unknown {
  return values.map(({ since, ttl }) => [Math.round(since / 60_000), ttl]);
}

function rank({ readiness, disposition, steps }: PlannedRrset): number {
  if (readiness.kind === 'too-late') return 0;
  if (readiness.kind === 'ready' && readiness.noMargin === true) return 1;
  if (steps.length > 0) return 2;
  if (disposition === 'held') return 3;
  return disposition === 'nothing' ? 4 : 5;
}

/** Seconds that old data are served for after the cutover, of what is too late. */
function lateness({ readiness }: PlannedRrset): number {
  return readiness.kind === 'too-late' ? readiness.staleWindow : 0;
}

function firstStep({ steps }: PlannedRrset): string {
  const [step] = steps;
  return step === undefined ? '' : formatInstant(step.at);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
