import type { TransportKind } from '../../model/observation.ts';
import type { Alarm, Alarms } from './alarms.ts';
import { outcomeOf, type Sent } from './sent.ts';
import type { Attempt, Query, Transports } from './transport.ts';
import type { Turn, Turns } from './turns.ts';

/** Sends questions, each when it is its turn. */
export interface Sender {
  /**
   * Sends once, and waits `limits.timeoutMs` from then on. `onEnd` is called once, never before this returned. The
   * returned function ends it at once, as interrupted.
   */
  send(transport: TransportKind, query: Query, limits: SendLimits, onEnd: OnSent): () => void;
}

export type OnSent = (sent: Sent, cost: Cost) => void;

/** What it took. */
export interface Cost {
  /** 1 if it went out, else 0. */
  readonly tries: number;
  /** Messages that came meanwhile and did not match. */
  readonly ignored: number;
}

export interface SendLimits {
  /** From when it is sent, milliseconds. */
  readonly timeoutMs: number;
  /** Questions in any second that the server gets at most. */
  readonly rate: number | undefined;
  /** Milliseconds until the deadline; undefined: there is none. */
  readonly left: (() => number) | undefined;
}

export interface SenderOptions {
  readonly alarms: Alarms;
  readonly turns: Turns;
  /** Questions to all servers together in any second. */
  readonly totalRate: number | undefined;
  readonly allTurns: Turns;
  readonly transports: Transports;
}

/** The name of all servers together in `allTurns`. */
const ALL = 'all';

export function createSender(options: SenderOptions): Sender {
  const { alarms, turns, totalRate, allTurns, transports } = options;

  function send(transport: TransportKind, query: Query, limits: SendLimits, onEnd: OnSent): () => void {
    const { server } = query.destination;
    let attempt: Attempt | undefined;
    let alarm: Alarm | undefined;
    let turn: Turn | undefined;
    let turnOfAll: Turn | undefined;
    let hasTurn = false;

    function granted(): void {
      hasTurn = true;
      if (totalRate === undefined) go();
      else turnOfAll = allTurns.take(ALL, totalRate, go);
    }

    function go(): void {
      const { left, timeoutMs } = limits;
      if (alarm !== undefined) alarms.cancel(alarm);
      alarm = alarms.set(left === undefined ? timeoutMs : Math.min(timeoutMs, left()), outOfTime);
      attempt = transports[transport].ask(query, end);
    }

    function outOfTime(): void {
      const reason = attempt?.malformed;
      end(reason === undefined ? { kind: 'timeout' } : { kind: 'malformed', reason });
    }

    function end(sent: Sent): void {
      if (alarm !== undefined) alarms.cancel(alarm);
      if (attempt === undefined) {
        if (turnOfAll !== undefined) allTurns.giveUp(ALL, turnOfAll);
      } else {
        attempt.abandon();
        if (totalRate !== undefined) allTurns.release(ALL, 'neither');
      }
      if (hasTurn) turns.release(server, attempt === undefined ? 'neither' : outcomeOf(sent));
      else if (turn !== undefined) turns.giveUp(server, turn);
      onEnd(sent, attempt === undefined ? UNSENT : { tries: 1, ignored: attempt.ignored });
    }

    turn = turns.take(server, limits.rate, granted);
    // Waiting for a turn is bounded by the deadline alone: whoever is before us is bounded by time-outs.
    if (attempt === undefined && limits.left !== undefined) alarm = alarms.set(limits.left(), outOfTime);
    return () => end({ kind: 'interrupted' });
  }

  return { send };
}

const UNSENT: Cost = { tries: 0, ignored: 0 };
