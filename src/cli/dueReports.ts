import type { Config, ReportSettings } from '../config/config.ts';
import { type Instant, plusSeconds } from '../model/instant.ts';
import { type LastFiring, lastFiringOf } from '../schedule/lastFiring.ts';

/** A report for the instant at which it was due. */
export interface DueReport {
  readonly report: ReportSettings;
  readonly period: Instant;
}

/**
 * A scheduler that was down at the hour sends so much later; after that the report waits for its next hour, so that one
 * that is started on a Wednesday does not begin with the Monday's.
 */
const LATE_AT_MOST = 12 * 3600;

/** Which reports of a configuration are due, from the instant alone. */
export interface DueReports {
  at(instant: Instant, config: Config): Promise<readonly DueReport[]>;
}

export function createDueReports(): DueReports {
  const known = new Map<string, LastFiring>();

  async function lastFiring({ cron, timezone }: ReportSettings): Promise<LastFiring> {
    const key = `${cron} ${timezone}`;
    const found = known.get(key) ?? (await lastFiringOf(cron, timezone));
    known.set(key, found);
    return found;
  }

  return {
    async at(instant, { reports }) {
      const due: DueReport[] = [];
      for (const report of reports) {
        const period = (await lastFiring(report))(instant);
        if (period !== undefined && plusSeconds(period, LATE_AT_MOST) >= instant)
          due.push({ report, period });
      }
      return due;
    },
  };
}
