/** One whole migration in real time: the daemon lowers, a user changes the data at the cutover, the daemon restores. */
import { setTimeout as pause } from 'node:timers/promises';
import { ADDRESSES, type Place } from '../addresses.ts';
import { check, rrsetOf } from '../command.ts';
import { RESOLVERS } from '../servers.ts';
import { type AskedRrset, type AskedServer, type Look, startAsking } from './asking.ts';
import { run, runJson, startSchedule } from './program.ts';
import { type Project, writeProject } from './project.ts';
import { SCALED, SCALED_POLICY } from './scaledPolicy.ts';
import type { SharedLab } from './sharedLab.ts';
import { edit, type ZoneRrset, zoneContent } from './zone.ts';

export interface MovingRrset extends AskedRrset {
  readonly old: string;
  readonly new: string;
}

export interface MoveOptions {
  /** Without the final dot. */
  readonly zone: string;
  readonly primary: Place;
  /** Every server of the zone. */
  readonly authorities: readonly Place[];
  readonly moving: readonly MovingRrset[];
  /** Moves at the same instant, and nobody lowers its TTL. */
  readonly control: MovingRrset;
}

export interface Moved {
  readonly project: Project;
  readonly cutoverAt: number;
  /** Seconds after the cutover, by `owner type`: what `plan` promised before the first step. */
  readonly promised: ReadonlyMap<string, number>;
  /** Seconds after the cutover: what `check --cutover` says of the control, which nobody lowers. */
  readonly predicted: number;
  /** What `preflight` said three seconds before the cutover. */
  readonly preflight: { readonly code: number | null; readonly stdout: string };
  readonly looks: readonly Look[];
  readonly before: ReadonlyMap<string, ZoneRrset>;
  readonly after: ReadonlyMap<string, ZoneRrset>;
  readonly schedule: { readonly code: number | null; readonly log: string };
}

/** Seconds from the start to the cutover: the first step comes 25 s after the start. */
const LEAD = SCALED.oneWeekBefore + 25;
const ASK_EVERY_MS = 400;

interface PlanDocument {
  readonly migrations: readonly {
    readonly verdict: string;
    readonly rrsets: readonly {
      readonly owner: string;
      readonly type: string;
      readonly readiness: { readonly kind: string; readonly staleWindow?: number };
    }[];
  }[];
}

export async function move(lab: SharedLab, options: MoveOptions): Promise<Moved> {
  const { zone, control } = options;
  const primary = ADDRESSES[options.primary];
  const cutoverAt = Math.ceil(Date.now() / 1000 + LEAD) * 1000;
  const project = await writeProject(lab, {
    ...{ name: zone.replace('.', '-'), zone, primary: { address: primary }, cutoverAt },
    records: recordsOf(options.moving),
    policy: SCALED_POLICY,
    restoreAfter: SCALED.restoreAfter,
  });
  const before = await zoneContent(lab, primary, zone);
  const asking = await startAsking(askedServers(options, cutoverAt), ASK_EVERY_MS);
  const promised = promisesOf(await runJson<PlanDocument>(project, 'plan'));
  const predicted = await predictionFor(control, project);
  const schedule = startSchedule(project);
  try {
    await until(cutoverAt - 3000);
    const preflight = await run(project, 'preflight', project.name);
    await until(cutoverAt);
    await edit(lab, primary, zone, ...cutoverCommands(options));
    // The last of the control's old copies, and the restore, which comes before.
    await until(cutoverAt + predicted * 1000 + 2000);
    const after = await zoneContent(lab, primary, zone);
    const code = await schedule.stop();
    const log = await schedule.log();
    return {
      ...{ project, cutoverAt, promised, predicted, preflight, before, after },
      looks: asking.looks,
      schedule: { code, log },
    };
  } finally {
    await schedule.stop();
    await asking.stop();
  }
}

async function until(at: number): Promise<void> {
  await pause(Math.max(0, at - Date.now()));
}

function recordsOf(moving: readonly MovingRrset[]): { name: string; types: string[] }[] {
  const owners = Map.groupBy(moving, ({ owner }) => owner);
  return [...owners].map(([name, rrsets]) => ({ name, types: rrsets.map(({ type }) => type) }));
}

function askedServers({ moving, control, authorities }: MoveOptions, cutoverAt: number): AskedServer[] {
  // The control comes into the caches just before the cutover, which is when its stale window is widest.
  const rrsets = [...moving, { ...control, notBefore: cutoverAt - 2500 }];
  return [
    ...RESOLVERS.map((name) => ({ name, address: ADDRESSES[name], role: 'resolver' as const, rrsets })),
    ...authorities.map((name) => ({
      ...{ name, address: ADDRESSES[name], role: 'authority' as const },
      rrsets: [...moving, control],
    })),
  ];
}

/** A user replaces the data and publishes each RRset with the TTL that it has then. */
function cutoverCommands({ moving, control }: MoveOptions): string[] {
  return [
    ...moving.map((rrset) => ({ rrset, ttl: SCALED.dayOf })),
    { rrset: control, ttl: SCALED.former },
  ].flatMap(({ rrset, ttl }) => [
    `update delete ${rrset.owner} ${rrset.type}`,
    `update add ${rrset.owner} ${ttl} ${rrset.type} ${rrset.new}`,
  ]);
}

function promisesOf(document: PlanDocument): Map<string, number> {
  const rrsets = document.migrations.flatMap((migration) => migration.rrsets);
  return new Map(
    rrsets.map(({ owner, type, readiness }) => {
      if (readiness.kind !== 'ready' || readiness.staleWindow === undefined)
        throw new Error(`The plan does not promise ${owner} ${type}: ${JSON.stringify(readiness)}`);
      return [`${owner} ${type}`, readiness.staleWindow];
    }),
  );
}

/** What the tool says of the record that nobody lowers, as of now. */
async function predictionFor(control: MovingRrset, project: Project): Promise<number> {
  const { report } = await check([
    ...[control.owner, '--type', control.type, '--cutover', new Date(project.cutoverAt).toISOString()],
    ...project.flags,
  ]);
  const { staleWindow } = rrsetOf(report, control.owner, control.type);
  if (staleWindow === undefined) throw new Error(`check says no stale window for ${control.owner}.`);
  return staleWindow;
}
