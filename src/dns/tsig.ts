/** Messages signed with a shared secret (RFC 8945). */
import { createHmac, createSecretKey, type Hmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { type Name, parseName } from '../model/name.ts';
import type { TsigAlgorithm } from '../model/providerSettings.ts';
import { RECORD_TYPES } from '../model/recordType.ts';
import { CLASS } from './dnsClass.ts';
import type { Message } from './message.ts';
import { encodeName } from './name.ts';
import { read16, read32 } from './readRdata.ts';
import { octets16, type TsigRecord, timeOctets, tsigFields, withoutTsig, withTsig } from './tsigRecord.ts';

/** The secret is in a closure: no way of printing or storing a key shows it. */
export interface TsigKey {
  readonly name: Name;
  readonly algorithm: TsigAlgorithm;
  readonly hmac: () => Hmac;
}

/** RFC 8945 §10: the recommended fudge, in seconds. */
const FUDGE = 300;
/** RFC 8945 §5.3.1: at least every 100th message of a transfer is signed. */
const MOST_UNSIGNED = 99;

const HASHES = { 'hmac-sha256': 'sha256', 'hmac-sha384': 'sha384', 'hmac-sha512': 'sha512' } as const;

/** TSIG errors (RFC 8945 §3). */
export const TSIG_ERROR = { BADSIG: 16, BADKEY: 17, BADTIME: 18, BADTRUNC: 22 } as const;

const NONE = new Uint8Array(0);

/** A key from its octets. */
export function tsigKey(name: Name, algorithm: TsigAlgorithm, secret: Uint8Array): TsigKey {
  const key = createSecretKey(secret);
  return { name, algorithm, hmac: () => createHmac(HASHES[algorithm], key) };
}

export type Verdict =
  | { readonly kind: 'signed' }
  /** Allowed between two signed messages of a transfer, and good only when the next signature is. */
  | { readonly kind: 'unsigned' }
  /** The server did not accept our signature. `ahead`: by how many seconds its clock is before ours, if it says so. */
  | { readonly kind: 'not-accepted'; readonly error: number; readonly ahead?: number }
  /** Not from a holder of the key, or changed on the way, or old. */
  | { readonly kind: 'forged'; readonly reason: string };

export interface SignedMessage {
  readonly bytes: Uint8Array;
  /** Judges the answers, in the order in which they come; `message` is `bytes` decoded. */
  readonly verify: (bytes: Uint8Array, message: Message) => Verdict;
}

/** Signs a request as of the clock's time. */
export function signMessage(key: TsigKey, message: Uint8Array, clock: Clock): SignedMessage {
  const algorithm = parseName(key.algorithm);
  const unsigned: TsigRecord = {
    keyName: key.name,
    algorithm,
    timeSigned: secondsNow(clock),
    fudge: FUDGE,
    mac: NONE,
    originalId: read16(message, 0),
    error: 0,
    other: NONE,
  };
  const mac = key.hmac().update(message).update(variables(unsigned)).digest();
  return { bytes: withTsig(message, { ...unsigned, mac }), verify: verifier(key, algorithm, mac, clock) };
}

/** RFC 8945 §5.3 and §5.4. */
function verifier(
  key: TsigKey,
  algorithm: Name,
  requestMac: Uint8Array,
  clock: Clock,
): SignedMessage['verify'] {
  let hmac = startedWith(key, requestMac);
  let unsignedSince = 0;
  let isFirst = true;

  return (bytes, message) => {
    const last = message.additional.at(-1);
    if (last?.type !== RECORD_TYPES.TSIG) {
      if (++unsignedSince > MOST_UNSIGNED)
        return { kind: 'forged', reason: `${unsignedSince} messages in a row are not signed` };
      hmac.update(bytes);
      return { kind: 'unsigned' };
    }
    const tsig = tsigFields(last);
    const refused = tsig.error === TSIG_ERROR.BADSIG || tsig.error === TSIG_ERROR.BADKEY;
    // RFC 8945 §5.3.2: these two are not signed, for want of a key that both sides have.
    if (refused || (tsig.error !== 0 && tsig.mac.length === 0))
      return { kind: 'not-accepted', error: tsig.error };
    if (tsig.keyName !== key.name || tsig.algorithm !== algorithm)
      return { kind: 'forged', reason: `it is signed with the key ${tsig.keyName} by ${tsig.algorithm}` };
    const expected = hmac
      .update(withoutTsig(bytes, tsig.originalId))
      .update(isFirst ? variables(tsig) : timers(tsig))
      .digest();
    if (tsig.mac.length !== expected.length || !timingSafeEqual(tsig.mac, expected))
      return { kind: 'forged', reason: 'its signature is wrong' };
    hmac = startedWith(key, tsig.mac);
    unsignedSince = 0;
    isFirst = false;
    if (tsig.error === TSIG_ERROR.BADTIME)
      return { kind: 'not-accepted', error: tsig.error, ...clockOf(tsig, clock) };
    if (tsig.error !== 0) return { kind: 'not-accepted', error: tsig.error };
    const off = tsig.timeSigned - secondsNow(clock);
    if (Math.abs(off) > tsig.fudge)
      return {
        kind: 'forged',
        reason: `its signature was made ${Math.abs(off)} s ${off > 0 ? 'after' : 'before'} our time (${tsig.fudge} s are allowed)`,
      };
    return { kind: 'signed' };
  };
}

function startedWith(key: TsigKey, mac: Uint8Array): Hmac {
  return key.hmac().update(octets16(mac.length)).update(mac);
}

/** RFC 8945 §5.2.3: the server's time is in the other data. */
function clockOf({ other }: TsigRecord, clock: Clock): { ahead?: number } {
  if (other.length !== 6) return {};
  return { ahead: read16(other, 0) * 2 ** 32 + read32(other, 2) - secondsNow(clock) };
}

/** RFC 8945 §4.3.3. */
function variables(tsig: TsigRecord): Uint8Array {
  return Buffer.concat([
    encodeName(tsig.keyName),
    octets16(CLASS.ANY, 0, 0),
    encodeName(tsig.algorithm),
    timers(tsig),
    octets16(tsig.error, tsig.other.length),
    tsig.other,
  ]);
}

function timers(tsig: TsigRecord): Uint8Array {
  return Buffer.concat([timeOctets(tsig.timeSigned), octets16(tsig.fudge)]);
}

function secondsNow(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
