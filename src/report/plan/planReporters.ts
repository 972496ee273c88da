import type { ReportOptions } from '../reporter.ts';
import type { PlanReport } from './plannedMigration.ts';

/** `isolatedDeclarations` wants the names by themselves; the compiler holds the table to them. */
export type PlanFormat = 'table' | 'json' | 'markdown' | 'html' | 'ics';

/** A whole plan as text that ends with a new line. */
export type RenderPlan = (report: PlanReport, options: ReportOptions) => string;

export interface PlanReporterEntry {
  /** For `--help`, one phrase. */
  readonly description: string;
  readonly load: () => Promise<RenderPlan>;
}

/** Every format of `plan`. A new one is a file, a name and an entry here. */
export const PLAN_REPORTERS: Readonly<Record<PlanFormat, PlanReporterEntry>> = {
  table: {
    description: 'the timeline for people',
    load: async () => (await import('./planTable.ts')).renderPlanTable,
  },
  json: {
    description: 'one JSON document (docs/planning.md)',
    load: async () => (await import('./planJson.ts')).renderPlanJson,
  },
  markdown: {
    description: 'for a ticket or a pull request',
    load: async () => (await import('./planMarkdown.ts')).renderPlanMarkdown,
  },
  html: {
    description: 'a page in one file, with the timelines drawn (docs/html.md)',
    load: async () => (await import('../html/planHtml.ts')).renderPlanHtml,
  },
  ics: {
    description: 'calendar entries (RFC 5545)',
    load: async () => (await import('./planCalendar.ts')).renderPlanCalendar,
  },
};

export const PLAN_FORMATS: readonly PlanFormat[] = Object.keys(PLAN_REPORTERS) as PlanFormat[];
