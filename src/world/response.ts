/** From the parts of an answer to the octets that go onto the wire. */

import { decodeMessage } from '../dns/decode.ts';
import { CLASS } from '../dns/dnsClass.ts';
import { encodeMessage, type OutgoingMessage, type OutgoingRecord } from '../dns/encode.ts';
import type { Message, Question } from '../dns/message.ts';
import { encodeName } from '../dns/name.ts';
import { RCODE } from '../dns/rcode.ts';
import { encodeRdata } from '../dns/rdata.ts';
import { typeCode } from '../model/recordType.ts';
import type { Reply } from './answerFromZones.ts';
import type { ZoneRecord } from './zone.ts';

/** RFC 1035 §2.3.4: without EDNS a datagram has at most 512 octets. */
const PLAIN_UDP_OCTETS = 512;
/** RFC 9715 §3.2 recommends it. */
const SERVER_UDP_OCTETS = 1232;

/** RFC 1035 §4.1.1: the header has 12 octets, and the question's name comes next. */
const NAME_AT = 12;

/** A query that can be answered. */
export interface Query {
  readonly message: Message;
  readonly question: Question;
  /** As it came, with the letters of the question's name in their case. */
  readonly octets: Uint8Array;
}

/** The query in these octets; `undefined` for anything that is none, which servers of a world drop. */
export function readQuery(octets: Uint8Array): Query | undefined {
  try {
    const message = decodeMessage(octets);
    const [question] = message.questions;
    if (question === undefined || message.qr || message.opcode !== 0 || question.class !== CLASS.IN)
      return undefined;
    return { message, question, octets };
  } catch {
    return undefined;
  }
}

export interface ResponseOptions {
  readonly transport: 'udp' | 'tcp';
  readonly recursion: 'offered' | 'not-offered';
  /** Empty, with TC, where the transport is UDP. */
  readonly truncation?: 'forced';
}

/** The response to `query`, cut down to an empty one with TC where a datagram cannot hold it. */
export function responseTo(query: Query, reply: Reply, options: ResponseOptions): Uint8Array {
  const { message: asked, question } = query;
  const dnssecOk = asked.edns?.dnssecOk === true;
  // RFC 4035 §3.1: signatures and DS come to those who ask for them.
  const wanted = (r: ZoneRecord) =>
    dnssecOk || typeCode(r.type) === question.type || !/^(RRSIG|DS)$/.test(r.type);
  const section = (records: readonly ZoneRecord[]) => records.filter(wanted).map(outgoing);
  const head: OutgoingMessage = {
    id: asked.id,
    qr: true,
    aa: reply.aa,
    rd: asked.rd,
    ra: options.recursion === 'offered',
    rcode: RCODE[reply.rcode],
    questions: [question],
    edns: asked.edns === null ? null : { udpSize: SERVER_UDP_OCTETS, version: 0, dnssecOk, options: [] },
  };
  const whole = encoded({
    ...head,
    answers: section(reply.answers),
    authority: section(reply.authority),
    additional: section(reply.additional),
  });
  if (options.transport === 'tcp') return whole;
  const room = Math.max(PLAIN_UDP_OCTETS, asked.edns?.udpSize ?? 0);
  return options.truncation === 'forced' || whole.length > room ? encoded({ ...head, tc: true }) : whole;

  /** The question is repeated octet for octet, as nearly all servers do. */
  function encoded(message: OutgoingMessage): Uint8Array {
    const response = encodeMessage(message);
    response.set(query.octets.subarray(NAME_AT, NAME_AT + encodeName(question.name).length), NAME_AT);
    return response;
  }
}

function outgoing(record: ZoneRecord): OutgoingRecord {
  const type = typeCode(record.type) ?? 0;
  return {
    owner: record.owner,
    type,
    class: CLASS.IN,
    ttl: record.ttl,
    rdata: encodeRdata(type, record.rdata),
  };
}
