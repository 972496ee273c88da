import type { Clock } from '../../src/model/clock.ts';
import type { Crossing, Weather } from './faultyProxy.ts';

/** What a crossing takes on a way without faults, in milliseconds: 20 there and back. */
const USUAL_MS = 10;
/** RFC 6298 §2.1 and §2.4: what is lost over TCP comes again, a second later at the least. */
const RETRANSMITTED_MS = 1000;

export function fair(): Weather {
  return () => [USUAL_MS];
}

/** Each crossing is lost with this probability; which ones depends on the seed alone, not on the order of arrival. */
export function lossy(share: number, seed: number): Weather {
  return (crossing) => {
    if (chance(crossing, seed) >= share) return [USUAL_MS];
    return crossing.transport === 'tcp' ? [USUAL_MS + RETRANSMITTED_MS] : [];
  };
}

/** So long there and so long back. */
export function slow(ms: number): Weather {
  return () => [ms];
}

/** Each takes up to `ms`, so that what was sent later may come sooner. */
export function reordering(ms: number, seed: number): Weather {
  return (crossing) => [chance(crossing, seed) * ms];
}

/** Half of all come twice, the second up to 300 ms later. */
export function duplicating(seed: number): Weather {
  return (crossing) => {
    const drawn = chance(crossing, seed);
    return drawn < 0.5 ? [USUAL_MS, USUAL_MS + drawn * 600] : [USUAL_MS];
  };
}

/** Datagrams with more octets of DNS than this are lost; TCP finds its segment size by itself. */
export function narrow(octets: number): Weather {
  return (crossing) => (crossing.transport === 'udp' && crossing.octets > octets ? [] : [USUAL_MS]);
}

/** Nothing gets through to these addresses, or back. */
export function silentAt(isSilent: (address: string) => boolean): Weather {
  return ({ address }) => (isSilent(address) ? [] : [USUAL_MS]);
}

/** Answers that fit into no datagram of this size are lost as well: their server does not heed what OPT says. */
export function withoutTruncation(): Weather {
  return ({ transport, direction, question }) =>
    transport === 'udp' && direction === 'back' && question.startsWith('many.') ? [] : [USUAL_MS];
}

/** So many questions in any second are answered; the others are refused or dropped, as the server does. */
export function limiting(
  clock: Clock,
  perSecond: number,
  excess: 'refused' | 'dropped',
  applies: (address: string) => boolean,
): Weather {
  const answered = new Map<string, number[]>();
  return ({ address, direction }) => {
    if (direction === 'back' || !applies(address)) return [USUAL_MS];
    const now = clock.monotonicMs();
    const recent = (answered.get(address) ?? []).filter((at) => at > now - 1000);
    answered.set(address, recent);
    if (recent.length >= perSecond) return excess === 'refused' ? 'REFUSED' : [];
    recent.push(now);
    return [USUAL_MS];
  };
}

/** From 0 up to, but without, 1: FNV-1a over what crosses, mixed by the finish of MurmurHash3. */
function chance({ address, direction, transport, question, nth }: Crossing, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of `${seed} ${address} ${direction} ${transport} ${question} ${nth}`)
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
