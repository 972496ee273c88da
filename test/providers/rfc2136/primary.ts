/** A primary in the process that takes signed updates (RFC 2136, RFC 8945), with the habits of several servers. */
import { createHmac } from 'node:crypto';
import { decodeMessage } from '../../../src/dns/decode.ts';
import { CLASS } from '../../../src/dns/dnsClass.ts';
import { encodeMessage, type OutgoingMessage, type OutgoingRecord } from '../../../src/dns/encode.ts';
import type { Message, ResourceRecord } from '../../../src/dns/message.ts';
import { encodeName } from '../../../src/dns/name.ts';
import { presentRdata } from '../../../src/dns/present.ts';
import { RCODE } from '../../../src/dns/rcode.ts';
import { encodeRdata } from '../../../src/dns/rdata.ts';
import { type TsigRecord, tsigFields, withoutTsig, withTsig } from '../../../src/dns/tsigRecord.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { type Name, parseName } from '../../../src/model/name.ts';
import { typeCode, typeName } from '../../../src/model/recordType.ts';
import { answerFromZones } from '../../../src/world/answerFromZones.ts';
import { type Listener, listen } from '../../../src/world/listener.ts';
import { withRrset, type Zone, type ZoneRecord } from '../../../src/world/zone.ts';

export type Deed = 'query' | 'transfer' | 'update';

/** What a server may do otherwise than the plainest one. */
export interface Habits {
  /** Adding a record that is there, with another TTL: taken by BIND, ignored by Knot. */
  readonly reAdding: 'sets-ttl' | 'ignored';
  /** With BIND's inline-signing the SOA that updates see is not the served one. */
  readonly soaOfUpdates: 'served' | 'another';
  /** PowerDNS does not know the SOA again that an update set. */
  readonly soaAfterExplicit: 'known' | 'unknown';
  /** ANY shows everything (BIND) or one RRset (Knot). */
  readonly any: 'all' | 'one';
  readonly refuses: (deed: Deed, message: Message) => number | undefined;
  /** Seconds by which its clock is ahead of ours. */
  readonly ahead: number;
  /** What is sent instead of an answer; the middle of the network may do this too. */
  readonly onWay: (answer: Uint8Array, deed: Deed) => readonly Uint8Array[];
  /** Somebody else's hand, right before each update is looked at. */
  readonly beforeUpdate: (primary: Primary) => void;
  /** So many records in one message of a transfer; every third message is signed, the first and the last too. */
  readonly perMessage: number;
}

export const PLAIN: Habits = {
  reAdding: 'sets-ttl',
  soaOfUpdates: 'served',
  soaAfterExplicit: 'known',
  any: 'all',
  refuses: () => undefined,
  ahead: 0,
  onWay: (answer) => [answer],
  beforeUpdate: () => undefined,
  perMessage: 10,
};

export interface Primary {
  readonly port: number;
  zone: Zone;
  habits: Habits;
  /** Messages that came, decoded. */
  readonly heard: Message[];
  /** Somebody else's change. */
  edit(
    owner: Name,
    type: string,
    change: { readonly ttl?: number; readonly rdata?: readonly string[] },
  ): void;
  stop(): Promise<void>;
}

export interface Secret {
  readonly name: Name;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
  readonly octets: Uint8Array;
}

