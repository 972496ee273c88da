/**
 * What was seen of one target: plain data, complete enough that judging needs no network.
 * `--record` writes one such object a line; `--replay` reads them. `observe` makes them, `judge` reads them.
 */
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { Target } from './target.ts';

export type Vantage = 'authority' | 'parent' | 'resolver';

export type TransportKind = 'udp' | 'tcp' | 'tls' | 'https';

/**
 * How a question ended.
 * - `answer`: an RRset of the type asked for, or a CNAME or DNAME on the way to it
 * - `nodata`: the name exists, this type does not (RFC 2308 §2.2) · `nxdomain`: the name does not
 * - `referral`: not our zone, ask these name servers · `lame`: an answer without AA from a server that should have it
 * - `refused`, `servfail`, `error`: RCODE 5, 2, any other · `timeout`: nothing in time, after all tries
 * - `unreachable`: the network said no (refused connection, no route, bad certificate)
 * - `malformed`: what came cannot be read · `interrupted`: we stopped asking
 */
export type Outcome =
  | 'answer'
  | 'nodata'
  | 'nxdomain'
  | 'referral'
  | 'lame'
  | 'refused'
  | 'servfail'
  | 'error'
  | 'timeout'
  | 'unreachable'
  | 'malformed'
  | 'interrupted';

/** One RRset of an answer, as it came. */
export interface SeenRrset {
  readonly owner: Name;
  readonly type: RecordType;
  /** The largest TTL among its records, raw: 0…2³²−1 (above 2³¹−1 is judged as 2³¹−1). */
  readonly ttl: number;
  /** The smallest, where the records differ (RFC 2181 §5.2 forbids it). */
  readonly minTtl?: number;
  /** Presentation form (RFC 1035 §5.1, RFC 3597), sorted, each once. */
  readonly rdata: readonly string[];
  /** Original TTL of the RRSIG that covers it (RFC 4034 §3.1.4); the largest if there are several. */
  readonly originalTtl?: number;
  /** The RRSIG's label count says that this was made from a wildcard (RFC 4034 §3.1.3), or a probe found it. */
  readonly wildcard?: Name;
  /** A CNAME made by the server from the DNAME named here (RFC 6672 §3.1); it has no configuration of its own. */
  readonly synthesizedFrom?: Name;
}

export interface SeenSoa {
  readonly owner: Name;
  readonly ttl: number;
  readonly serial: number;
  readonly minimum: number;
}

/** One question to one address and what became of it. */
export interface Answer {
  readonly vantage: Vantage;
  /** The name server's name (`ns1.example.com.`), or what the resolver is called. */
  readonly server: string;
  /** `192.0.2.1`, `[2001:db8::1]:5353`; for DoH the URL. */
  readonly address: string;
  readonly transport: TransportKind;
  /** The zone that it was asked for as an authority or parent. */
  readonly zone?: Name;
  readonly question: { readonly name: Name; readonly type: RecordType };
  readonly at: Instant;
  /** Of the try that was answered; null if none was. */
  readonly rttMs: number | null;
  /** How many tries it took. */
  readonly tries: number;
  /** Datagrams that did not match the question and were ignored (a sign of forgery). */
  readonly ignored?: number;
  readonly outcome: Outcome;
  /** Mnemonic of the RCODE (`NOERROR`, `NXDOMAIN`, …), null without a message. */
  readonly rcode: string | null;
  readonly aa: boolean;
  readonly ra: boolean;
  /** Answer section, in the order of the chain. */
  readonly rrsets: readonly SeenRrset[];
  /** SOA of the authority section, for `nodata` and `nxdomain`. */
  readonly soa?: SeenSoa;
  /** NS and DS RRsets of the authority section of a `referral`, and its glue. */
  readonly referral?: readonly SeenRrset[];
  /** The zone that the answer itself shows (`zoneShownBy`), where that lies below the one that it was asked for. */
  readonly shows?: Name;
  /** Why, in words, where the outcome alone does not say it. */
  readonly detail?: string;
  /** The second ask of the same question, to tell varying answers from disagreeing servers. */
  readonly again?: true;
}

/** An address of a name server of a zone. */
export interface ZoneServer {
  readonly name: Name;
  /** Canonical text without port unless the port was given. Empty if the name did not resolve. */
  readonly addresses: readonly string[];
}

/** What the parent says of a zone. */
export interface Delegation {
  /** The largest NS TTL that a parent's server gave. */
  readonly ttl: number;
  /** The NS names at the parent, sorted. */
  readonly servers: readonly Name[];
  readonly glue: readonly SeenRrset[];
  /** Whether a DS stands there; null if it was not learnt. */
  readonly signed: boolean | null;
}

/** A zone that the target or a hop of its chain lies in. */
export interface ZoneView {
  readonly apex: Name;
  readonly servers: readonly ZoneServer[];
  readonly delegation: Delegation | null;
  /**
   * Why `delegation` is null: `not-asked` (`--authority`), `root`, `same-servers` (the parent's servers
   * are the child's and answer from the child), `unobserved` (nobody answered).
   */
  readonly noDelegation?: 'not-asked' | 'root' | 'same-servers' | 'unobserved';
  /** SOA as each authority gave it; the negative TTL is min(ttl, minimum) (RFC 2308 §5). */
  readonly soa: SeenSoa | null;
}

/** Something about the run that colours every answer. */
export type Circumstance =
  | { readonly kind: 'no-route'; readonly family: 'IPv4' | 'IPv6' }
  /** Every "authority" answers with RA and without AA: something on the way answers in their place. */
  | { readonly kind: 'port-53-intercepted' }
  /** Plain port 53 gave nothing, DoH did. */
  | { readonly kind: 'doh-used'; readonly resolver: string }
  | { readonly kind: 'budget-spent'; readonly seconds: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'chain-loop'; readonly at: Name }
  | { readonly kind: 'chain-too-long'; readonly limit: number }
  /** The zone of a name could not be found; `detail` says who was asked and how it ended. */
  | { readonly kind: 'zone-not-found'; readonly name: Name; readonly detail: string };

export interface Observation {
  readonly target: Target;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** The zone that holds the target's name; null if it was not found. */
  readonly zone: Name | null;
  /** The zones met, the target's first. */
  readonly zones: readonly ZoneView[];
  /** Every answer, authorities first, in a fixed order (not the order of arrival). */
  readonly answers: readonly Answer[];
  readonly circumstances: readonly Circumstance[];
}
