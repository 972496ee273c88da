/** Everything that a configuration file says, checked and converted. `cli` hands the parts to the rooms. */
import type { Guards } from '../model/guards.ts';
import type { Seconds } from '../model/instant.ts';
import type { Migration } from '../model/migration.ts';
import type { Name } from '../model/name.ts';
import type { ProviderSettings } from '../model/providerSettings.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Resolver } from '../model/resolver.ts';
import type { Origin } from '../model/target.ts';
import type { Policy, Waiver } from '../policy/policy.ts';

/** A resolver that can be asked for by name. */
export interface ResolverEntry extends Resolver {
  /** Asked when no `--resolver` is given. */
  readonly default?: true;
  /** The name on its certificate, for asking over TLS. */
  readonly tlsName?: string;
  /** Its DNS-over-HTTPS address (RFC 8484). */
  readonly url?: string;
  /** Where its `cap` is known from. */
  readonly capSource?: { readonly source: string; readonly date: string };
}

/** A name that `check` looks at when none is given. */
export interface WatchedName {
  readonly input: string;
  readonly name: Name;
  readonly types?: readonly RecordType[];
  readonly create?: true;
  readonly origin: Origin;
}

/** A migration with the policy that holds for it: the shipped one, changed by the file, changed by the migration. */
export interface ConfiguredMigration extends Migration {
  readonly policy: Policy;
}

export interface JournalSettings {
  /** Absolute path of the database. */
  readonly path?: string;
  /** How long observations are kept; former TTLs are kept until they are restored. */
  readonly retention?: Seconds;
}

export interface ScheduleSettings {
  /** When the daemon looks, as a cron expression. */
  readonly cron?: string;
  readonly timezone?: string;
  /** How long a migration rests at most while nothing is due for it. */
  readonly lookEvery?: Seconds;
}

/** Where a secret is found; it never stands in the configuration itself. */
export type SecretSource =
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string };

export type ReportDestination =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'slack'; readonly url: SecretSource }
  /** A bot's token; the channel by its id. */
  | { readonly type: 'slack-bot'; readonly token: SecretSource; readonly channel: string }
  | { readonly type: 'webhook'; readonly url: SecretSource; readonly secret?: SecretSource };

export interface ReportSettings {
  readonly name: string;
  /** When it is sent: Monday 09:00 unless the file says otherwise. */
  readonly cron: string;
  readonly timezone: string;
  /** For files; the others have formats of their own. */
  readonly format?: string;
  /** Where the runs can be looked at; messages get a button. */
  readonly runs?: string;
  readonly to: ReportDestination;
}

/**
 * What is told at once: `other-hands` is what somebody else changed or may change, `trouble` that a migration or the
 * whole tick could not be looked at.
 */
export type NotifiedKind = 'step-done' | 'step-failed' | 'other-hands' | 'not-ready' | 'trouble';

export const NOTIFIED_KINDS: readonly NotifiedKind[] = [
  'step-done',
  'step-failed',
  'other-hands',
  'not-ready',
  'trouble',
];

/** Local times `HH:MM`; from the evening through midnight to the morning as well. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export interface NotificationSettings {
  readonly name: string;
  readonly events: readonly NotifiedKind[];
  /** Of the quiet hours. */
  readonly timezone: string;
  readonly quietHours?: QuietHours;
  readonly runs?: string;
  readonly to: Exclude<ReportDestination, { readonly type: 'file' }>;
}

export interface Config {
  /** As it is shown in messages; null if there was no file and all of this is as shipped. */
  readonly path: string | null;
  /** IANA time zone for date-times without one. */
  readonly timezone: string;
  readonly policy: Policy;
  readonly resolvers: readonly ResolverEntry[];
  readonly names: readonly WatchedName[];
  readonly migrations: readonly ConfiguredMigration[];
  readonly providers: { readonly [name: string]: ProviderSettings };
  readonly waivers: readonly Waiver[];
  readonly journal: JournalSettings;
  readonly schedule: ScheduleSettings;
  readonly guards: Guards;
  readonly reports: readonly ReportSettings[];
  readonly notifications: readonly NotificationSettings[];
}
