import { formatInstant, type Instant } from '../model/instant.ts';
import type { LogLevel } from '../model/logLevel.ts';
import type { SchedulerEvent, StepOf, TickReport } from '../model/schedulerEvent.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly at: Instant;
  /** A sentence that stands by itself. */
  readonly message: string;
  /** What a machine looks for; instants as ISO 8601. */
  readonly fields: { readonly event: string; readonly [field: string]: unknown };
}

/** How an event stands in the log. */
export function logLine(event: SchedulerEvent): LogLine {
  const { level, message, ...fields } = told(event);
  return { level, at: event.at, message, fields: { event: event.kind, ...fields } };
}

interface Told {
  readonly level: LogLevel;
  readonly message: string;
  readonly [field: string]: unknown;
}

function told(event: SchedulerEvent): Told {
  switch (event.kind) {
    case 'started': {
      const { mode, cron, timezone, migrations } = event;
      const how = mode === 'write' ? 'TTLs are changed' : 'a dry run: nothing is changed without --yes';
      const message = `Started, ${how}. Looks at "${cron}" ${timezone} and at each step's instant, at ${counted(migrations.length, 'migration')}.`;
      return { level: 'info', message, mode, cron, timezone, migrations };
    }
    case 'stopping':
      return { level: 'info', message: `Stopping: ${event.because}.` };
    case 'tick-started':
      return { level: 'debug', message: `Looking, woken by ${event.cause}.`, cause: event.cause };
    case 'tick-ended':
      return tickTold(event.report);
    case 'step-done': {
      const word = event.outcome === 'verified' ? 'changed, and seen at every server' : 'would be changed';
      return {
        level: 'info',
        message: `${stepText(event)}: ${word}.`,
        ...stepFields(event),
        outcome: event.outcome,
      };
    }
    case 'step-failed': {
      const level = event.outcome === 'refused' || event.outcome === 'uncertain' ? 'error' : 'warn';
      const message = `${stepText(event)}: ${event.outcome}. ${event.detail ?? 'The next look goes on.'}`;
      return { level, message, ...stepFields(event), outcome: event.outcome };
    }
    case 'step-late': {
      const due = formatInstant(event.due);
      const message = `${stepText(event)}: late. It was due at ${due}, and may not be complete by the cutover.`;
      return { level: 'error', message, ...stepFields(event), due };
    }
    case 'held': {
      const { migration, owner, type, because } = event;
      return {
        level: 'warn',
        message: `${owner} ${type} of ${migration} is held. ${because}`,
        migration,
        owner,
        type,
      };
    }
    case 'notice':
      return { level: 'warn', message: event.message, migration: event.migration };
    case 'unobserved': {
      const { migration, names } = event;
      if (names.length === 0)
        return { level: 'info', message: `All names of ${migration} are seen again.`, migration };
      const message = `Of ${counted(names.length, 'name')} of ${migration} nothing was learnt: ${names.map((n) => `${n.owner} (${n.because})`).join(', ')}.`;
      return { level: 'warn', message, migration, names: names.map(({ owner }) => owner) };
    }
    case 'state': {
      const { migration, from, to } = event;
      return { level: 'info', message: `${migration} is now ${to}; it was ${from}.`, migration, from, to };
    }
    case 'not-ready': {
      const { migration, cutover, hoursBefore, rrsets } = event;
      const cutoverAt = formatInstant(cutover.at);
      const which = rrsets.map(
        ({ owner, type, because }) => `${owner}${type === null ? '' : ` ${type}`}: ${because}`,
      );
      const message = `${migration} is not ready, less than ${hoursBefore} h before its cutover at ${cutoverAt}. ${which.join(' ')}`;
      return { level: 'error', message, migration, cutoverAt, hoursBefore, rrsets };
    }
    case 'restored': {
      const { migration, rrsets } = event;
      const message = `${migration} is over: every former TTL is back (${counted(rrsets, 'RRset')}).`;
      return { level: 'info', message, migration, rrsets };
    }
    case 'pass-failed': {
      const { migration, failure } = event;
      const message = `${migration}: ${failure.message}${hintText(failure)}`;
      return { level: 'error', message, migration, failure: failure.kind };
    }
    case 'tick-failed': {
      const { failure } = event;
      const message = `This look failed; the next one tries again. ${failure.message}${hintText(failure)}`;
      return { level: 'error', message, failure: failure.kind };
    }
    case 'reloaded': {
      const { migrations } = event;
      return {
        level: 'info',
        message: `The configuration was read anew: ${counted(migrations.length, 'migration')}.`,
        migrations,
      };
    }
    case 'reload-refused': {
      const { failure } = event;
      const message = `The configuration was not taken over; the old one stays. ${failure.message}${hintText(failure)}`;
      return { level: 'error', message, failure: failure.kind };
    }
    case 'lease-lost':
      return { level: 'error', message: 'The lease of the journal is lost: nothing more is written.' };
  }
}

function tickTold({ at, finishedAt, passes, failures, nextAt, cause }: TickReport): Told {
  const results = passes.flatMap((pass) => pass.results).length;
  const seconds = (finishedAt - at) / 1000;
  const next = nextAt === null ? {} : { nextAt: formatInstant(nextAt) };
  const counts = [
    counted(passes.length, 'migration'),
    counted(results, 'step'),
    ...(failures.length === 0 ? [] : [`${failures.length} failed`]),
  ];
  const message = `Looked at ${counts.join(', ')}, in ${seconds.toFixed(1)} s.${nextAt === null ? '' : ` Next at ${formatInstant(nextAt)}.`}`;
  const told = { passes: passes.length, steps: results, failures: failures.length, seconds, ...next };
  return { level: 'info', message, cause, ...told };
}

function stepText({ migration, owner, type, step }: StepOf): string {
  return `${owner} ${type}: ${step.from} → ${step.to} s, step ${step.id} of ${migration}`;
}

function stepFields({ migration, zone, owner, type, step }: StepOf): Record<string, unknown> {
  return { migration, zone, owner, type, step: step.id, from: step.from, to: step.to };
}

function hintText({ hint }: { readonly hint?: string }): string {
  return hint === undefined ? '' : ` ${hint}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
