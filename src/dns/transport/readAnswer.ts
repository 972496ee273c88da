import { decodeMessage } from '../decode.ts';
import { DecodeError } from '../decodeError.ts';
import { CLASS } from '../dnsClass.ts';
import type { Ask } from '../exchange.ts';
import type { Message } from '../message.ts';
import { RCODE } from '../rcode.ts';

export type Reading =
  | { readonly kind: 'answer'; readonly message: Message }
  /** Not for this question: another ID, another question, a query. Never believed. */
  | { readonly kind: 'foreign' }
  /** It has our ID, and cannot be read. `cut`: its TC bit says that the end is missing. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly cut: boolean };

/** RFC 1035 §4.1.1. */
export const HEADER_OCTETS: number = 12;

/** The ID of a message. Call it only on two octets or more. */
export function idOf(bytes: Uint8Array): number {
  return ((bytes[0] as number) << 8) | (bytes[1] as number);
}

/**
 * What a message from the network is to the question `ask` sent with `id`. It answers it if ID, QR, opcode and
 * the question (name, type, class) are the same (RFC 5452 §9.1); names compare without case (RFC 4343).
 */
export function readAnswer(bytes: Uint8Array, id: number, ask: Ask): Reading {
  if (bytes.length < HEADER_OCTETS || idOf(bytes) !== id || ((bytes[2] as number) & 0x80) === 0)
    return { kind: 'foreign' };
  try {
    const message = decodeMessage(bytes);
    return isAnswerTo(message, ask) ? { kind: 'answer', message } : { kind: 'foreign' };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return {
      kind: 'malformed',
      reason: error.message,
      cut: ((bytes[2] as number) & 0x02) !== 0,
    };
  }
}

function isAnswerTo(message: Message, ask: Ask): boolean {
  if (message.opcode !== 0) return false;
  const [question] = message.questions;
  if (question === undefined) return isBareComplaint(message);
  return (
    message.questions.length === 1 &&
    question.name === ask.name &&
    question.type === ask.type &&
    question.class === CLASS.IN
  );
}

/** A server that could not read the question cannot repeat it: such a FORMERR or NOTIMP is a header alone. */
function isBareComplaint(message: Message): boolean {
  return (
    (message.rcode === RCODE.FORMERR || message.rcode === RCODE.NOTIMP) &&
    message.answers.length + message.authority.length + message.additional.length === 0
  );
}
