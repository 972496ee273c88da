import type { JsonValue } from '../../model/finding.ts';
import { formatInstant, type Instant } from '../../model/instant.ts';
import type { PlannedRrset, Readiness, Step, StepReason } from '../../model/plan.ts';
import { forJson } from '../escape.ts';
import type { PlannedMigration, PlanReport } from './plannedMigration.ts';

export type JsonObject = { readonly [key: string]: JsonValue };

/** One JSON document, indented by two spaces, keys in a fixed order (docs/planning.md, `config/plan.schema.json`). */
export function renderPlanJson(report: PlanReport): string {
  const document: JsonObject = {
    schemaVersion: 1,
    tool: { name: report.tool.name, version: report.tool.version },
    at: formatInstant(report.at),
    migrations: report.migrations.map(migrationJson),
  };
  return `${forJson(JSON.stringify(document, null, 2))}\n`;
}

function migrationJson(migration: PlannedMigration): JsonObject {
  const { plan, verdict, digest, providerKind, absent, unobserved, notices, notes } = migration;
  return {
    migration: plan.migration,
    verdict,
    digest,
    cutover: formatInstant(plan.cutover.at),
    timezone: plan.cutover.timezone,
    provider: plan.provider === null ? null : { name: plan.provider, kind: providerKind },
    preflightAt: orNull(migration.preflightAt),
    oldEndpointMayGoAt: orNull(plan.oldEndpointMayGoAt),
    restoreAt: orNull(plan.restoreAt),
    earliestSafeCutover: orNull(plan.earliestSafeCutover),
    rrsets: plan.rrsets.map(rrsetJson),
    absent: absent.map(({ owner, type, create, negativeTtl }) => ({ owner, type, create, negativeTtl })),
    unobserved: unobserved.map(({ owner, because }) => ({ owner, because })),
    notices: [...notices],
    ...(notes === null ? {} : { notes }),
  };
}

function rrsetJson(rrset: PlannedRrset): JsonObject {
  const { zone, owner, type, ttl, rdata, formerTtl, disposition, because, steps, readiness } = rrset;
  return {
    ...{ zone, owner, type, ttl, rdata: [...rdata], formerTtl, disposition },
    ...(because === undefined ? {} : { because }),
    steps: steps.map(stepJson),
    readiness: readinessJson(readiness),
  };
}

/** A step, with its instants as ISO 8601 text. */
export function stepJson({ id, kind, at, from, to, completeAt, reason }: Step): JsonObject {
  return {
    ...{ id, kind, at: formatInstant(at), from, to, completeAt: formatInstant(completeAt) },
    reason: reasonJson(reason),
  };
}

function reasonJson(reason: StepReason): JsonObject {
  const { kind, stage } = reason;
  switch (reason.kind) {
    case 'policy':
      return { kind, stage };
    case 'arithmetic':
      return { kind, stage, latestSafe: formatInstant(reason.latestSafe) };
    case 'freeze':
      return { kind, stage, freezeFrom: formatInstant(reason.freezeFrom) };
    case 'late':
      return { kind, stage, due: formatInstant(reason.due) };
  }
}

function readinessJson(readiness: Readiness): JsonObject {
  switch (readiness.kind) {
    case 'ready':
      return {
        kind: readiness.kind,
        staleWindow: readiness.staleWindow,
        ...(readiness.noMargin ? { noMargin: true } : {}),
        ...(readiness.pastUnknownUntil === undefined
          ? {}
          : { pastUnknownUntil: formatInstant(readiness.pastUnknownUntil) }),
      };
    case 'too-late':
      return {
        kind: readiness.kind,
        staleWindow: readiness.staleWindow,
        since: formatInstant(readiness.since),
        earliestSafeCutover: formatInstant(readiness.earliestSafeCutover),
      };
    case 'unknown':
      return { kind: readiness.kind, because: readiness.because };
  }
}

function orNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
