import type { WatchedChange, WatchedDigest } from '../../model/digest.ts';
import type { Instant } from '../../model/instant.ts';
import type { IntentWithReceipt, SightingRun } from '../../model/journal.ts';
import type { WatchedMaterial } from './material.ts';
import { byGravity, obstaclesIn } from './obstacles.ts';

/** What became of the watched names, with the changes that were first seen after `since`. */
export function watchedDigest({ judged, runs, intents }: WatchedMaterial, since: Instant): WatchedDigest {
  const ttls = judged.flatMap(({ rrsets, zone }) =>
    rrsets.flatMap(({ owner, type, configuredTtl, foreign }) =>
      configuredTtl === null || foreign === true ? [] : [{ owner, type, zone, ttl: configuredTtl.max }],
    ),
  );
  return {
    names: judged.length,
    unknown: judged.filter(({ verdict }) => verdict === 'unknown').length,
    ttls: ttls.toSorted((a, b) => b.ttl - a.ttl),
    changes: changesIn(runs, intents, since),
    obstacles: obstaclesIn(judged).toSorted(byGravity),
  };
}

function changesIn(
  runs: readonly SightingRun[],
  intents: readonly IntentWithReceipt[],
  since: Instant,
): WatchedChange[] {
  const byRrset = Map.groupBy(runs, ({ owner, type }) => `${owner} ${type}`);
  const changes = [...byRrset.values()].flatMap((own) => {
    const oldestFirst = own.toSorted((a, b) => a.since - b.since);
    return oldestFirst.slice(1).flatMap((run, i) => {
      const before = oldestFirst[i];
      if (before === undefined || run.since <= since) return [];
      return changeBetween(before, run, intents) ?? [];
    });
  });
  return changes.toSorted((a, b) => a.at - b.at);
}

/** Undefined where only the view changed: some servers in place of all, or a look that was in sync. */
function changeBetween(
  before: SightingRun,
  run: SightingRun,
  intents: readonly IntentWithReceipt[],
): WatchedChange | undefined {
  const { owner, type, since: at } = run;
  const ttl = { from: before.ttl.max, to: run.ttl.max };
  const sameData = JSON.stringify(before.rdata) === JSON.stringify(run.rdata);
  if (sameData && ttl.from === ttl.to) return undefined;
  const isOurs =
    sameData &&
    intents.some(
      ({ intent }) =>
        intent.owner === owner && intent.type === type && intent.to === ttl.to && intent.at <= at,
    );
  return {
    ...{ owner, type, at, ttl, by: isOurs ? 'ttl-check' : 'someone-else' },
    ...(sameData ? {} : { rdata: { from: before.rdata, to: run.rdata } }),
  };
}
