import { Counter, Gauge, Registry } from 'prom-client';
import { type Instant, secondsBetween } from '../model/instant.ts';
import type { PlannedRrset } from '../model/plan.ts';
import type { LiveState } from './liveState.ts';

/** RRsets that have series of their own; of more, those that are not ready come first and the rest is counted. */
const MOST_RRSETS = 5_000;

const OF_MIGRATION = ['migration'] as const;
const OF_RRSET = ['migration', 'owner', 'type'] as const;

/** What Prometheus reads (docs/html.md lists it). Made anew for each look, so that what is gone is gone. */
export async function metricsText(state: LiveState, now: Instant): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Gauge<Label> => new Gauge({ name: `ttl_check_${name}`, help, labelNames: [...labelNames], registers });
  const ready = gauge('migration_ready', '1 if every RRset is or will be ready at the cutover', OF_MIGRATION);
  const cutover = gauge('seconds_to_cutover', 'Seconds until the cutover, negative after it', OF_MIGRATION);
  const ahead = gauge('steps_ahead', 'Steps that are still to be made', OF_MIGRATION);
  const unobserved = gauge('names_unobserved', 'Names of which nothing was learnt', OF_MIGRATION);
  const ttl = gauge('configured_ttl_seconds', 'The TTL that the authorities publish', OF_RRSET);
  const rrsetReady = gauge('rrset_ready', '1 if the RRset is or will be ready at the cutover', OF_RRSET);
  const stale = gauge('stale_window_seconds', 'How long old data may be served after the cutover', OF_RRSET);
  const drained = gauge(
    'rrset_drained',
    '1 if no cache that honours TTLs holds a longer TTL of before; unknown is 0',
    OF_RRSET,
  );
  const omitted = gauge('rrsets_omitted', 'RRsets without series of their own', []);
  const fresh = gauge('last_tick_fresh', '1 if the last tick ended well and the next is not overdue', []);

  const passes = state.passes();
  for (const { migration, plan, unobserved: names } of passes) {
    const isReady = names.length === 0 && plan.rrsets.every(isReadyRrset);
    ready.set({ migration }, isReady ? 1 : 0);
    cutover.set({ migration }, secondsBetween(now, plan.cutover.at));
    ahead.set(
      { migration },
      plan.rrsets.reduce((sum, { steps }) => sum + steps.length, 0),
    );
    unobserved.set({ migration }, names.length);
  }
  const all = passes.flatMap(({ migration, plan, drains }) => {
    const drainedAt = new Map(drains.map((drain) => [`${drain.owner} ${drain.type}`, drain.drainedAt]));
    return plan.rrsets.map((rrset) => ({
      ...{ migration, rrset, drainedAt: drainedAt.get(`${rrset.owner} ${rrset.type}`) ?? null },
    }));
  });
  const sorted = all.toSorted((a, b) => Number(isReadyRrset(a.rrset)) - Number(isReadyRrset(b.rrset)));
  for (const { migration, rrset, drainedAt } of sorted.slice(0, MOST_RRSETS)) {
    const labels = { migration, owner: rrset.owner, type: rrset.type };
    if (rrset.ttl !== null) ttl.set(labels, rrset.ttl);
    drained.set(labels, drainedAt !== null && drainedAt <= now ? 1 : 0);
    rrsetReady.set(labels, isReadyRrset(rrset) ? 1 : 0);
    if (rrset.readiness.kind !== 'unknown') stale.set(labels, rrset.readiness.staleWindow);
  }
  omitted.set(Math.max(0, all.length - MOST_RRSETS));
  fresh.set(state.isFresh(now) ? 1 : 0);
  const tick = state.lastTick();
  if (tick !== undefined)
    gauge('last_tick_timestamp_seconds', 'When the last tick ended, Unix time', []).set(
      tick.finishedAt / 1000,
    );
  const steps = new Counter({
    ...{
      name: 'ttl_check_steps_total',
      help: 'Steps since the start, by outcome',
      labelNames: ['outcome'],
      registers,
    },
  });
  for (const [outcome, count] of state.steps()) steps.inc({ outcome }, count);
  const errors = new Counter({
    ...{
      name: 'ttl_check_errors_total',
      help: 'Passes and ticks that failed since the start',
      labelNames: ['kind'],
      registers,
    },
  });
  for (const [kind, count] of state.failures()) errors.inc({ kind }, count);
  return await registry.metrics();
}

/** What cannot be changed at all (an alias, a foreign zone) is in nobody's way, unless it is known to be too late. */
function isReadyRrset({ readiness, disposition }: PlannedRrset): boolean {
  return (
    readiness.kind === 'ready' ||
    (readiness.kind === 'unknown' && (disposition === 'fixed' || disposition === 'foreign'))
  );
}
