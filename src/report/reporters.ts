import type { CreateReporter } from './reporter.ts';

/** `isolatedDeclarations` wants the names by themselves; the compiler holds the table to them. */
export type FormatName =
  | 'table'
  | 'json'
  | 'ndjson'
  | 'github'
  | 'sarif'
  | 'junit'
  | 'gitlab'
  | 'markdown'
  | 'html'
  | 'csv'
  | 'baseline';

/** A format that `--format` knows. */
export interface ReporterEntry {
  /** For `--help`, one phrase. */
  readonly description: string;
  /** For programs or for people: people get colour, a width and a time zone. */
  readonly audience: 'machine' | 'human';
  /** Loaded when it is used, so that JSON does not pay for drawing tables. */
  readonly load: () => Promise<CreateReporter>;
}

/** Every format. A new one is a file, a name and an entry here; the tests for hostile data go through this table. */
export const REPORTERS: Readonly<Record<FormatName, ReporterEntry>> = {
  table: {
    description: 'a table for people, with the findings as sentences',
    audience: 'human',
    load: async () => (await import('./table.ts')).createTable,
  },
  json: {
    description: 'one JSON document (docs/json.md)',
    audience: 'machine',
    load: async () => (await import('./json.ts')).createJson,
  },
  ndjson: {
    description: 'one JSON object a line for each target, the summary last',
    audience: 'machine',
    load: async () => (await import('./ndjson.ts')).createNdjson,
  },
  github: {
    description: 'annotations for GitHub Actions, and a summary of the job',
    audience: 'human',
    load: async () => (await import('./ci/github.ts')).createGithub,
  },
  sarif: {
    description: 'SARIF 2.1.0, for code scanning',
    audience: 'machine',
    load: async () => (await import('./ci/sarif.ts')).createSarif,
  },
  junit: {
    description: 'JUnit XML, a test case for each name',
    audience: 'machine',
    load: async () => (await import('./ci/junit.ts')).createJunit,
  },
  gitlab: {
    description: "GitLab's Code Quality report",
    audience: 'machine',
    load: async () => (await import('./ci/gitlab.ts')).createGitlab,
  },
  markdown: {
    description: 'GitHub Flavored Markdown, for tickets and comments',
    audience: 'human',
    load: async () => (await import('./markdown.ts')).createMarkdown,
  },
  html: {
    description: 'a page in one file, for people (docs/html.md)',
    audience: 'human',
    load: async () => (await import('./html/checkHtml.ts')).createHtml,
  },
  csv: {
    description: 'a line for each RRset, for spreadsheets (RFC 4180)',
    audience: 'machine',
    load: async () => (await import('./csv.ts')).createCsv,
  },
  baseline: {
    description: 'what --baseline reads: findings to be known from now on',
    audience: 'machine',
    load: async () => (await import('./baseline.ts')).createBaselineReporter,
  },
};

export const FORMAT_NAMES: readonly FormatName[] = Object.keys(REPORTERS) as FormatName[];
