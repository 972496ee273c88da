import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import { encodeQuery } from '../encode.ts';
import type { Random } from '../random.ts';
import { createFrameReader, framed } from './frames.ts';
import { createIdTable, type Identified } from './idTable.ts';
import { HEADER_OCTETS, idOf, readAnswer } from './readAnswer.ts';
import { passing, unreachable } from './reason.ts';
import type { Tally } from './tally.ts';
import type { Attempt, Ended, Left, Query } from './transport.ts';

/** A question on a stream. */
export interface StreamQuestion extends Attempt, Identified<StreamQuestion> {
  readonly query: Query;
  readonly onEnd: (ended: Ended | Left) => void;
  connection: Connection | undefined;
  ignored: number;
  /** A reading of `monotonicMs`; infinite before. */
  sentAt: number;
  /** Its ID on this connection, and what was sent with it. */
  id: number;
  sent: Uint8Array | undefined;
}

/** A connection to one server, with many questions on it at the same time (RFC 7766 §6.2.1.1). */
export interface Connection {
  ask(question: StreamQuestion): void;
  /** The question is not waited for any more. */
  abandon(question: StreamQuestion): void;
  /** Without another word to anybody who waits. */
  destroy(): void;
  /** Resolves when the handle is gone. */
  readonly gone: Promise<void>;
}

/** What a connection had done when it broke. */
export interface Life {
  readonly wasOpen: boolean;
  readonly asked: number;
  readonly answered: number;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly idleMs: number;
  readonly tally: Tally;
  /** Questions that it gets in all. */
  readonly most: number;
  /** Begins to connect. */
  readonly open: () => Promise<Socket>;
  /** The event after which the socket carries questions. */
  readonly readyEvent: 'connect' | 'secureConnect';
  /** It takes no more questions. */
  readonly onLeft: () => void;
  /** It answered as many as it gets. */
  readonly onFilled: () => void;
  /** It broke with these questions unanswered. */
  readonly onBroken: (questions: readonly StreamQuestion[], cause: Ended, life: Life) => void;
}

export function openConnection(options: ConnectionOptions): Connection {
  const { clock, most, tally } = options;
  const waiting = createIdTable<StreamQuestion>();
  const gone = Promise.withResolvers<void>();
  let unsent: StreamQuestion[] = [];
  let socket: Socket | undefined;
  let state: 'opening' | 'open' | 'closed' = 'opening';
  /** Once it has left it works off what it has, and takes nothing new. */
  let left: boolean = false;
  let wasOpen: boolean = false;
  let asked = 0;
  let answered = 0;
  let cause: Ended = passing('the server closed the connection before it answered');
  let lastHeardAt = Number.NEGATIVE_INFINITY;

  options.open().then(attach, (error) => {
    cause = unreachable(error);
    broken();
    gone.resolve();
  });

  function attach(opened: Socket): void {
    socket = opened;
    const readFrames = createFrameReader(receive);
    opened.setNoDelay(true);
    opened.once(options.readyEvent, () => {
      if (state !== 'opening') return;
      state = 'open';
      wasOpen = true;
      flush();
    });
    opened.on('data', (chunk: Uint8Array) => {
      // Nobody waits: a late answer, or a server that talks to itself. A new connection costs little.
      if (waiting.size() === 0) fail();
      else {
        lastHeardAt = clock.monotonicMs();
        readFrames(chunk);
      }
    });
    opened.on('timeout', fail);
    opened.on('end', fail);
    opened.on('error', (error) => {
      cause = unreachable(error);
    });
    opened.on('close', () => {
      broken();
      gone.resolve();
    });
    if (state === 'closed') opened.destroy();
  }

  function ask(question: StreamQuestion): void {
    let id = options.random.id();
    while (waiting.get(id) !== undefined) id = options.random.id();
    if (waiting.size() === 0 && state === 'open') {
      socket?.setTimeout(0);
      socket?.ref();
    }
    question.id = id;
    waiting.add(question);
    unsent.push(question);
    if (++asked >= most) leave();
    // Questions asked in one turn travel in one write: on loopback half of a question's cost is the call.
    if (state === 'open' && unsent.length === 1) process.nextTick(flush);
  }

  function flush(): void {
    if (state !== 'open') return;
    const sentAt = clock.monotonicMs();
    const messages: Uint8Array[] = [];
    for (const question of unsent) {
      if (!isWaiting(question)) continue;
      question.sentAt = sentAt;
      question.sent = encodeQuery(question.query.ask, { id: question.id, edns: question.query.edns });
      messages.push(question.sent);
    }
    unsent = [];
    tally.questions += messages.length;
    if (messages.length > 0) socket?.write(framed(messages));
  }

  function receive(bytes: Uint8Array): void {
    if (state !== 'open') return;
    if (bytes.length < HEADER_OCTETS) {
      cause = { kind: 'malformed', reason: `a message of ${bytes.length} octets` };
      fail();
      return;
    }
    const question = waiting.get(idOf(bytes));
    if (question === undefined) {
      for (const other of waiting.items()) other.ignored++;
      return;
    }
    const ended = read(bytes, question);
    if (ended === undefined) {
      question.ignored++;
      return;
    }
    answered++;
    forget(question);
    question.onEnd(ended);
  }

  /** Undefined for what is no answer to the question. */
  function read(bytes: Uint8Array, { id, query, sent, sentAt }: StreamQuestion): Ended | undefined {
    // It has an ID, and waits for the end of this turn to go out.
    if (sent === undefined) return undefined;
    const { lookalikes } = query;
    const rttMs = lastHeardAt - sentAt;
    const answer = lookalikes?.read(bytes, sent);
    if (answer !== undefined) return { kind: 'lookalike', answer, rttMs };
    const reading = readAnswer(bytes, id, query.ask);
    if (reading.kind === 'foreign') return undefined;
    if (reading.kind === 'malformed') return { kind: 'malformed', reason: reading.reason };
    const { message } = reading;
    const shape = lookalikes?.learn(bytes, sent, message);
    return { kind: 'message', message, rttMs, ...(shape === undefined ? {} : { shape }) };
  }

  function isWaiting(question: StreamQuestion): boolean {
    return waiting.get(question.id) === question;
  }

  function abandon(question: StreamQuestion): void {
    if (!isWaiting(question)) return;
    // Silence since the question was sent: the connection may be dead, so the next question gets another one.
    if (lastHeardAt < question.sentAt) leave();
    forget(question);
  }

  function forget(question: StreamQuestion): void {
    waiting.delete(question);
    if (waiting.size() > 0) return;
    if (state !== 'open' || left) {
      fail();
      if (answered >= most) options.onFilled();
    } else {
      socket?.unref();
      socket?.setTimeout(options.idleMs);
    }
  }

  function leave(): void {
    if (left) return;
    left = true;
    options.onLeft();
  }

  function fail(): void {
    broken();
    socket?.destroy();
  }

  function broken(): void {
    if (state === 'closed') return;
    state = 'closed';
    unsent = [];
    leave();
    const questions = waiting.items();
    waiting.clear();
    if (questions.length > 0) options.onBroken(questions, cause, { wasOpen, asked, answered });
  }

  function destroy(): void {
    waiting.clear();
    fail();
  }

  return { ask, abandon, destroy, gone: gone.promise };
}
