/** Whole zones (AXFR, RFC 5936). */
import type { Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import type { ResourceRecord } from './message.ts';
import type { SignedConversation, Trouble } from './signedConversation.ts';

/** How a transfer ended. Only after `complete` is what was given the zone. */
export type TransferEnd =
  | { readonly kind: 'complete'; readonly serial: number }
  | { readonly kind: 'refused'; readonly rcode: number }
  | Trouble;

/**
 * Gives the records as they come, the SOA first and once, and returns how it ended. The first and the last message
 * must be signed (RFC 8945 §5.3.1); a zone is as large as it is, so the caller bounds what it keeps.
 */
export async function* transferZone(
  conversation: SignedConversation,
  apex: Name,
): AsyncGenerator<ResourceRecord, TransferEnd, void> {
  const question = { name: apex, type: RECORD_TYPES.AXFR, class: CLASS.IN };
  let soa: ResourceRecord | undefined;
  for await (const reply of conversation.listen({ questions: [question] })) {
    if (reply.kind !== 'message') return reply;
    const { rcode, answers } = reply.message;
    if (rcode !== 0) return { kind: 'refused', rcode };
    if (soa === undefined && reply.signed === 'no')
      return { kind: 'forged', reason: 'the first message of the transfer is not signed' };
    if (soa === undefined && answers.length === 0) return malformed('a transfer that begins with no record');
    for (const [i, record] of answers.entries()) {
      if (soa === undefined) {
        if (record.type !== RECORD_TYPES.SOA || record.owner !== apex || record.data.kind !== 'soa')
          return malformed(`a transfer that does not begin with the SOA of ${apex}`);
        soa = record;
        yield record;
      } else if (record.type === RECORD_TYPES.SOA && record.owner === apex) {
        if (!sameOctets(record.rdata, soa.rdata))
          return malformed('a transfer whose last SOA is not its first one');
        if (i < answers.length - 1) return malformed('records after the last SOA of a transfer');
        if (reply.signed === 'no')
          return { kind: 'forged', reason: 'the last message of the transfer is not signed' };
        return { kind: 'complete', serial: soa.data.kind === 'soa' ? soa.data.serial : 0 };
      } else yield record;
    }
  }
  return malformed('a transfer without an end');
}

function malformed(reason: string): TransferEnd {
  return { kind: 'malformed', reason };
}

/** Whether two runs of octets are the same. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
