/** What the exchanger and the four transports say to each other. */
import type { TransportKind } from '../../model/observation.ts';
import type { QueryOptions } from '../encode.ts';
import type { Ask } from '../exchange.ts';
import type { LookalikeAnswer, Lookalikes, Shape } from '../lookalikes.ts';
import type { Message } from '../message.ts';

/** An endpoint with everything filled in, and where it is really dialled. */
export interface Destination {
  /** The endpoint's address: what the certificate is checked against unless there is a `tlsName`. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** Both as one text: what belongs to a server is kept under it. */
  readonly server: string;
  /** The same with the name that its certificate has to have: what belongs to a connection is kept under it. */
  readonly peer: string;
  /** The port as the endpoint has it; `port` is what was dialled instead. */
  readonly endpointPort: number;
  readonly tlsName: string | undefined;
  readonly path: string;
}

/** One question to send once. */
export interface Query {
  readonly destination: Destination;
  readonly ask: Ask;
  readonly edns: QueryOptions['edns'];
  /** UDP and TCP only: whoever asks takes an answer that looks like one before for what it is. */
  readonly lookalikes?: Lookalikes;
}

/** How one sending of a question ended, if it ended by itself: time is the exchanger's. */
export type Ended =
  /** `shape`: with `lookalikes`, how answers look that need not be decoded. */
  | { readonly kind: 'message'; readonly message: Message; readonly rttMs: number; readonly shape?: Shape }
  /** Only of a question with `lookalikes`. */
  | { readonly kind: 'lookalike'; readonly answer: LookalikeAnswer; readonly rttMs: number }
  /** UDP only: the answer does not fit, ask over TCP. */
  | { readonly kind: 'truncated' }
  /** UDP only: forged, or by a server that changes the case of names. Ask again: the transport has learnt of it. */
  | { readonly kind: 'case-changed' }
  | Unreachable
  | { readonly kind: 'malformed'; readonly reason: string };

/** A connection was closed with the question on it. It may be sent again. */
export interface Left {
  readonly kind: 'left';
  /** How it ends if it is not. */
  readonly cause: Ended;
  /**
   * - `others`: the connection carried others, which may be why
   * - `alone`: it carried no other
   * - `none`: the server has closed connections like this again and again
   */
  readonly hope: 'others' | 'alone' | 'none';
}

export interface Unreachable {
  readonly kind: 'unreachable';
  readonly reason: string;
  /** This machine has no way there: no route, no such address family. */
  readonly noRoute: boolean;
  /** False: asking again would end the same way. */
  readonly retry: boolean;
}

/** A question under way. Its fields change; they are no getters, since an object with a getter of its own costs a hidden class. */
export interface Attempt {
  /** Messages that came to our port and did not answer this question. */
  readonly ignored: number;
  /** What was wrong with the last message that had our ID but could not be read. */
  readonly malformed: string | undefined;
  /** Stops waiting and frees what belongs to it. `onEnd` is not called any more. */
  abandon(): void;
}

export interface Transport {
  /** Sends a question. `onEnd` is called at most once, never before `ask` returned. */
  ask(query: Query, onEnd: (ended: Ended | Left) => void): Attempt;
  /** Frees every handle; resolves when they are gone. Questions under way are never answered. */
  close(): Promise<void>;
}

export type Transports = { readonly [kind in TransportKind]: Transport };
