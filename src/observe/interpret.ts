import { formatEndpoint } from '../dns/endpoint.ts';
import type { Endpoint } from '../dns/exchange.ts';
import type { Message } from '../dns/message.ts';
import { rcodeName } from '../dns/rcode.ts';
import { isAtOrBelow, type Name } from '../model/name.ts';
import type { Answer, Outcome, SeenRrset, Vantage } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Asked } from './asker.ts';
import { chainOf, rrsetsOf, soaOf } from './seenRrsets.ts';
import { zoneShownBy } from './zoneShownBy.ts';

/** How `detail` begins where the system itself has no way to an address. */
export const NO_ROUTE = 'no route from here';

const NOERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;

/** Who was asked what, as the observation tells it. */
export interface Asking {
  readonly vantage: Vantage;
  readonly server: string;
  readonly endpoint: Endpoint;
  /** The zone that it was asked for as an authority or a parent. */
  readonly zone?: Name;
  readonly name: Name;
  readonly type: RecordType;
  readonly again?: true;
}

/** What became of a question, in the words of the model. */
export function interpret(asking: Asking, asked: Asked): Answer {
  const told = {
    vantage: asking.vantage,
    server: asking.server,
    address: addressText(asking.endpoint),
    transport: asked.transport,
    ...(asking.zone === undefined ? {} : { zone: asking.zone }),
    question: { name: asking.name, type: asking.type },
    at: asked.at,
    rttMs: asked.kind === 'message' ? Math.round(asked.rttMs * 10) / 10 : null,
    tries: asked.tries,
    ...(asked.ignored > 0 ? { ignored: asked.ignored } : {}),
    ...(asking.again === undefined ? {} : { again: asking.again }),
  } as const;
  if (asked.kind !== 'message') {
    const reason =
      asked.kind === 'unreachable' && asked.noRoute ? `${NO_ROUTE} (${asked.reason})` : undefined;
    const said = asked.kind === 'interrupted' ? undefined : asked.reason;
    const detail = said === undefined ? {} : { detail: reason ?? said };
    return { ...told, outcome: asked.kind, rcode: null, aa: false, ra: false, rrsets: [], ...detail };
  }
  const { message } = asked;
  const rrsets = chainOf(message, asking.name, asking.type);
  const outcome = outcomeOf(asking, message, rrsets);
  const soa = soaOf(message);
  const shown = asking.vantage === 'authority' ? zoneShownBy(message, asking.name) : undefined;
  const isBelow = shown !== asking.zone && shown !== undefined && isAtOrBelow(shown, asking.zone ?? shown);
  return {
    ...told,
    outcome,
    rcode: rcodeName(message.rcode),
    aa: message.aa,
    ra: message.ra,
    rrsets,
    ...(soa === undefined ? {} : { soa }),
    ...(outcome === 'referral' ? { referral: referralOf(message, asking.name) } : {}),
    ...(isBelow && asking.zone !== undefined ? { shows: shown } : {}),
    ...(message.tc ? { detail: 'truncated, and TCP gave no whole answer' } : {}),
  };
}

/** `192.0.2.1`, `[2001:db8::1]:5353`, or the URL for DoH: how an address stands in observations. */
export function addressText(endpoint: Endpoint): string {
  return formatEndpoint(endpoint).replace(/^udp:\/\//, '');
}

function outcomeOf(asking: Asking, message: Message, rrsets: readonly SeenRrset[]): Outcome {
  // A truncated answer that even TCP did not complete is no answer: it might lack the longest TTL.
  if (message.tc) return 'malformed';
  // The RCODE is that of the last name (RFC 6604 §3): BIND ends a CNAME loop with SERVFAIL, and the loop is the answer.
  const endsBadly = asking.vantage === 'authority' && message.aa && rrsets[0]?.owner === asking.name;
  if (message.rcode === SERVFAIL) return endsBadly ? 'answer' : 'servfail';
  if (message.rcode === REFUSED) return 'refused';
  if (message.rcode !== NOERROR && message.rcode !== NXDOMAIN) return 'error';
  const believed = asking.vantage === 'resolver' || message.aa;
  if (rrsets.length > 0) return believed ? 'answer' : 'lame';
  if (message.rcode === NXDOMAIN) return believed ? 'nxdomain' : 'lame';
  if (believed) return 'nodata';
  return cutOf(message, asking) === undefined ? 'lame' : 'referral';
}

/** The zone cut that a referral points to; it must lie below the zone that was asked (else the server is lame). */
function cutOf(message: Message, asking: Asking): Name | undefined {
  const cut = message.authority.find((r) => r.class === 1 && r.data.kind === 'name' && r.type === 2)?.owner;
  if (cut === undefined || !isAtOrBelow(asking.name, cut)) return undefined;
  if (asking.zone !== undefined && (cut === asking.zone || !isAtOrBelow(cut, asking.zone))) return undefined;
  return cut;
}

function referralOf(message: Message, name: Name): SeenRrset[] {
  const authority = rrsetsOf(message.authority).filter(
    (s) => (s.type === 'NS' || s.type === 'DS') && isAtOrBelow(name, s.owner),
  );
  const servers = new Set(authority.filter((s) => s.type === 'NS').flatMap((s) => s.rdata));
  const glue = rrsetsOf(message.additional).filter(
    (s) => (s.type === 'A' || s.type === 'AAAA') && servers.has(s.owner),
  );
  return [...authority, ...glue];
}
