import type { Message } from '../message.ts';
import { RCODE } from '../rcode.ts';
import type { Ended } from './transport.ts';
import type { TurnOutcome } from './turns.ts';

/** What one sending of a question came to, with time and interruption. */
export type Sent = Ended | { readonly kind: 'timeout' } | { readonly kind: 'interrupted' };

/** What the way to a server learns from it. An answer that cannot be read came through all the same. */
const OUTCOMES = {
  message: 'answered',
  lookalike: 'answered',
  truncated: 'answered',
  'case-changed': 'answered',
  malformed: 'answered',
  timeout: 'lost',
  unreachable: 'neither',
  interrupted: 'neither',
} as const satisfies Record<Sent['kind'], TurnOutcome>;

/** What the turns of a server learn from it. */
export function outcomeOf(sent: Sent): TurnOutcome {
  return sent.kind === 'message' && isRefusal(sent.message) ? 'refused' : OUTCOMES[sent.kind];
}

/** Whether anything came back. */
export function cameThrough(sent: Sent): boolean {
  return OUTCOMES[sent.kind] === 'answered';
}

/** RFC 1035 §4.1.1: REFUSED for reasons of policy, of which one is the number of questions; SERVFAIL in trouble. */
function isRefusal({ rcode }: Message): boolean {
  return rcode === RCODE.REFUSED || rcode === RCODE.SERVFAIL;
}
