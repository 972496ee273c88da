import { hostname, userInfo } from 'node:os';
import type { Config } from '../config/config.ts';
import { Failure } from '../model/failure.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { Journal, MigrationState, StateChange } from '../model/journal.ts';
import { forJson, forTerminal } from '../report/escape.ts';
import { wrapped } from '../report/width.ts';
import { unknownMigration } from './surveying.ts';

/** The name, if the configuration or the journal knows a migration of it. Throws Failure (usage) with what was meant. */
export async function knownMigration(name: string, config: Config, journal: Journal): Promise<string> {
  const known = new Set([...config.migrations.map((one) => one.name), ...(await journal.migrations())]);
  if (known.has(name)) return name;
  throw unknownMigration(name, [...known]);
}

/** What was last said of a migration; nobody has said anything: it is running. */
export async function stateNow(
  journal: Journal,
  migration: string,
): Promise<Partial<StateChange> & Pick<StateChange, 'state'>> {
  return (await journal.states()).find((one) => one.migration === migration) ?? { state: 'running' };
}

/** Writes a state down, with who said so. */
export async function changeState(
  journal: Journal,
  change: {
    readonly migration: string;
    readonly state: MigrationState;
    readonly at: Instant;
    readonly reason?: string | undefined;
  },
): Promise<StateChange> {
  const { migration, state, at, reason } = change;
  const said = { migration, state, at, by: whoAmI(), ...(reason === undefined ? {} : { reason }) };
  await journal.recordState(said);
  return said;
}

function whoAmI(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // A container may run as a user whom nobody has given a name.
    return `${process.getuid?.() ?? 'somebody'}@${hostname()}`;
  }
}

/** One JSON document of a state, and of the one before. */
export function stateJson({ migration, state, at, by, reason }: StateChange, was: MigrationState): string {
  const document = {
    ...{ schemaVersion: 1, migration, state, was, at: formatInstant(at), by },
    ...(reason === undefined ? {} : { reason }),
  };
  return `${forJson(JSON.stringify(document, null, 2))}\n`;
}

/** A sentence or more for people. */
export function sentences(text: string, columns: number): string {
  return `${wrapped(forTerminal(text), columns).join('\n')}\n`;
}

/** `since 2026-12-11T10:00:00Z, by alice@host (waiting for the vendor)`; nothing of a state that nobody set. */
export function sinceWhen({ at, by, reason }: Partial<StateChange>): string {
  if (at === undefined) return '';
  return ` since ${formatInstant(at)}, by ${by}${reason === undefined ? '' : ` (${reason})`}`;
}

/** What a command that needs a running migration says where it is on hold. */
export function onHold(migration: string, since: Partial<StateChange>): Failure {
  return new Failure('usage', `${migration} is on hold${sinceWhen(since)}: nothing of it is changed.`, {
    hint: `\`ttl-check resume ${migration}\` goes on with it; \`ttl-check abort ${migration} --yes\` ends it and gives the former TTLs back.`,
  });
}
