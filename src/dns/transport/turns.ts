import type { Clock } from '../../model/clock.ts';
import type { Alarm, Alarms } from './alarms.ts';
import type { HeldBack } from './heldBack.ts';
import { createPace, type Pace } from './pace.ts';
import { createQueue, type Queue, type Queued } from './queue.ts';

/** When a question may go out to a server: so many on the way, so many a second; the others queue in order. */
export interface Turns {
  /**
   * Calls `granted` when it is this question's turn, at once if it is; then there is nothing to give up. `rate` bounds
   * the questions in any second.
   */
  take(server: string, rate: number | undefined, granted: () => void): Turn | undefined;
  /** The question does not wait any more. */
  giveUp(server: string, turn: Turn): void;
  /**
   * A granted turn is over. What was lost narrows the way to that server, what was answered widens it again.
   * A server that refuses, or stays silent, again and again gets fewer questions a second.
   */
  release(server: string, outcome: TurnOutcome): void;
  /** Whether this server answered anything, and not only refused. */
  hasAnswered(server: string): boolean;
}

/** A question that waits for its turn. */
export interface Turn extends Queued {
  readonly granted: () => void;
}

/** `refused`: it answered that it will not or cannot. `neither`: nothing was learnt of the way or the server. */
export type TurnOutcome = 'answered' | 'refused' | 'lost' | 'neither';

export interface TurnsOptions {
  readonly clock: Clock;
  readonly alarms: Alarms;
  /** Never more questions on the way to one server than this. */
  readonly most: number;
  readonly heldBack: HeldBack;
}

interface Server {
  taken: number;
  /** How many may be on the way: one more for each round of answers, half on loss (the AIMD of RFC 5681 §3.1). */
  window: number;
  /** What is lost together was lost by one full queue: the window is halved once, then not until so many turns ended. */
  graceTurns: number;
  readonly queue: Queue<Turn>;
  /** When the last `rate` questions went out; undefined without a rate. */
  readonly sent: { readonly at: Float64Array; next: number } | undefined;
  readonly pace: Pace | undefined;
  hasAnswered: boolean;
  alarm: Alarm | undefined;
}

/**
 * The rate holds where the questions arrive, in any second: some are longer under way than others, so that what
 * leaves within this time may arrive within a second.
 */
const RATED_MS = 1100;
/** Even a server that loses everything is asked a few questions at a time: they may be about different names. */
const NARROWEST = 4;
/** What is remembered of servers that nobody asks just now is dropped beyond so many. */
const MOST_REMEMBERED = 10_000;

export function createTurns({ clock, alarms, most, heldBack }: TurnsOptions): Turns {
  const servers = new Map<string, Server>();

  function serverOf(name: string, rate: number | undefined): Server {
    const known = servers.get(name);
    if (known !== undefined) return known;
    if (servers.size >= MOST_REMEMBERED) forgetIdle();
    const sent =
      rate === undefined
        ? undefined
        : { at: new Float64Array(Math.max(1, rate)).fill(Number.NEGATIVE_INFINITY), next: 0 };
    const made: Server = {
      ...{ taken: 0, window: most, graceTurns: 0, queue: createQueue(), sent },
      pace: rate === undefined ? undefined : createPace(Math.max(1, rate)),
      ...{ hasAnswered: false, alarm: undefined },
    };
    servers.set(name, made);
    return made;
  }

  function forgetIdle(): void {
    for (const [name, server] of servers)
      if (server.taken === 0 && server.queue.size() === 0 && waitMs(server) === 0) servers.delete(name);
  }

  function take(name: string, rate: number | undefined, granted: () => void): Turn | undefined {
    const server = serverOf(name, rate);
    if (server.queue.size() === 0 && server.taken < Math.floor(server.window) && waitMs(server) === 0) {
      go(server);
      granted();
      return undefined;
    }
    const turn: Turn = { granted, waits: false };
    server.queue.add(turn);
    admit(server);
    return turn;
  }

  function release(name: string, outcome: TurnOutcome): void {
    const server = servers.get(name);
    if (server === undefined) return;
    server.taken--;
    if (outcome === 'answered') {
      server.hasAnswered = true;
      server.pace?.answered();
    }
    if (outcome === 'refused' || outcome === 'lost') server.pace?.failed(server.taken);
    if (server.graceTurns > 0) server.graceTurns--;
    else if (outcome === 'lost') {
      server.window = Math.max(Math.min(NARROWEST, most), server.window / 2);
      server.graceTurns = Math.ceil(server.window);
    }
    if (outcome === 'answered') server.window = Math.min(most, server.window + 1 / server.window);
    admit(server);
  }

  function admit(server: Server): void {
    while (server.queue.size() > 0) {
      if (server.taken >= Math.floor(server.window)) return;
      const ms = waitMs(server);
      if (ms > 0) {
        if (server.alarm === undefined) holdBack(server, ms);
        return;
      }
      const turn = server.queue.shift();
      go(server);
      turn?.granted();
    }
  }

  function holdBack(server: Server, ms: number): void {
    const isRate = server.pace?.perSecond() === server.sent?.at.length;
    if (isRate) heldBack.begin();
    server.alarm = alarms.set(Math.ceil(ms), () => {
      server.alarm = undefined;
      admit(server);
      if (isRate) heldBack.end();
    });
  }

  function go(server: Server): void {
    server.taken++;
    if (server.sent === undefined) return;
    server.sent.at[server.sent.next] = clock.monotonicMs();
    server.sent.next = (server.sent.next + 1) % server.sent.at.length;
  }

  /** Milliseconds until one more question keeps to the rate, or to the pace that the server allows just now. */
  function waitMs({ sent, pace }: Server): number {
    if (sent === undefined || pace === undefined) return 0;
    const before = (sent.next - pace.perSecond() + sent.at.length) % sent.at.length;
    return Math.max(0, (sent.at[before] ?? 0) + RATED_MS - clock.monotonicMs());
  }

  function giveUp(name: string, turn: Turn): void {
    servers.get(name)?.queue.leave(turn);
  }

  return { take, giveUp, release, hasAnswered: (name) => servers.get(name)?.hasAnswered ?? false };
}
