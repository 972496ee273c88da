import { CLASS } from '../../dns/dnsClass.ts';
import type { OutgoingMessage } from '../../dns/encode.ts';
import type { Message, ResourceRecord } from '../../dns/message.ts';
import { RCODE, rcodeName } from '../../dns/rcode.ts';
import type { SignedConversation } from '../../dns/signedConversation.ts';
import { Failure } from '../../model/failure.ts';
import type { Name } from '../../model/name.ts';
import type { Rfc2136Settings } from '../../model/providerSettings.ts';
import { RECORD_TYPES } from '../../model/recordType.ts';
import { failureOf, refusalOf, serverText } from './refusal.ts';

/** A question about one RRset. */
export interface Wanted {
  readonly owner: Name;
  /** RR type code, or ANY. */
  readonly type: number;
}

export interface ZoneSoa {
  readonly record: ResourceRecord;
  readonly serial: number;
}

function query({ owner, type }: Wanted): Omit<OutgoingMessage, 'id'> {
  return { questions: [{ name: owner, type, class: CLASS.IN }] };
}

/** The SOA of the zone, from its primary. Throws Failure (`provider`). */
export async function readSoa(conversation: SignedConversation, settings: Rfc2136Settings): Promise<ZoneSoa> {
  const [message] = await answersTo(conversation, settings, [
    { owner: settings.zone, type: RECORD_TYPES.SOA },
  ]);
  const record = message?.answers.find((r) => r.type === RECORD_TYPES.SOA && r.owner === settings.zone);
  if (record?.data.kind !== 'soa' || message?.aa !== true)
    throw new Failure('provider', `${serverText(settings)} is no authority for ${settings.zone}.`, {
      hint: `Check "server" and "zone" of the provider: it must be the primary of ${settings.zone}.`,
    });
  return { record, serial: record.data.serial };
}

/**
 * The records of each owner and type, none where there are none; for ANY whatever the server shows. A wildcard is
 * not told from the names that it answers for. Throws Failure (`provider`) where one is not answered.
 */
export async function readRecords(
  conversation: SignedConversation,
  settings: Rfc2136Settings,
  wanted: readonly Wanted[],
): Promise<readonly (readonly ResourceRecord[])[]> {
  const messages = await answersTo(conversation, settings, wanted);
  return wanted.map((one, i) => recordsFor(one, messages[i]));
}

function recordsFor({ owner, type }: Wanted, message: Message | undefined): readonly ResourceRecord[] {
  if (message === undefined) return [];
  // The NS set of a delegation belongs to the child; the parent's primary holds it and shows it as a referral.
  const isReferral = !message.aa && message.answers.length === 0;
  const records = isReferral ? message.authority.filter((r) => r.type === RECORD_TYPES.NS) : message.answers;
  return records.filter(
    (r) => r.owner === owner && r.class === CLASS.IN && (type === RECORD_TYPES.ANY || r.type === type),
  );
}

async function answersTo(
  conversation: SignedConversation,
  settings: Rfc2136Settings,
  wanted: readonly Wanted[],
): Promise<readonly Message[]> {
  const replies = await conversation.ask(wanted.map(query));
  return replies.map((reply) => {
    if (reply.kind !== 'message') throw failureOf(settings, reply);
    const { rcode } = reply.message;
    if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) throw refusalOf(settings, rcode, 'query');
    if (reply.signed === 'no')
      throw failureOf(settings, { kind: 'forged', reason: `its ${rcodeName(rcode)} is not signed` });
    return reply.message;
  });
}
