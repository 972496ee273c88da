import type { Config, ConfiguredMigration } from '../config/config.ts';
import { Failure } from '../model/failure.ts';
import { MOVING_TYPES } from '../model/recordType.ts';
import type { Cutover, Target } from '../model/target.ts';
import { atOnce } from '../sources/atOnce.ts';
import { targetsFromNames } from '../sources/names.ts';
import type { CheckRequest } from './checkRequest.ts';
import { peek } from './peekable.ts';
import { inShard } from './shard.ts';

/** What is to be observed. */
export interface ChosenTargets {
  /** In their order; those together that were read together. */
  readonly targets: AsyncIterable<readonly Target[]>;
  /** How many at most, where that is known before they are observed. */
  readonly total: number | null;
  /** Sentences about what was asked for and cannot be looked at. */
  readonly notices: readonly string[];
}

/**
 * The names of the command line and of `--file`; without any of them, what the configuration names. A
 * cutover of the command line holds for all of them, `--stage` puts the migrations' own aside. The file is looked at
 * (of stdin, the first line) before this resolves. Throws Failure `usage` for bad names and where there is nothing to check.
 */
export async function chosenTargets(
  request: CheckRequest,
  config: Config,
  cutover: Cutover | undefined,
): Promise<ChosenTargets> {
  const chosen = await allTargets(request, config, cutover);
  const { shard } = request;
  if (shard === undefined) return chosen;
  const { total } = chosen;
  return {
    ...chosen,
    targets: inShard(chosen.targets, shard),
    total: total === null ? null : Math.floor((total + shard.of - shard.number) / shard.of),
  };
}

async function allTargets(
  request: CheckRequest,
  config: Config,
  cutover: Cutover | undefined,
): Promise<ChosenTargets> {
  const types = request.types ?? MOVING_TYPES;
  const dated = (target: Target): Target => redated(target, request, cutover);
  const named = targetsFromNames(request.names, { types }).map(dated);
  if (request.file !== undefined) {
    const { openNameFile } = await import('../sources/nameFile.ts');
    const { lines, targets } = await openNameFile(request.file, { types });
    const listed = await peek(targets);
    return {
      targets: followedBy(named, listed.all, dated),
      total: lines === null ? null : named.length + lines,
      notices: [],
    };
  }
  if (named.length > 0) return { targets: atOnce(named), total: named.length, notices: [] };
  const configured = [
    ...config.names.map((name) => ({ types, ...name })),
    ...config.migrations.flatMap(targetsOf),
  ];
  if (configured.length === 0) throw nothingToCheck(config);
  const targets = configured.map((target) =>
    dated(request.types === undefined ? target : { ...target, types }),
  );
  return {
    targets: atOnce(targets),
    total: targets.length,
    notices: config.migrations.flatMap(zonesNotListed),
  };
}

async function* followedBy(
  first: readonly Target[],
  rest: AsyncIterable<readonly Target[]>,
  dated: (target: Target) => Target,
): AsyncGenerator<readonly Target[]> {
  const seen = new Set(first.map((target) => target.name));
  yield first;
  for await (const targets of rest)
    yield (seen.size === 0 ? targets : targets.filter(({ name }) => !seen.has(name))).map(dated);
}

/** The target with the cutover of the command line; without any where `--stage` decides. */
export function redated(target: Target, request: CheckRequest, cutover: Cutover | undefined): Target {
  if (cutover !== undefined) return { ...target, cutover };
  if (request.stage === undefined) return target;
  const { cutover: _putAside, ...undated } = target;
  return undated;
}

function targetsOf(migration: ConfiguredMigration): Target[] {
  return migration.records.flatMap((record) =>
    record.kind === 'zone'
      ? []
      : [
          {
            input: record.name,
            name: record.name,
            types: record.types,
            origin: record.origin,
            cutover: migration.cutover,
            migration: migration.name,
            ...(record.create === true ? { create: true as const } : {}),
          },
        ],
  );
}

function zonesNotListed(migration: ConfiguredMigration): string[] {
  return migration.records.flatMap((record) =>
    record.kind === 'zone'
      ? [
          `Migration ${migration.name} names records of the zone ${record.zone} by pattern: ` +
            '`check` cannot list a zone, so give their names with --file or under `records:`.',
        ]
      : [],
  );
}

function nothingToCheck(config: Config): Failure {
  if (config.path !== null)
    return new Failure('usage', `${config.path} names nothing to check, and neither does the command line.`, {
      hint: 'Name something: `ttl-check www.example.com`, or add `names:` or `migrations:` to the file.',
    });
  return new Failure('usage', 'There is nothing to check.', {
    hint: 'Name something: `ttl-check www.example.com`; `ttl-check demo` shows how it works, `--help` all flags.',
  });
}
