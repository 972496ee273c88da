import type { Instant } from '../model/instant.ts';

/** Local times `HH:MM`; `from` after `to` goes through midnight. */
export interface QuietSpan {
  readonly from: string;
  readonly to: string;
}

/** Whether an instant lies between the two on the clocks of a time zone; `to` itself is not quiet any more. */
export function isQuiet(at: Instant, span: QuietSpan | undefined, timezone: string): boolean {
  if (span === undefined) return false;
  const now = new Intl.DateTimeFormat('en', {
    ...{ timeZone: timezone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' },
  }).format(at);
  const { from, to } = span;
  return from <= to ? from <= now && now < to : now >= from || now < to;
}
