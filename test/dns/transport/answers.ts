import { decodeMessage } from '../../../src/dns/decode.ts';
import { encodeMessage, type OutgoingMessage } from '../../../src/dns/encode.ts';
import type { Ask, AskLimits, Exchanged } from '../../../src/dns/exchange.ts';
import type { Message } from '../../../src/dns/message.ts';
import { encodeName } from '../../../src/dns/name.ts';
import { parseName } from '../../../src/model/name.ts';

export const A = 1;

export function askFor(name: string): Ask {
  return { name: parseName(name), type: A, recursionDesired: true };
}

export const WWW: Ask = askFor('www.example.com');

export const ONE_TRY: AskLimits = { timeoutMs: 2_000, tries: 1 };

/** An answer to the query in `bytes`, with its letters in their case, and one address record; `changes` replaces parts of it. */
export function answerTo(bytes: Uint8Array, changes: Partial<OutgoingMessage> = {}): Uint8Array {
  const query = decodeMessage(bytes);
  const owner = query.questions[0]?.name ?? parseName('example.com');
  const answer = encodeMessage({
    id: query.id,
    qr: true,
    rd: query.rd,
    aa: true,
    questions: query.questions,
    answers: [{ owner, type: A, class: 1, ttl: 300, rdata: Uint8Array.of(192, 0, 2, 7) }],
    ...changes,
  });
  if (changes.questions === undefined) answer.set(bytes.subarray(12, 12 + encodeName(owner).length), 12);
  return answer;
}

/** With its length in front, as on a stream. */
export function frame(message: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(message.length >> 8, message.length & 0xff), message]);
}

export function messageOf(exchanged: Exchanged): Message {
  if (exchanged.kind !== 'message') throw new Error(`no message: ${JSON.stringify(exchanged)}`);
  return exchanged.message;
}
