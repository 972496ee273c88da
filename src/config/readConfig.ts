/** A file's text to Config. This file brings in the YAML and schema libraries: load it only for a user's file. */
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { DEFAULT_GUARDS } from '../model/guards.ts';
import type { Instant } from '../model/instant.ts';
import type { RecordSelector } from '../model/migration.ts';
import type { ProviderSettings } from '../model/providerSettings.ts';
import { MOVING_TYPES } from '../model/recordType.ts';
import type { Origin } from '../model/target.ts';
import type { Policy } from '../policy/policy.ts';
import type { Config, ConfiguredMigration } from './config.ts';
import { configComplaints, type Ground } from './configComplaints.ts';
import { type Calendar, type Dates, type ReadDate, readDates } from './dates.ts';
import { type Complaint, complaintsOf } from './issueProblem.ts';
import { mergePolicy } from './mergePolicy.ts';
import { policyComplaints } from './policyComplaints.ts';
import { failureOf, type Path, pathText } from './problem.ts';
import { isMapping, listOf } from './rawValue.ts';
import { notificationOf, reportOf } from './reportSettings.ts';
import { mergeResolvers } from './resolverEntry.ts';
import { type ConfigInput, configSchema } from './schema/config.ts';
import type { MigrationInput, NameInput } from './schema/migrations.ts';
import { type PolicyChanges, policySchema } from './schema/policy.ts';
import type { ProviderInput } from './schema/providers.ts';
import { parseYamlFile, type YamlFile } from './yamlFile.ts';

/** A file to read. */
export interface SourceFile {
  readonly text: string;
  /** As messages show it. */
  readonly shown: string;
  /** Absolute; paths in the file are relative to its folder. */
  readonly path: string;
}

/**
 * Rejects with a Failure (config) that lists everything that is wrong with the file.
 * `calendar` is called only if the file has dates.
 */
export async function readConfig(
  source: SourceFile,
  ground: Ground,
  calendar: () => Promise<Calendar>,
): Promise<Config> {
  const yaml = parseYamlFile(source.text);
  const root = yaml.value ?? {};
  const dates = hasDates(root) ? readDates(root, await calendar()) : { read: new Map(), complaints: [] };
  const input: ConfigInput = checked(configSchema, root, yaml, source.shown, [
    ...configComplaints(root, ground),
    ...dates.complaints,
  ]);
  return assembled(input, { source, yaml, dates, ground, root });
}

function hasDates(root: unknown): boolean {
  return isMapping(root) && listOf(root.migrations).length + listOf(root.waivers).length > 0;
}

/** A policy file on top of `base`. Throws Failure (config) that lists everything that is wrong with it. */
export function readPolicy(source: SourceFile, base: Policy, ruleIds?: readonly string[]): Policy {
  const yaml = parseYamlFile(source.text);
  const root = yaml.value ?? {};
  const complaints = policyComplaints(root, base, [], ruleIds);
  const changes: PolicyChanges = checked(policySchema, root, yaml, source.shown, complaints);
  return mergePolicy(base, changes);
}

/** The value as the schema reads it, if neither it nor `complaints` object. Throws Failure (config). */
export function checked<T>(
  schema: z.ZodType<T>,
  root: unknown,
  yaml: YamlFile,
  shown: string,
  complaints: readonly Complaint[],
): T {
  if (yaml.problems.length > 0) throw failureOf(shown, yaml.problems);
  const read = schema.safeParse(root);
  const issues = read.success ? [] : read.error.issues.flatMap((issue) => complaintsOf(schema, root, issue));
  const all = [...issues, ...complaints];
  if (read.success && all.length === 0) return read.data;
  throw failureOf(
    shown,
    all.map(({ path, part, message }) => ({ ...yaml.placeOf(path, part), path, message })),
  );
}

interface Context {
  readonly source: SourceFile;
  readonly yaml: YamlFile;
  readonly dates: Dates;
  readonly ground: Ground;
  readonly root: unknown;
}

