/** TTLs changed by compare-and-swap (RFC 2136 §2.4, §3.7). */
import { RCODE } from '../../dns/rcode.ts';
import type { SignedConversation } from '../../dns/signedConversation.ts';
import { TSIG_ERROR } from '../../dns/tsig.ts';
import {
  addRrset,
  deleteRrset,
  nextSerial,
  type RrsetOctets,
  requireData,
  updateMessage,
  withSerial,
} from '../../dns/update.ts';
import type { Clock } from '../../model/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { ChangeOutcome, TtlChange } from '../../model/provider.ts';
import type { Rfc2136Settings, UpdateLock } from '../../model/providerSettings.ts';
import { RECORD_TYPES, typeCode } from '../../model/recordType.ts';
import { differenceFrom } from './difference.ts';
import { readRecords, readSoa, type ZoneSoa } from './primary.ts';
import { failureOf, refusalOf, serverText, troubleText } from './refusal.ts';
import { octetsOf } from './rrset.ts';

export interface Changing {
  readonly settings: Rfc2136Settings;
  readonly clock: Clock;
  readonly conversation: SignedConversation;
}

/** How often a zone may change under our hands before we leave it to the next pass. */
const MOST_TRIES = 5;

/** A signer needs a moment until it serves what an update brought. */
const LOOKS = 10;
const BETWEEN_LOOKS_MS = 100;

/** What a look at the RRsets showed: how they stand, or whose hand was there. */
type Look =
  | { readonly kind: 'same'; readonly rrsets: readonly RrsetOctets[] }
  | { readonly kind: 'different'; readonly detail: string };

type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'prerequisite' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'uncertain'; readonly detail: string };

/**
 * Sets the TTLs in one update, or nothing. The SOA is read before the RRsets, so that what changes after the look
 * changes the SOA after it too. Throws Failure (`provider`).
 */
export async function changeTtls(changing: Changing, changes: readonly TtlChange[]): Promise<ChangeOutcome> {
  const { settings, conversation } = changing;
  let lock: UpdateLock = settings.lock ?? 'soa-with-serial';
  const notes: string[] = [];
  /** The serial at which the lock did not open although nothing seemed to have changed. */
  let stuckAt: number | undefined;
  for (let left = MOST_TRIES; left > 0; left--) {
    const soa = await readSoa(conversation, settings);
    const look = await lookAt(changing, changes);
    if (look.kind === 'different') return { kind: 'conflict', detail: look.detail };
    const due = look.rrsets.flatMap((before, i) => {
      const ttl = changes[i]?.ttl ?? before.ttl;
      return ttl === before.ttl ? [] : [{ before, after: { ...before, ttl } }];
    });
    if (due.length === 0)
      return accepted(changing, soa.serial, ['It has this TTL already; nothing was sent.']);
    const answer = await sendUpdate(changing, soa, lock, due);
    switch (answer.kind) {
      case 'taken':
        if (lock === 'data' || due.some(({ after }) => isApexNs(settings, after)))
          notes.push(
            ...(await readBack(
              changing,
              due.map(({ after }) => after),
            )),
          );
        return accepted(changing, soa.serial, notes);
      case 'uncertain':
        return answer;
      case 'refused':
        if (lock !== 'soa-with-serial') throw answer.failure;
        // Some keys may change the records and not the SOA.
        lock = 'soa';
        notes.push(
          `${serverText(settings)} refuses an update that sets the serial, so the server counts it itself; one that takes several updates at once (Knot) may then miss a TTL that somebody changes in the same instant.`,
        );
        break;
      case 'prerequisite': {
        const now = await readSoa(conversation, settings);
        if (now.serial !== soa.serial) break;
        if (lock === 'data')
          return {
            kind: 'conflict',
            detail: `${serverText(settings)} says that the data are not what it answers; nothing was changed.`,
          };
        // A server may answer us before it serves the change of somebody else that came first: look again, later.
        if (stuckAt !== soa.serial) {
          stuckAt = soa.serial;
          await changing.clock.wait(BETWEEN_LOOKS_MS);
          break;
        }
        // Nothing happened, and the lock does not open: the served SOA is not the one that updates see.
        lock = 'data';
        notes.push(
          `${serverText(settings)} does not know the SOA that it serves (as with inline-signing), so only the data were compared in the update; the TTL was compared by a look before it and one after it.`,
        );
      }
    }
  }
  return {
    kind: 'conflict',
    detail: `${settings.zone} was changed by somebody else during each of ${MOST_TRIES} tries; nothing was changed by us.`,
  };
}

