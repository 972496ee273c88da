import type { Digest } from '../../model/digest.ts';
import type { PlannedMigration } from '../plan/plannedMigration.ts';
import type { ReportOptions } from '../reporter.ts';

/** `isolatedDeclarations` wants the names by themselves; the compiler holds the table to them. */
export type DigestFormat = 'table' | 'markdown' | 'html' | 'slack' | 'json';

export interface DigestOptions extends ReportOptions {
  /** Where the runs can be looked at; messages have a button that opens it. */
  readonly runsUrl?: string;
  /** The plans of migrations, for formats that draw them; the others are told in words alone. */
  readonly drawn?: readonly PlannedMigration[];
}

/** A whole digest as text that ends with a new line. */
export type RenderDigest = (digest: Digest, options: DigestOptions) => string;

export interface DigestReporterEntry {
  /** For `--help`, one phrase. */
  readonly description: string;
  readonly load: () => Promise<RenderDigest>;
}

/** Every format of `report`. A new one is a file, a name and an entry here. */
export const DIGEST_REPORTERS: Readonly<Record<DigestFormat, DigestReporterEntry>> = {
  table: {
    description: 'for people at a terminal',
    load: async () => (await import('./digestTable.ts')).renderDigestTable,
  },
  markdown: {
    description: 'for an issue, a job summary or a wiki',
    load: async () => (await import('./digestMarkdown.ts')).renderDigestMarkdown,
  },
  html: {
    description: 'a page in one file (docs/html.md)',
    load: async () => (await import('../html/digestHtml.ts')).renderDigestHtml,
  },
  slack: {
    description: 'the message for Slack, as its webhooks take it',
    load: async () => (await import('../slack/digestMessage.ts')).renderDigestSlack,
  },
  json: {
    description: 'one JSON document (docs/reports.md)',
    load: async () => (await import('./digestJson.ts')).renderDigestJson,
  },
};

export const DIGEST_FORMATS: readonly DigestFormat[] = Object.keys(DIGEST_REPORTERS) as DigestFormat[];
