import type { Clock } from '../model/clock.ts';
import { type Conversation, openConversation, type Silence } from './conversation.ts';
import { decodeMessage } from './decode.ts';
import { DecodeError } from './decodeError.ts';
import { encodeMessage, type OutgoingMessage } from './encode.ts';
import type { Dial } from './exchange.ts';
import type { Message } from './message.ts';
import type { Random } from './random.ts';
import { type SignedMessage, signMessage, type TsigKey } from './tsig.ts';

/** What a server said to one signed message. */
export type Replied =
  | { readonly kind: 'message'; readonly message: Message; readonly signed: 'yes' | 'no' }
  | Trouble;

export type Trouble =
  | Silence
  /** It cannot be read, or is no answer to what was said. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** It is not from a holder of the key. */
  | { readonly kind: 'forged'; readonly reason: string }
  /** The server did not accept our signature. */
  | { readonly kind: 'not-accepted'; readonly error: number; readonly ahead?: number };

export interface SignedConversation {
  /** Says all of them and waits for the answers, which are in the order of the messages. Never rejects for the network. */
  ask(messages: readonly Omit<OutgoingMessage, 'id'>[]): Promise<readonly Replied[]>;
  /** Says one and gives each message that comes; the caller stops when it has all, and nothing follows a trouble. */
  listen(message: Omit<OutgoingMessage, 'id'>): AsyncIterable<Replied>;
  close(): Promise<void>;
}

export interface SignedConversationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  readonly address: string;
  readonly port: number;
  readonly key: TsigKey;
  /** For each answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Questions on the way at a time: a server may drop or stall above some hundreds. */
const WINDOW = 100;
/** A server that says so much that nobody asked for is not listened to any longer. */
const MOST_IGNORED = 100;

/** A TCP connection on which everything that we say is signed, and everything that is said to us is verified. */
export function openSignedConversation(options: SignedConversationOptions): SignedConversation {
  const { clock, random, key } = options;
  const conversation: Conversation = openConversation({
    clock,
    ...options.dial(options.address, options.port),
    timeoutMs: options.timeoutMs,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });

  interface Open {
    readonly index: number;
    readonly opcode: number;
    readonly signed: SignedMessage;
  }

  function signedWith(id: number, message: Omit<OutgoingMessage, 'id'>): SignedMessage {
    return signMessage(key, encodeMessage({ ...message, id }), clock);
  }

  async function ask(messages: readonly Omit<OutgoingMessage, 'id'>[]): Promise<readonly Replied[]> {
    const replies: Replied[] = [];
    const waiting = new Map<number, Open>();
    let next = 0;
    let ignored = 0;
    while (next < messages.length || waiting.size > 0) {
      const batch: Uint8Array[] = [];
      for (; next < messages.length && waiting.size < WINDOW; next++) {
        const message = messages[next] as Omit<OutgoingMessage, 'id'>;
        let id = random.id();
        while (waiting.has(id)) id = random.id();
        const signed = signedWith(id, message);
        waiting.set(id, { index: next, opcode: message.opcode ?? 0, signed });
        batch.push(signed.bytes);
      }
      if (batch.length > 0) conversation.send(batch);
      const heard = await conversation.hear();
      if (heard.kind !== 'message') return messages.map((_, i) => replies[i] ?? heard);
      const read = readReply(heard.bytes);
      if (read.kind !== 'message') return messages.map((_, i) => replies[i] ?? read);
      const open = waiting.get(read.message.id);
      if (open === undefined || open.opcode !== read.message.opcode) {
        const reason = `${++ignored} messages came that nobody had asked for`;
        if (ignored > MOST_IGNORED)
          return messages.map((_, i) => replies[i] ?? { kind: 'malformed', reason });
        continue;
      }
      waiting.delete(read.message.id);
      replies[open.index] = verified(heard.bytes, read.message, open.signed);
    }
    return replies;
  }

  async function* listen(message: Omit<OutgoingMessage, 'id'>): AsyncGenerator<Replied, void, void> {
    const id = random.id();
    const signed = signedWith(id, message);
    conversation.send([signed.bytes]);
    for (;;) {
      const heard = await conversation.hear();
      let reply: Replied = heard.kind === 'message' ? readReply(heard.bytes) : heard;
      if (reply.kind === 'message' && heard.kind === 'message')
        reply =
          reply.message.id === id
            ? verified(heard.bytes, reply.message, signed)
            : { kind: 'malformed', reason: 'a message with another ID in the midst of a transfer' };
      yield reply;
      if (reply.kind !== 'message') return;
    }
  }

  return { ask, listen, close: () => conversation.close() };
}

function readReply(bytes: Uint8Array): Replied {
  try {
    const message = decodeMessage(bytes);
    if (!message.qr) return { kind: 'malformed', reason: 'a question where an answer was due' };
    return { kind: 'message', message, signed: 'no' };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'malformed', reason: error.message };
  }
}

function verified(bytes: Uint8Array, message: Message, { verify }: SignedMessage): Replied {
  const verdict = verify(bytes, message);
  if (verdict.kind === 'signed' || verdict.kind === 'unsigned')
    return { kind: 'message', message, signed: verdict.kind === 'signed' ? 'yes' : 'no' };
  return verdict;
}