function accepted({ settings, clock }: Changing, serial: number, notes: readonly string[]): ChangeOutcome {
  return {
    kind: 'accepted',
    changeId: `${settings.zone} after serial ${serial}`,
    at: clock.now(),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

async function lookAt({ settings, conversation }: Changing, changes: readonly TtlChange[]): Promise<Look> {
  const wanted = changes.map(({ owner, type }) => {
    const code = typeCode(type);
    if (code === undefined) throw new Failure('provider', `${owner} ${type}: this is no record type.`);
    return { owner, type: code };
  });
  const answers = await readRecords(conversation, settings, wanted);
  const rrsets: RrsetOctets[] = [];
  for (const [i, change] of changes.entries()) {
    const rrset = octetsOf(answers[i] ?? []);
    const detail = differenceFrom(change, rrset);
    if (detail !== undefined) return { kind: 'different', detail };
    if (rrset !== undefined) rrsets.push(rrset);
  }
  return { kind: 'same', rrsets };
}

interface Due {
  readonly before: RrsetOctets;
  readonly after: RrsetOctets;
}

async function sendUpdate(
  { settings, conversation }: Changing,
  soa: ZoneSoa,
  lock: UpdateLock,
  due: readonly Due[],
): Promise<Answer> {
  const { owner, type, ttl, rdata } = soa.record;
  const locked = lock === 'data' ? [] : requireData({ owner, type, ttl, rdata: [rdata] });
  const serial = withSerial(rdata, nextSerial(soa.serial));
  const message = updateMessage(
    settings.zone,
    [...locked, ...due.flatMap(({ before }) => requireData(before))],
    [
      // Knot counts the serial once for all updates that wait together, which would leave the lock open in between.
      ...(lock === 'soa-with-serial' ? addRrset({ owner, type, ttl, rdata: [serial] }) : []),
      ...due.flatMap(({ after }) => [
        // A bare addition of what is there already is ignored by Knot, with another TTL too.
        ...(isApexNs(settings, after) ? [] : [deleteRrset(after)]),
        ...addRrset(after),
      ]),
    ],
  );
  const [reply] = await conversation.ask([message]);
  if (reply === undefined) throw new Error('no reply to an update');
  // The key was good enough for the SOA a moment ago, so this is about what it may do.
  if (reply.kind === 'not-accepted' && reply.error === TSIG_ERROR.BADKEY)
    return { kind: 'refused', failure: refusalOf(settings, RCODE.REFUSED, 'update', 'BADKEY') };
  if (reply.kind === 'not-accepted' || ('sent' in reply && reply.sent === 'no'))
    throw failureOf(settings, reply);
  if (reply.kind !== 'message') {
    const { message: text } = troubleText(settings, reply);
    return { kind: 'uncertain', detail: `${text} The update may have been made or not.` };
  }
  const { rcode } = reply.message;
  if (rcode === RCODE.NOERROR || rcode === RCODE.NXRRSET || rcode === RCODE.SERVFAIL) {
    const server = serverText(settings);
    if (reply.signed === 'no')
      return { kind: 'uncertain', detail: `The answer of ${server} to the update is not signed.` };
    if (rcode === RCODE.SERVFAIL)
      return {
        kind: 'uncertain',
        detail: `${server} failed during the update (SERVFAIL); its log may say why.`,
      };
    return { kind: rcode === RCODE.NOERROR ? 'taken' : 'prerequisite' };
  }
  const failure = refusalOf(settings, rcode, 'update');
  if (rcode === RCODE.REFUSED) return { kind: 'refused', failure };
  throw failure;
}

/** What the primary serves after the update, as sentences for the note; none if it is what was sent. */
async function readBack(changing: Changing, sent: readonly RrsetOctets[]): Promise<string[]> {
  const { settings, conversation, clock } = changing;
  let differences: string[] = [];
  for (let look = 1; look <= LOOKS; look++) {
    const answers = await readRecords(conversation, settings, sent);
    differences = sent.flatMap(({ owner, type, ttl }, i) => {
      const seen = octetsOf(answers[i] ?? []);
      return seen?.ttl === ttl
        ? []
        : [`${owner} has the TTL ${seen?.ttl ?? 'of nothing'} instead of ${ttl} (type ${type})`];
    });
    if (differences.length === 0) return [];
    if (look < LOOKS) await clock.wait(BETWEEN_LOOKS_MS);
  }
  if (sent.every((rrset) => isApexNs(settings, rrset)))
    throw new Failure(
      'provider',
      `${serverText(settings)} accepted the new TTL of ${settings.zone} NS and did not set it: the NS set of an apex cannot be deleted by an update, and this server does not change the TTL of records that are there.`,
      { hint: 'Change this TTL on the server itself.' },
    );
  return [`${serverText(settings)} does not serve all of it yet: ${differences.join('; ')}.`];
}

/** RFC 2136 §3.4.2.3: an update cannot delete it. */
export function isApexNs(
  { zone }: Rfc2136Settings,
  { owner, type }: Pick<RrsetOctets, 'owner' | 'type'>,
): boolean {
  return owner === zone && type === RECORD_TYPES.NS;
}
