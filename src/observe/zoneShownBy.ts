import { CLASS } from '../dns/dnsClass.ts';
import type { Message } from '../dns/message.ts';
import { isAtOrBelow, type Name } from '../model/name.ts';
import { RECORD_TYPES } from '../model/recordType.ts';

/**
 * The zone of `name` as an authority shows it beside what it has there, without being asked: by who signed it (RFC 4034
 * §3.1.7), or by the NS that many servers add (RFC 1034 §4.3.2). Others, and answers of CNAMEs, show none.
 */
export function zoneShownBy(message: Message, name: Name): Name | undefined {
  const { aa, answers, authority } = message;
  if (!aa || answers.length === 0 || answers.some((r) => r.owner !== name || r.type === RECORD_TYPES.CNAME))
    return undefined;
  const [signer] = answers.flatMap(({ data }) => (data.kind === 'rrsig' ? [data.signer] : []));
  const beside = authority.find((r) => r.class === CLASS.IN && r.type === RECORD_TYPES.NS)?.owner;
  const zone = signer ?? beside;
  return zone !== undefined && isAtOrBelow(name, zone) ? zone : undefined;
}
