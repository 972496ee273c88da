import type { TransportKind } from '../../model/observation.ts';
import type { Alarm, Alarms } from './alarms.ts';
import type { Lines, Place } from './lines.ts';
import { outcomeOf, type Sent } from './sent.ts';
import type { Attempt, Ended, Left, Query, Transports } from './transport.ts';
import type { Turn, TurnOutcome, Turns } from './turns.ts';

/**
 * Sends questions, each when it is its turn. What a closed connection left unanswered waits for its turn again, so that
 * rates hold for it too.
 */
export interface Sender {
  /**
   * Sends, and waits `limits.timeoutMs` from then on. `onEnd` is called once, never before this returned. The
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
  readonly lines: Lines;
  readonly transports: Transports;
}

/** The name of all servers together in `allTurns`. */
const ALL = 'all';
/** A question that had a connection for itself is not sent again when so many were closed under it. */
const MOST_ALONE = 2;

export function createSender(options: SenderOptions): Sender {
  const { alarms, turns, totalRate, allTurns, lines, transports } = options;

  function send(transport: TransportKind, query: Query, limits: SendLimits, onEnd: OnSent): () => void {
    const { server, peer } = query.destination;
    const isStream = transport === 'tcp' || transport === 'tls';
    let attempt: Attempt | undefined;
    let alarm: Alarm | undefined;
    /** What it waits for; `answer` once it is sent. */
    let awaits: 'turn' | 'turn-of-all' | 'line' | 'answer' = 'turn';
    let turn: Turn | undefined;
    let turnOfAll: Turn | undefined;
    let place: Place | undefined;
    let ignored = 0;
    let tries = 0;
    let lostAlone = 0;

    function begin(): void {
      awaits = 'turn';
      turn = turns.take(server, limits.rate, granted);
      // Waiting for a turn is bounded by the deadline alone: whoever is before us is bounded by time-outs.
      if (attempt === undefined && limits.left !== undefined) alarm = alarms.set(limits.left(), outOfTime);
    }

    function granted(): void {
      awaits = 'turn-of-all';
      if (totalRate === undefined) toLine();
      else turnOfAll = allTurns.take(ALL, totalRate, toLine);
    }

    function toLine(): void {
      awaits = 'line';
      if (isStream) place = lines.take(peer, go);
      else go();
    }

    function go(): void {
      const { left, timeoutMs } = limits;
      awaits = 'answer';
      tries = 1;
      if (alarm !== undefined) alarms.cancel(alarm);
      alarm = alarms.set(left === undefined ? timeoutMs : Math.min(timeoutMs, left()), outOfTime);
      attempt = transports[transport].ask(query, onEnded);
    }

    function onEnded(ended: Ended | Left): void {
      if (ended.kind !== 'left') end(ended);
      else if (ended.hope === 'none' || (ended.hope === 'alone' && ++lostAlone >= MOST_ALONE))
        end(ended.cause);
      else if (limits.left !== undefined && limits.left() <= 0) outOfTime();
      else {
        giveBack('neither');
        attempt = undefined;
        begin();
      }
    }

    function outOfTime(): void {
      const reason = attempt?.malformed;
      end(reason === undefined ? { kind: 'timeout' } : { kind: 'malformed', reason });
    }

    /** What it holds or waits for. */
    function giveBack(outcome: TurnOutcome): void {
      if (alarm !== undefined) alarms.cancel(alarm);
      if (attempt !== undefined) {
        attempt.abandon();
        ignored += attempt.ignored;
      }
      if (awaits === 'turn-of-all' && turnOfAll !== undefined) allTurns.giveUp(ALL, turnOfAll);
      if (awaits === 'line' && place !== undefined) lines.giveUp(peer, place);
      if (awaits === 'answer' && isStream) lines.release(peer);
      if (totalRate !== undefined && (awaits === 'line' || awaits === 'answer'))
        allTurns.release(ALL, 'neither');
      if (awaits !== 'turn') turns.release(server, awaits === 'answer' ? outcome : 'neither');
      else if (turn !== undefined) turns.giveUp(server, turn);
    }

    function end(sent: Sent): void {
      giveBack(outcomeOf(sent));
      onEnd(sent, tries === 0 ? UNSENT : { tries, ignored });
    }

    begin();
    return () => end({ kind: 'interrupted' });
  }

  return { send };
}

const UNSENT: Cost = { tries: 0, ignored: 0 };
