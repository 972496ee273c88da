import type { Digest, ForgottenRestore, MigrationDigest } from '../../model/digest.ts';
import { type Instant, plusSeconds } from '../../model/instant.ts';
import type { DigestMaterial, LentTtls } from './material.ts';
import { migrationDigest } from './migrationDigest.ts';
import { watchedDigest } from './watchedDigest.ts';

/** A day: a restore that is merely due today is the plan's business, not forgotten. */
const FORGOTTEN_AFTER = 86_400;

/** Puts the digest together, the worst of each kind first. */
export function composeDigest(material: DigestMaterial): Digest {
  const { version, at, since, timezone, undelivered } = material;
  return {
    tool: { name: 'ttl-check', version },
    ...{ at, since, timezone, undelivered },
    migrations: material.migrations.map((one) => migrationDigest(one, since)).toSorted(worstFirst),
    watched: watchedDigest(material.watched, since),
    forgotten: material.lent.flatMap((one) => forgottenOf(one, at)).toSorted((a, b) => a.dueAt - b.dueAt),
  };
}

function forgottenOf(
  { migration, cutoverAt, restoreAt, formers }: LentTtls,
  at: Instant,
): ForgottenRestore[] {
  if (plusSeconds(restoreAt, FORGOTTEN_AFTER) > at) return [];
  return formers
    .filter(({ restoredAt }) => restoredAt === undefined)
    .map(({ owner, type, ttl }) => ({
      ...{ migration, owner, type, formerTtl: ttl, cutoverAt, dueAt: restoreAt },
    }));
}

function worstFirst(a: MigrationDigest, b: MigrationDigest): number {
  return migrationRank(a) - migrationRank(b) || a.cutover.at - b.cutover.at || (a.name < b.name ? -1 : 1);
}

/** 0: cannot be ready · 1: nobody knows, or somebody stopped it · 2: something is in the way · 3: on track · 4: over. */
export function migrationRank({ verdict, state, obstacles }: MigrationDigest): 0 | 1 | 2 | 3 | 4 {
  if (verdict === 'infeasible') return 0;
  if (verdict === 'unknown' || state === 'held' || state === 'aborted') return 1;
  if (obstacles.some(({ severity }) => severity === 'error')) return 2;
  return verdict === 'past' ? 4 : 3;
}