function assembled(input: ConfigInput, context: Context): Config {
  const policy = context.ground.policyInPlace ?? mergePolicy(context.ground.policy, input.policy ?? {});
  const inFolder = (path: string): string => resolve(dirname(context.source.path), path);
  const timezone = input.timezone ?? 'UTC';
  const { path: journalPath, retention } = input.journal ?? {};
  return {
    path: context.source.shown,
    timezone,
    policy,
    resolvers: mergeResolvers(context.ground.resolvers, input.resolvers ?? {}),
    names: (input.names ?? []).map(({ create, ...name }, index) => ({
      input: typedName(context.root, index) ?? name.name,
      ...name,
      ...(create === true ? { create } : {}),
      origin: originOf(['names', index], context),
    })),
    migrations: (input.migrations ?? []).map((migration, index) =>
      migrationOf(migration, ['migrations', index], policy, context),
    ),
    providers: Object.fromEntries(
      Object.entries(input.providers ?? {}).map(([name, provider]) => [name, providerOf(provider, inFolder)]),
    ),
    waivers: (input.waivers ?? []).map((waiver, index) => ({
      ...waiver,
      until: dateAt(['waivers', index, 'until'], context).at,
      origin: originOf(['waivers', index], context),
    })),
    journal: {
      ...(journalPath === undefined ? {} : { path: inFolder(journalPath) }),
      ...(retention === undefined ? {} : { retention }),
    },
    schedule: input.schedule ?? {},
    guards: { ...DEFAULT_GUARDS, ...input.guards },
    reports: (input.reports ?? []).map((report) => reportOf(report, timezone, inFolder)),
    notifications: (input.notifications ?? []).map((one) => notificationOf(one, timezone, inFolder)),
  };
}

/** What stands in the file, before names are made canonical. */
function typedName(root: unknown, index: number): string | undefined {
  const entry = isMapping(root) ? listOf(root.names)[index] : undefined;
  const typed = isMapping(entry) ? entry.name : entry;
  return typeof typed === 'string' ? typed : undefined;
}

function migrationOf(
  input: MigrationInput,
  path: Path,
  policy: Policy,
  context: Context,
): ConfiguredMigration {
  const instantAt = (...rest: Path): Instant => dateAt([...path, ...rest], context).at;
  const { name, provider, restoreAfter, restoreTtl, nsMove, notes } = input;
  return {
    name,
    cutover: {
      ...dateAt([...path, 'cutover'], context),
      ...(restoreAfter === undefined ? {} : { restoreAfter }),
    },
    records: input.records.map((record, index) => selectorOf(record, [...path, 'records', index], context)),
    ...(provider === undefined ? {} : { provider }),
    ...(restoreTtl === undefined ? {} : { restoreTtl }),
    freezes: (input.freezes ?? []).map(({ reason }, index) => ({
      from: instantAt('freezes', index, 'from'),
      to: instantAt('freezes', index, 'to'),
      ...(reason === undefined ? {} : { reason }),
    })),
    acknowledge: input.acknowledge ?? [],
    ...(nsMove === undefined
      ? {}
      : {
          nsMove: {
            oldServers: nsMove.oldServers,
            ...(nsMove.until === undefined ? {} : { until: instantAt('nsMove', 'until') }),
          },
        }),
    ...(notes === undefined ? {} : { notes }),
    policy: mergePolicy(policy, input.policy ?? {}),
    origin: originOf(path, context),
  };
}

function selectorOf(record: MigrationInput['records'][number], path: Path, context: Context): RecordSelector {
  const origin = originOf(path, context);
  const types = record.types ?? MOVING_TYPES;
  if ('zone' in record) {
    const { zone, names } = record;
    return { kind: 'zone', zone, types, ...(names === undefined ? {} : { names }), origin };
  }
  const { name, create }: NameInput = record;
  const anyType = record.types === undefined ? ({ anyType: true } as const) : {};
  return { kind: 'name', name, types, ...anyType, ...(create === true ? { create } : {}), origin };
}

function providerOf(input: ProviderInput, inFolder: (path: string) => string): ProviderSettings {
  if (input.type === 'route53') return input;
  const { keyFile, keyEnv, ...settings } = input;
  return {
    ...settings,
    key:
      keyFile === undefined
        ? { kind: 'environment', variable: keyEnv ?? '' }
        : { kind: 'file', path: inFolder(keyFile) },
  };
}

function originOf(path: Path, { source, yaml }: Context): Origin {
  return { file: source.shown, ...yaml.placeOf(path, 'value') };
}

function dateAt(path: Path, { dates }: Context): ReadDate {
  const date = dates.read.get(pathText(path));
  if (date === undefined) throw new TypeError(`no date was read at ${pathText(path)}`);
  return date;
}
