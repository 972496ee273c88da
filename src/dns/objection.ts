/** What the layout of a type cannot say of its RDATA. */
import { RECORD_TYPES } from '../model/recordType.ts';
import { read16 } from './readRdata.ts';
import { serviceParams } from './serviceParams.ts';

/** Octets of a digest by its type: SHA-1, SHA-256, GOST, SHA-384 (IANA, DS RR Type Digest Algorithms). */
const DIGEST_OCTETS: ReadonlyMap<number, number> = new Map([
  [1, 20],
  [2, 32],
  [3, 32],
  [4, 48],
]);

/** Why this RDATA, uncompressed and of the right shape, is against its RFC nevertheless; `undefined` if it is not. */
export function objectionTo(type: number, rdata: Uint8Array): string | undefined {
  switch (type) {
    case RECORD_TYPES.DS:
      return objectionToDigest(rdata);
    case RECORD_TYPES.SVCB:
    case RECORD_TYPES.HTTPS:
      return objectionToService(rdata);
    case RECORD_TYPES.CAA:
      return objectionToTag(rdata);
    case 256:
      return rdata.length > 4 ? undefined : 'a URI record without a target';
    default:
      return undefined;
  }
}

function objectionToDigest(rdata: Uint8Array): string | undefined {
  const wanted = DIGEST_OCTETS.get(rdata[3] ?? 0);
  return wanted === undefined || wanted === rdata.length - 4
    ? undefined
    : `a digest of ${rdata.length - 4} octets (type ${rdata[3]} has ${wanted})`;
}

/** RFC 8659 §4.1: the tag is one or more letters and digits. */
function objectionToTag(rdata: Uint8Array): string | undefined {
  const tag = String.fromCharCode(...rdata.subarray(2, 2 + (rdata[1] ?? 0)));
  return /^[0-9A-Za-z]+$/.test(tag) ? undefined : 'a CAA record whose tag is not letters and digits';
}

/** RFC 9460 §2.2, §7 and §8. */
function objectionToService(rdata: Uint8Array): string | undefined {
  const params = serviceParams(rdata);
  if (read16(rdata, 0) === 0 && params.size > 0) return 'service parameters in alias mode';
  for (const [key, value] of params) {
    const isGood = SHAPES[key]?.(value) ?? true;
    if (!isGood) return `service parameter ${key} with a malformed value of ${value.length} octets`;
  }
  if (params.has(2) && !params.has(1)) return 'the service parameter no-default-alpn without alpn';
  const mandatory = params.get(0) ?? new Uint8Array(0);
  for (let i = 0; i < mandatory.length; i += 2) {
    const key = read16(mandatory, i);
    if (key === 0 || !params.has(key)) return `service parameter ${key} is mandatory and missing`;
    if (i > 0 && key <= read16(mandatory, i - 2)) return 'mandatory service parameters out of order';
  }
  return undefined;
}

const SHAPES: { readonly [key: number]: (value: Uint8Array) => boolean } = {
  0: (value) => value.length > 0 && value.length % 2 === 0,
  1: areStrings,
  2: (value) => value.length === 0,
  3: (value) => value.length === 2,
  4: (value) => value.length > 0 && value.length % 4 === 0,
  6: (value) => value.length > 0 && value.length % 16 === 0,
};

function areStrings(value: Uint8Array): boolean {
  let at = 0;
  while (at < value.length) {
    const length = value[at] ?? 0;
    if (length === 0) return false;
    at += 1 + length;
  }
  return at > 0 && at === value.length;
}
