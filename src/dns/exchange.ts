/**
 * The door of this room: one question to one server, over any transport. `observe`, `providers` and `world` use it.
 */
import type { Name } from '../model/name.ts';
import type { TransportKind } from '../model/observation.ts';
import type { LookalikeAnswer, Lookalikes, Shape } from './lookalikes.ts';
import type { Message } from './message.ts';
import type { Sent } from './transport/sent.ts';

/** Where and how to ask. */
export interface Endpoint {
  readonly protocol: TransportKind;
  /** `udp` was asked for by name: TCP only for what does not fit, however busy the server is. */
  readonly only?: true;
  /** An IP address; for `https` it may be the URL's host, which is then looked up by the system. */
  readonly address: string;
  /** 53 unless given; 853 for `tls`, 443 for `https`. */
  readonly port?: number;
  /** The name on the certificate (`tls`, `https`); without one the address must be on it. */
  readonly tlsName?: string;
  /** `https`: the path of the URL, `/dns-query` unless given. */
  readonly path?: string;
}

export interface Ask {
  readonly name: Name;
  /** RR type code. */
  readonly type: number;
  /** RD bit: set towards resolvers, clear towards authorities. */
  readonly recursionDesired: boolean;
}

export interface AskLimits {
  /** For one try. */
  readonly timeoutMs: number;
  /** How many tries in all, at least 1; with back-off between them. */
  readonly tries: number;
  /** A reading of the clock's `monotonicMs`; nothing goes on past it. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** What `tryFirst` came to: the exchange goes on from there. */
  readonly begun?: Begun;
}

export interface FirstLimits {
  readonly timeoutMs: number;
  readonly lookalikes: Lookalikes;
}

/** A first try that was not the last. */
export interface Begun {
  readonly kind: 'begun';
  readonly sent: Sent;
  readonly tries: number;
  readonly ignored: number;
  readonly transport: TransportKind;
}

/** How a first try ended. */
export type Tried =
  | Begun
  | {
      readonly kind: 'message';
      readonly message: Message;
      /** How answers look that need not be decoded any more. */
      readonly shape: Shape | undefined;
      readonly rttMs: number;
      readonly ignored: number;
      readonly transport: TransportKind;
    }
  | {
      readonly kind: 'lookalike';
      readonly answer: LookalikeAnswer;
      readonly rttMs: number;
      readonly ignored: number;
      readonly transport: TransportKind;
    };

interface Common {
  /** How many tries it took. What a closed connection left and was sent again is the same try. */
  readonly tries: number;
  /** Datagrams that came to our port and did not match. */
  readonly ignored: number;
  /** The transport of the last try (`tcp` after a truncated answer). */
  readonly transport: TransportKind;
}

/** How an exchange ended; expected network troubles are values. */
export type Exchanged = Common &
  (
    | { readonly kind: 'message'; readonly message: Message; readonly rttMs: number }
    | { readonly kind: 'timeout'; readonly reason?: string }
    | { readonly kind: 'unreachable'; readonly reason: string; readonly noRoute: boolean }
    | { readonly kind: 'malformed'; readonly reason: string }
    | { readonly kind: 'interrupted' }
  );

/** Maps an address to where it is really dialled: `world/` and tests put 192.0.2.x on loopback ports. */
export type Dial = (address: string, port: number) => { readonly host: string; readonly port: number };

export interface Exchanger {
  /** Never rejects for anything that the network or the other side does. */
  exchange(endpoint: Endpoint, ask: Ask, limits: AskLimits): Promise<Exchanged>;
  /**
   * The first try alone, for whoever has very many questions: no promise and no decoding for what looks like an answer
   * before. `onEnd` is called once, never before this returned; what it calls `begun`, `exchange` goes on with.
   * The returned function ends it at once, as `begun` and interrupted.
   */
  tryFirst?(endpoint: Endpoint, ask: Ask, limits: FirstLimits, onEnd: (tried: Tried) => void): () => void;
  /** Questions that went out so far, each as often as it did. */
  questionsSent(): number;
  /** Milliseconds for which rates have held questions back so far. */
  heldBackMs(): number;
  /** Ends all sockets; questions under way end as `interrupted`, first tries without a word. */
  close(): Promise<void>;
}
