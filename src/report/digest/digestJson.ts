import type {
  Digest,
  ForgottenRestore,
  MigrationDigest,
  Undelivered,
  WatchedDigest,
} from '../../model/digest.ts';
import type { JsonValue } from '../../model/finding.ts';
import { formatInstant, type Instant } from '../../model/instant.ts';
import { forJson } from '../escape.ts';

/** Keys in a fixed order, as in the documentation. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** One JSON document, indented by two spaces (docs/reports.md). */
export function renderDigestJson(digest: Digest): string {
  return `${forJson(JSON.stringify(digestJson(digest), null, 2))}\n`;
}

/** The digest with its instants as ISO 8601 text; what webhooks are sent as well. */
export function digestJson(digest: Digest): JsonObject {
  return {
    schemaVersion: 1,
    tool: { name: digest.tool.name, version: digest.tool.version },
    at: formatInstant(digest.at),
    since: formatInstant(digest.since),
    timezone: digest.timezone,
    migrations: digest.migrations.map(migrationJson),
    watched: watchedJson(digest.watched),
    forgotten: digest.forgotten.map(forgottenJson),
    undelivered: digest.undelivered.map(undeliveredJson),
  };
}

function migrationJson(migration: MigrationDigest): JsonObject {
  const { name, cutover, verdict, state, stateChange, stage, readiness, done, next } = migration;
  return {
    name,
    verdict,
    cutover: formatInstant(cutover.at),
    timezone: cutover.timezone,
    state,
    ...(stateChange === undefined
      ? {}
      : { stateChange: { ...stateChange, at: formatInstant(stateChange.at) } }),
    stage,
    readiness: { ...readiness },
    done: done.map(({ rrsets, at, ...step }) => ({
      ...step,
      at: formatInstant(at),
      rrsets: rrsets.map((rrset) => ({ ...rrset })),
    })),
    next:
      next === null
        ? null
        : {
            ...{ step: next.step, kind: next.kind, to: next.to },
            at: formatInstant(next.at),
            completeAt: formatInstant(next.completeAt),
            rrsets: next.rrsets.map((rrset) => ({ ...rrset })),
          },
    obstacles: migration.obstacles.map((obstacle) => ({ ...obstacle })),
    earliestSafeCutover: orNull(migration.earliestSafeCutover),
    oldEndpointMayGoAt: orNull(migration.oldEndpointMayGoAt),
    notes: migration.notes,
  };
}

function watchedJson({ names, unknown, ttls, changes, obstacles }: WatchedDigest): JsonObject {
  return {
    names,
    unknown,
    ttls: ttls.map(({ owner, type, zone, ttl }) => ({ owner, type, zone, ttl })),
    changes: changes.map(({ owner, type, at, ttl, rdata, by }) => ({
      ...{ owner, type, at: formatInstant(at), by },
      ttl: { ...ttl },
      ...(rdata === undefined ? {} : { rdata: { from: [...rdata.from], to: [...rdata.to] } }),
    })),
    obstacles: obstacles.map((obstacle) => ({ ...obstacle })),
  };
}

function forgottenJson(one: ForgottenRestore): JsonObject {
  const { migration, owner, type, formerTtl, cutoverAt, dueAt } = one;
  return {
    ...{ migration, owner, type, formerTtl },
    cutover: formatInstant(cutoverAt),
    dueAt: formatInstant(dueAt),
  };
}

function undeliveredJson({ report, period, because }: Undelivered): JsonObject {
  return { report, period: formatInstant(period), because };
}

function orNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
