import type { Clock } from '../model/clock.ts';
import type { Event, OnEvent } from '../model/event.ts';
import { forTerminal } from '../report/escape.ts';

/** Where the progress line is drawn: stderr, or a test's. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Progress {
  readonly onEvent: OnEvent;
  /** Takes the line away, so that something else can be printed; it comes back with the next event. */
  clear(): void;
}

export interface ProgressOptions {
  readonly stream: ProgressStream;
  readonly clock: Clock;
  /** Nothing at all, notices included. */
  readonly quiet: boolean;
}

/** A run shorter than this shows no progress line: it would only flicker. */
const PATIENCE_MS = 1_000;
/** Between two drawings. */
const REDRAW_MS = 100;

/**
 * Draws events on stderr: `notice` as a line of its own, `observed` and `waiting` as one line that is
 * written over, and only on a terminal.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, clock, quiet } = options;
  const startedMs = clock.monotonicMs();
  let drawnMs = Number.NEGATIVE_INFINITY;
  let shown = false;

  function clear(): void {
    if (shown) stream.write('\r\u001b[2K');
    shown = false;
  }

  function onEvent(event: Event): void {
    if (quiet) return;
    if (event.kind === 'notice') {
      clear();
      stream.write(`${forTerminal(event.message)}\n`);
      return;
    }
    if (stream.isTTY !== true) return;
    const nowMs = clock.monotonicMs();
    if (nowMs - startedMs < PATIENCE_MS || nowMs - drawnMs < REDRAW_MS) return;
    drawnMs = nowMs;
    shown = true;
    // One column is left free: terminals wrap when the last one is written.
    const line = forTerminal(progressText(event)).slice(0, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[2K${line}`);
  }

  return { onEvent, clear };
}

function progressText(event: Exclude<Event, { kind: 'notice' }>): string {
  if (event.kind === 'waiting') return `${event.name} ${event.step}`;
  const total = event.total === null ? '' : `/${event.total}`;
  return `${event.done}${total} observed, last ${event.name}`;
}
