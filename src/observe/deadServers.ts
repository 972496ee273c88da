import type { Endpoint, Exchanged } from '../dns/exchange.ts';
import type { Clock } from '../model/clock.ts';

/** Servers that do not answer: a dead one must not cost every name of a long list the whole patience. */
export interface DeadServers {
  /** What is said instead of asking; undefined: it is asked. */
  insteadOfAsking(endpoint: Endpoint): Exchanged | undefined;
  /** It is asked now; how many tries it gets, of so many. */
  triesFor(endpoint: Endpoint, tries: number): number;
  /** How a question to it ended. */
  learn(endpoint: Endpoint, exchanged: Pick<Exchanged, 'kind'> & FailureTold): void;
  /** Whether all that it was asked of late was answered. */
  isWell(endpoint: Endpoint): boolean;
}

type FailureTold = { readonly reason?: string; readonly noRoute?: boolean };

/** After so many questions in a row without an answer, an address gets one try a question instead of several. */
const ONE_TRY_AFTER = 2;
/** After so many it is taken for dead, and asked only now and then whether it is back. */
const DEAD_AFTER = 20;
const ASKED_AGAIN_MS = 10_000;

/** Questions without an answer since the last one that had any. */
interface Failures {
  count: number;
  /** A reading of `monotonicMs`. */
  askedAt: number;
  /** Why the last one failed; undefined for silence. */
  reason: string | undefined;
}

export function createDeadServers(clock: Clock): DeadServers {
  /** Silence, by place; and what could not be reached, by place and transport: one door may be closed alone. */
  const silences = new Map<string, Failures>();
  const closed = new Map<string, Failures>();

  function failuresOf(endpoint: Endpoint): Failures[] {
    if (silences.size === 0 && closed.size === 0) return [];
    return [closed.get(doorOf(endpoint)), silences.get(placeOf(endpoint))].filter((f) => f !== undefined);
  }

  function isDead({ count, askedAt }: Failures): boolean {
    return count >= DEAD_AFTER && clock.monotonicMs() - askedAt < ASKED_AGAIN_MS;
  }

  function count(known: Map<string, Failures>, key: string, reason: string | undefined): void {
    const failures = known.get(key) ?? { count: 0, askedAt: clock.monotonicMs(), reason };
    failures.count++;
    failures.reason = reason;
    known.set(key, failures);
  }

  return {
    insteadOfAsking(endpoint) {
      const dead = failuresOf(endpoint).find(isDead);
      if (dead === undefined) return undefined;
      const nothing = { tries: 0, ignored: 0, transport: endpoint.protocol } as const;
      const { count: n, reason: why } = dead;
      if (why === undefined) {
        const reason = `not asked again so soon: it left ${n} questions in a row unanswered`;
        return { kind: 'timeout', reason, ...nothing };
      }
      const reason = `not asked again so soon: ${n} questions in a row came to nothing (${why})`;
      return { kind: 'unreachable', reason, noRoute: false, ...nothing };
    },
    triesFor(endpoint, tries) {
      const failures = failuresOf(endpoint);
      for (const one of failures) one.askedAt = clock.monotonicMs();
      return failures.some((one) => one.count >= ONE_TRY_AFTER) ? 1 : tries;
    },
    learn(endpoint, { kind, reason, noRoute }) {
      if (kind === 'timeout') count(silences, placeOf(endpoint), undefined);
      // Without a route from here nothing was learnt of the server.
      else if (kind === 'unreachable' && noRoute !== true) count(closed, doorOf(endpoint), reason ?? '');
      else if (kind === 'message' && silences.size + closed.size > 0) {
        silences.delete(placeOf(endpoint));
        closed.delete(doorOf(endpoint));
      }
    },
    isWell: (endpoint) => failuresOf(endpoint).length === 0,
  };
}

function doorOf({ protocol, address, port }: Endpoint): string {
  return `${protocol} ${address} ${port ?? ''}`;
}

/** Plain DNS is one place, over UDP and over TCP. */
function placeOf({ protocol, address, port }: Endpoint): string {
  return `${protocol === 'tcp' ? 'udp' : protocol} ${address} ${port ?? ''}`;
}
