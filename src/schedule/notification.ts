/** Which events somebody is told at once, and when two of them are the same. */
import { createHash } from 'node:crypto';
import type { NotifiedKind } from '../config/config.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { SchedulerEvent } from '../model/schedulerEvent.ts';
import { logLine } from './logLine.ts';

/** An event as people are told it; plain, so that the journal can keep it through quiet hours. */
export interface Tiding {
  readonly kind: NotifiedKind;
  /** The event's own kind. */
  readonly event: string;
  readonly at: Instant;
  /** null where it is about the scheduler itself. */
  readonly migration: string | null;
  /** A sentence that stands by itself. */
  readonly message: string;
  /** It is the last call, and does not wait for the morning. */
  readonly urgent: boolean;
  /** Two tidings with the same key are one: the second is not told. */
  readonly key: string;
}

/** What is told of an event; undefined for what is only worth a line in the log. */
export function tidingOf(event: SchedulerEvent): Tiding | undefined {
  const kind = kindOf(event);
  if (kind === undefined) return undefined;
  const { message } = logLine(event);
  const migration = 'migration' in event ? event.migration : null;
  return {
    ...{ kind, event: event.kind, at: event.at, migration, message },
    urgent: event.kind === 'not-ready' && event.hoursBefore === 2,
    key: digestOf([event.kind, migration, ...sameness(event, message)]),
  };
}

function kindOf(event: SchedulerEvent): NotifiedKind | undefined {
  switch (event.kind) {
    case 'step-done':
      // In a dry run nothing was done.
      return event.outcome === 'verified' ? 'step-done' : undefined;
    case 'restored':
      return 'step-done';
    case 'step-failed':
    case 'step-late':
      return 'step-failed';
    case 'held':
    case 'notice':
    case 'state':
      return 'other-hands';
    case 'not-ready':
      return 'not-ready';
    case 'unobserved':
    case 'pass-failed':
    case 'tick-failed':
    case 'reload-refused':
    case 'lease-lost':
      return 'trouble';
    default:
      return undefined;
  }
}

/** What makes an event another one than the same event before it. Conditions that last are told once a day. */
function sameness(event: SchedulerEvent, message: string): readonly string[] {
  switch (event.kind) {
    case 'not-ready':
      return [formatInstant(event.cutover.at), String(event.hoursBefore)];
    case 'step-late':
      return [event.owner, event.type, event.step.id, formatInstant(event.due)];
    case 'step-done':
    case 'restored':
    case 'state':
      return [formatInstant(event.at), message];
    default:
      return [formatInstant(event.at).slice(0, 10), message];
  }
}

function digestOf(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