export async function startPrimary(zone: Zone, secret: Secret, clock: Clock): Promise<Primary> {
  const heard: Message[] = [];
  let listener: Listener | undefined;
  let spoilt = false;
  const primary: Primary = {
    get port() {
      return listener?.port ?? 0;
    },
    zone,
    habits: PLAIN,
    heard,
    edit: (owner, type, change) => {
      spoilt = false;
      primary.zone = withRrset(primary.zone, owner, type, change);
    },
    stop: async () => {
      await listener?.stop();
      listener = undefined;
    },
  };
  listener = await listen(respond);
  return primary;

  function respond(octets: Uint8Array): readonly Uint8Array[] {
    const message = decodeMessage(octets);
    heard.push(message);
    const deed: Deed =
      message.opcode === 5 ? 'update' : message.questions[0]?.type === 252 ? 'transfer' : 'query';
    return answersTo(octets, message, deed).flatMap((answer) => primary.habits.onWay(answer, deed));
  }

  function answersTo(octets: Uint8Array, message: Message, deed: Deed): readonly Uint8Array[] {
    const head = { id: message.id, qr: true, aa: true, opcode: message.opcode, questions: message.questions };
    const last = message.additional.at(-1);
    if (last?.type !== 250) return [encodeMessage({ ...head, rcode: RCODE.REFUSED })];
    const request = tsigFields(last);
    const none = new Uint8Array(0);
    const now = Math.floor(clock.now() / 1000) + primary.habits.ahead;
    const unknown = request.keyName !== secret.name || request.algorithm !== `${secret.algorithm}.`;
    const mac = hmac([withoutTsig(octets, request.originalId), variables(request)]);
    const unsigned = (error: number): readonly Uint8Array[] => [
      withTsig(encodeMessage({ ...head, rcode: RCODE.NOTAUTH }), {
        ...request,
        mac: none,
        error,
        other: none,
      }),
    ];
    if (unknown) return unsigned(17);
    if (Buffer.compare(mac, request.mac) !== 0) return unsigned(16);
    if (Math.abs(now - request.timeSigned) > request.fudge) {
      const other = Uint8Array.from([0, 0, now >>> 24, (now >>> 16) & 255, (now >>> 8) & 255, now & 255]);
      const answer = encodeMessage({ ...head, rcode: RCODE.NOTAUTH });
      return [sign(answer, mac, [answer], { ...request, mac: none, error: 18, other }, 'first').bytes];
    }
    const stamp: TsigRecord = { ...request, timeSigned: now, mac: none, error: 0, other: none };
    const refusal = primary.habits.refuses(deed, message);
    const replies = refusal === undefined ? act(message, deed) : [{ rcode: refusal }];
    return signAll(
      replies.map((reply) => encodeMessage({ ...head, ...reply })),
      mac,
      stamp,
    );
  }

  function signAll(answers: readonly Uint8Array[], requestMac: Uint8Array, stamp: TsigRecord): Uint8Array[] {
    let previous = requestMac;
    let pending: Uint8Array[] = [];
    return answers.map((answer, i) => {
      pending.push(answer);
      if (i % 3 !== 0 && i < answers.length - 1) return answer;
      const signed = sign(answer, previous, pending, stamp, i === 0 ? 'first' : 'later');
      previous = signed.mac;
      pending = [];
      return signed.bytes;
    });
  }

  function sign(
    answer: Uint8Array,
    previous: Uint8Array,
    covered: readonly Uint8Array[],
    stamp: TsigRecord,
    place: 'first' | 'later',
  ): { bytes: Uint8Array; mac: Uint8Array } {
    const length = Uint8Array.of(previous.length >> 8, previous.length & 255);
    const mac = hmac([length, previous, ...covered, place === 'first' ? variables(stamp) : timers(stamp)]);
    return { bytes: withTsig(answer, { ...stamp, mac }), mac };
  }

  function hmac(parts: readonly Uint8Array[]): Uint8Array {
    return createHmac(secret.algorithm.slice(5), secret.octets).update(Buffer.concat(parts)).digest();
  }

  function act(message: Message, deed: Deed): Partial<OutgoingMessage>[] {
    if (deed === 'update') return [{ rcode: update(message), questions: [] }];
    const [question] = message.questions;
    if (question === undefined) return [{ rcode: RCODE.FORMERR }];
    if (deed === 'transfer') {
      if (question.name !== primary.zone.apex) return [{ rcode: RCODE.NOTAUTH }];
      const [soa, ...rest] = primary.zone.records.toSorted(
        (a, b) => Number(b.type === 'SOA') - Number(a.type === 'SOA'),
      );
      const all = [soa, ...rest, soa].flatMap((r) => (r === undefined ? [] : [outgoing(r)]));
      return Array.from({ length: Math.ceil(all.length / primary.habits.perMessage) }, (_, i) => ({
        answers: all.slice(i * primary.habits.perMessage, (i + 1) * primary.habits.perMessage),
      }));
    }
    if (question.type === 255) {
      const own = primary.zone.records.filter((r) => r.owner === question.name);
      const shown = primary.habits.any === 'all' ? own : own.filter((r) => r.type === own[0]?.type);
      return [{ answers: shown.map(outgoing) }];
    }
    const reply = answerFromZones([primary.zone], { name: question.name, type: typeName(question.type) });
    return [
      {
        rcode: RCODE[reply.rcode],
        aa: reply.aa,
        answers: reply.answers.map(outgoing),
        authority: reply.authority.map(outgoing),
      },
    ];
  }

  function update(message: Message): number {
    primary.habits.beforeUpdate(primary);
    if (message.questions[0]?.name !== primary.zone.apex) return RCODE.NOTAUTH;
    const required = Map.groupBy(message.answers, (r) => `${r.owner} ${typeName(r.type)}`);
    for (const [key, records] of required) {
      const has = primary.zone.records.filter((r) => `${r.owner} ${r.type}` === key).map(dataOf);
      const isSoa = key.endsWith(' SOA');
      const odd = isSoa && (primary.habits.soaOfUpdates === 'another' || spoilt);
      const wants = new Set(records.map((r) => hex(r.rdata)));
      if (odd || has.length !== wants.size || has.some((data) => !wants.has(data))) return RCODE.NXRRSET;
    }
    const before = primary.zone;
    let explicit = false;
    for (const record of message.authority) {
      const type = typeName(record.type);
      const isKept = record.owner === before.apex && (type === 'SOA' || type === 'NS');
      if (record.class === CLASS.ANY && !isKept) setRrset(record.owner, type, []);
      if (record.class !== CLASS.IN) continue;
      if (type === 'SOA') {
        explicit = true;
        setRrset(record.owner, type, [zoneRecord(record)]);
      } else addRecord(record);
    }
    spoilt = explicit && primary.habits.soaAfterExplicit === 'unknown';
    // Any change makes the serial go on by itself.
    if (!explicit) primary.zone = withRrset(primary.zone, before.apex, 'SOA', {});
    return RCODE.NOERROR;
  }

  function addRecord(record: ResourceRecord): void {
    const type = typeName(record.type);
    const there = primary.zone.records.filter((r) => r.owner === record.owner && r.type === type);
    const isThere = there.some((r) => dataOf(r) === hex(record.rdata));
    if (isThere && primary.habits.reAdding === 'ignored') return;
    const others = there
      .filter((r) => dataOf(r) !== hex(record.rdata))
      .map((r) => ({ ...r, ttl: record.ttl }));
    setRrset(record.owner, type, [...others, zoneRecord(record)]);
  }

  function setRrset(owner: Name, type: string, records: readonly ZoneRecord[]): void {
    const others = primary.zone.records.filter((r) => r.owner !== owner || r.type !== type);
    primary.zone = { ...primary.zone, records: [...others, ...records] };
  }
}

function variables(tsig: TsigRecord): Uint8Array {
  return Buffer.concat([
    encodeName(tsig.keyName),
    Buffer.from([0, 255, 0, 0, 0, 0]),
    encodeName(parseName(tsig.algorithm)),
    timers(tsig),
    Buffer.from([0, tsig.error, 0, tsig.other.length]),
    tsig.other,
  ]);
}

function timers({ timeSigned, fudge }: TsigRecord): Uint8Array {
  const octets = Buffer.alloc(8);
  octets.writeUIntBE(timeSigned, 0, 6);
  octets.writeUInt16BE(fudge, 6);
  return octets;
}

function zoneRecord(record: ResourceRecord): ZoneRecord {
  return { owner: record.owner, type: typeName(record.type), ttl: record.ttl, rdata: presentRdata(record) };
}

function outgoing({ owner, type, ttl, rdata }: ZoneRecord): OutgoingRecord {
  return { owner, type: typeCode(type) ?? 0, class: CLASS.IN, ttl, rdata: encodeRdata(type, rdata) };
}

function dataOf({ type, rdata }: ZoneRecord): string {
  return hex(encodeRdata(type, rdata));
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
