import type { Clock } from '../model/clock.ts';
import type { Event, OnEvent } from '../model/event.ts';
import { forTerminal } from '../report/escape.ts';
import type { ShellStream } from './shell.ts';

export interface Progress {
  readonly onEvent: OnEvent;
  /** Takes the line away, so that something else can be printed; it comes back with the next event or `show`. */
  clear(): void;
  show(): void;
  /** Takes the line away for good. */
  end(): void;
}

export interface ProgressOptions {
  /** stderr. */
  readonly stream: ShellStream;
  readonly clock: Clock;
  /** `quiet`: nothing at all, notices included. */
  readonly verbosity: 'quiet' | 'normal';
}

/** A run shorter than this shows no progress line: it would only flicker. */
const PATIENCE_MS = 1_000;
/** Between two drawings. */
const REDRAW_MS = 100;

const ERASE_LINE = '\r\u001b[2K';

/**
 * Draws events on stderr: `notice` as a line of its own, `observed` and `waiting` as one line that is
 * written over, and only on a terminal.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, clock } = options;
  const isDrawn = stream.isTTY === true && options.verbosity === 'normal';
  const ended = new AbortController();
  const startMs = clock.monotonicMs();
  let isPatient = true;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  let counted = '';
  let waiting = '';

  function clear(): void {
    if (isShown) stream.write(ERASE_LINE);
    isShown = false;
  }

  function show(): void {
    if (!isDrawn || isPatient || ended.signal.aborted) return;
    isShown = true;
    // One column is left free: terminals wrap when the last one is written.
    const line = forTerminal(`${counted}${waiting}`).slice(0, (stream.columns ?? 80) - 1);
    stream.write(`${ERASE_LINE}${line}`);
  }

  function onEvent(event: Event): void {
    if (options.verbosity === 'quiet') return;
    if (event.kind === 'notice') {
      clear();
      stream.write(`${forTerminal(event.message)}\n`);
      return;
    }
    if (!isDrawn) return;
    if (event.kind === 'observed')
      counted = countText(event.done, event.total, clock.monotonicMs() - startMs);
    else waiting = `${event.step} ${event.name} …`;
    const nowMs = clock.monotonicMs();
    if (isShown && nowMs - drawnMs < REDRAW_MS) return;
    drawnMs = nowMs;
    show();
  }

  if (isDrawn)
    void clock.wait(PATIENCE_MS, ended.signal).then(() => {
      isPatient = false;
      show();
    });
  return {
    onEvent,
    clear,
    show,
    end() {
      clear();
      ended.abort();
    },
  };
}

/** From so many names on it says how fast it goes; before, that would be chance. */
const ENOUGH_FOR_A_RATE = 100;

function countText(done: number, total: number | null, ms: number): string {
  const count = `${done}${total === null ? '' : ` of ${total}`} observed`;
  if (done < ENOUGH_FOR_A_RATE) return `${count}, `;
  const perSecond = (1000 * done) / Math.max(1, ms);
  const left = total === null ? '' : `, ${durationText(Math.max(0, total - done) / perSecond)} left`;
  return `${count}, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} a second${left}; `;
}

/** `45 s`, `12 min`, `3 h 20 min`: as exact as an estimate can be. */
function durationText(seconds: number): string {
  if (seconds < 99.5) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
