import { labelTexts, type Name } from '../model/name.ts';
import type { ZoneRecord } from './zone.ts';

/**
 * The RRSIG over the RRset of `record` (RFC 4034 §3): true in every field that says something about TTLs and
 * wildcards; the signature itself is made up. `node` is where the records stand, a wildcard for synthesised ones.
 */
export function signatureFor(
  record: ZoneRecord,
  over: { readonly signer: Name; readonly node: Name; readonly originalTtl: number },
): ZoneRecord {
  // RFC 4034 §3.1.3: neither the root nor a wildcard's `*` counts as a label.
  const labels = labelTexts(over.node).filter((label, i) => !(i === 0 && label === '*')).length;
  const rdata = `${record.type} 13 ${labels} ${over.originalTtl} 20991231000000 20200101000000 4242 ${over.signer} ${FAKE}`;
  return { owner: record.owner, type: 'RRSIG', ttl: record.ttl, rdata };
}

/** 64 octets, as ECDSA P-256 has them. */
const FAKE = Buffer.from('this is no signature: nobody in this world of tests validates it').toString(
  'base64',
);
