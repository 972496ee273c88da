import { type Instant, latest, plusSeconds } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { Answer, Observation } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import { held, staleUntil } from '../policy/arithmetic.ts';
import type { Figures } from '../policy/policy.ts';

/** An RRset that was changed, and what is known of it from before. */
export interface Watched {
  readonly owner: Name;
  readonly type: RecordType;
  readonly old: readonly string[];
  /** Seconds, with which the old data were served; null if nobody knows it any more. */
  readonly oldTtl: number | null;
  /** Since when every authority has been seen to answer other data; null if that was not seen yet. */
  readonly changedAt: Instant | null;
  /** When longer TTLs of before have run out; null if there were none, or nobody knows. */
  readonly drainedAt: Instant | null;
}

/** `unseen`: it gave no answer that says anything. */
export type DataSeen = 'old' | 'new' | 'unseen';

export interface VantageLook {
  readonly vantage: 'authority' | 'resolver';
  readonly server: string;
  readonly address: string;
  readonly data: DataSeen;
  /** Seconds for which a resolver goes on holding the old data, as it says. */
  readonly remainingTtl?: number;
}

/** What one look showed of an RRset. */
export interface RrsetLook {
  readonly watched: Watched;
  readonly vantages: readonly VantageLook[];
  /** Until when caches that honour TTLs may answer the old data; null while an authority still does, or none was seen. */
  readonly until: Instant | null;
}

/** What an observation shows of an RRset that was changed. */
export function lookAt(watched: Watched, observation: Observation, figures: Figures): RrsetLook {
  const answers = observation.answers.filter(
    ({ question, vantage, again }) =>
      question.name === watched.owner &&
      question.type === watched.type &&
      vantage !== 'parent' &&
      again === undefined,
  );
  const gone = goneData(watched, answers);
  const vantages = answers.map((answer): VantageLook => {
    const { server, address } = answer;
    const vantage = answer.vantage === 'authority' ? 'authority' : 'resolver';
    const data = dataIn(answer, watched, gone);
    const held = vantage === 'resolver' && data === 'old' ? rrsetIn(answer, watched)?.ttl : undefined;
    return { vantage, server, address, data, ...(held === undefined ? {} : { remainingTtl: held }) };
  });
  const authorities = vantages.filter(({ vantage }) => vantage === 'authority');
  const isChanged = authorities.length > 0 && authorities.every(({ data }) => data === 'new');
  const changedAt = isChanged ? (watched.changedAt ?? observation.finishedAt) : null;
  const seen = { ...watched, changedAt };
  const parentTtl = parentTtlOf(watched, observation);
  return { watched: seen, vantages, until: untilOf(seen, answers, vantages, parentTtl, figures) };
}

/** Old data that the new ones do not have as well: they alone tell the two apart. */
function goneData(watched: Watched, answers: readonly Answer[]): ReadonlySet<string> {
  const fresh = answers
    .filter(({ vantage }) => vantage === 'authority')
    .flatMap((answer) => {
      const rdata = rrsetIn(answer, watched)?.rdata ?? [];
      return isSame(rdata, watched.old) ? [] : rdata;
    });
  return new Set(watched.old.filter((text) => !fresh.includes(text)));
}

function dataIn(answer: Answer, watched: Watched, gone: ReadonlySet<string>): DataSeen {
  const { outcome, vantage, aa } = answer;
  if (outcome !== 'answer' && outcome !== 'nodata' && outcome !== 'nxdomain') return 'unseen';
  if (vantage === 'authority' && !aa) return 'unseen';
  return rrsetIn(answer, watched)?.rdata.some((text) => gone.has(text)) === true ? 'old' : 'new';
}

function rrsetIn(answer: Answer, { owner, type }: Watched): Answer['rrsets'][number] | undefined {
  return answer.rrsets.find((rrset) => rrset.owner === owner && rrset.type === type);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}

/** Caches may follow the delegation's TTL instead of the NS set's own: the longer one binds. */
function parentTtlOf({ owner, type }: Watched, { zones }: Observation): number {
  if (type !== 'NS') return 0;
  return zones.find(({ apex }) => apex === owner)?.delegation?.ttl ?? 0;
}

/** What the protocol promises, and what a resolver says beyond it. */
function untilOf(
  watched: Watched,
  answers: readonly Answer[],
  vantages: readonly VantageLook[],
  parentTtl: number,
  figures: Figures,
): Instant | null {
  if (watched.changedAt === null) return null;
  const ttls = answers.flatMap((answer) => rrsetIn(answer, watched)?.ttl ?? []);
  const ttl = Math.max(parentTtl, watched.oldTtl ?? Math.max(0, ...ttls));
  const promised = staleUntil(watched.changedAt, ttl, watched.drainedAt, figures);
  const stillHeld = vantages.flatMap(({ remainingTtl }, i) => {
    const at = answers[i]?.at;
    return remainingTtl === undefined || at === undefined
      ? []
      : [plusSeconds(at, held(remainingTtl, figures))];
  });
  return latest(promised, ...stillHeld) ?? promised;
}

/** Whether nobody answers the old data any more, and no cache may. */
export function isOver({ vantages, until }: RrsetLook, at: Instant): boolean {
  return until !== null && until <= at && vantages.every(({ data }) => data !== 'old');
}
