import type { Clock } from '../model/clock.ts';
import type { TransportKind } from '../model/observation.ts';
import type { QueryOptions } from './encode.ts';
import type { Ask, AskLimits, Dial, Endpoint, Exchanged, Exchanger, FirstLimits, Tried } from './exchange.ts';
import type { Message } from './message.ts';
import { cryptoRandom, type Random } from './random.ts';
import { RCODE } from './rcode.ts';
import { createAlarms } from './transport/alarms.ts';
import { backoffMs } from './transport/backoff.ts';
import { createBusyServers, type TransportNews } from './transport/busyServers.ts';
import { createHeldBack } from './transport/heldBack.ts';
import { createHttpsTransport } from './transport/https.ts';
import { createLines } from './transport/lines.ts';
import { type Cost, createSender, type SendLimits } from './transport/sender.ts';
import { cameThrough, type Sent } from './transport/sent.ts';
import type { Tally } from './transport/tally.ts';
import { createTcpTransport } from './transport/tcp.ts';
import { createTlsConnector, createTlsTransport, type Trust } from './transport/tls.ts';
import type { Query, Transports } from './transport/transport.ts';
import { createTurns } from './transport/turns.ts';
import { createUdpTransport } from './transport/udp.ts';
import { createWays } from './transport/ways.ts';

export interface ExchangerOptions {
  /** For time-outs, pauses and round trips. */
  readonly clock: Clock;
  /** Straight to the address unless given. */
  readonly dial?: Dial;
  /** The system's cryptographic numbers unless given. */
  readonly random?: Random;
  /** Whom to trust instead of the authorities that Node knows: for tests and private resolvers. */
  readonly tls?: Trust;
  /** What is said in OPT (RFC 6891); null: no OPT. 1232 octets and DO unless given. */
  readonly edns?: QueryOptions['edns'];
  /** Questions on the way to one server at a time, 100 unless given; authorities drop questions above some hundreds. */
  readonly maxOutstandingPerServer?: number;
  /** Questions that an endpoint may get in any second, 1 or more; as many as it takes unless given. */
  readonly rateOf?: (endpoint: Endpoint) => number | undefined;
  /** Questions to all servers together in any second, 1 or more; no bound unless given. */
  readonly totalRate?: number;
  /** Told when a busy server's transport was chosen by what it can do. */
  readonly onTransport?: (news: TransportNews) => void;
  /** Milliseconds for which an unused connection is kept, 5000 unless given. It never keeps the process alive. */
  readonly idleMs?: number;
}

/** DNS Flag Day 2020: 1232 octets pass everywhere unfragmented. */
const EDNS: QueryOptions['edns'] = { udpSize: 1232, dnssecOk: 'set' };

/** One sending, with what it took. */
interface Spent extends Cost {
  readonly sent: Sent;
}

/** One call of `exchange`, and how to end what it waits for just now. */
interface Exchange {
  interrupted: boolean;
  stopWaiting: (() => void) | undefined;
}

export function createExchanger(options: ExchangerOptions): Exchanger {
  const { clock, dial = straight, random = cryptoRandom(), idleMs = 5_000 } = options;
  const alarms = createAlarms(clock);
  const heldBack = createHeldBack(clock);
  const turns = createTurns({ clock, alarms, heldBack, most: options.maxOutstandingPerServer ?? 100 });
  const allTurns = createTurns({ clock, alarms, heldBack, most: Number.POSITIVE_INFINITY });
  const connectTls = createTlsConnector(options.tls ?? {});
  const tally: Tally = { questions: 0 };
  const lines = createLines();
  const streams = { clock, random, idleMs, tally, onQuota: lines.allow };
  const transports: Transports = {
    udp: createUdpTransport(clock, random, tally),
    tcp: createTcpTransport(streams),
    tls: createTlsTransport(streams, connectTls),
    https: createHttpsTransport(clock, idleMs, connectTls, tally),
  };
  const sender = createSender({ alarms, turns, allTurns, lines, transports, totalRate: options.totalRate });
  const wayTo = createWays(dial, options.rateOf ?? (() => undefined));
  const busy = createBusyServers(clock, options.onTransport ?? (() => {}));
  const underWay = new Set<Exchange>();
  let open: boolean = true;

  async function exchange(endpoint: Endpoint, ask: Ask, limits: AskLimits): Promise<Exchanged> {
    const current: Exchange = { interrupted: !open, stopWaiting: undefined };
    const onAbort = () => interrupt(current);
    if (limits.signal?.aborted) onAbort();
    limits.signal?.addEventListener('abort', onAbort);
    underWay.add(current);
    try {
      return await tryUntilAnswered(current, endpoint, ask, limits);
    } finally {
      underWay.delete(current);
      limits.signal?.removeEventListener('abort', onAbort);
    }
  }

  async function tryUntilAnswered(
    current: Exchange,
    endpoint: Endpoint,
    ask: Ask,
    limits: AskLimits,
  ): Promise<Exchanged> {
    const left = () => (limits.deadlineMs ?? Number.POSITIVE_INFINITY) - clock.monotonicMs();
    const count = { tries: 0, ignored: 0 };
    const { destination, rate } = wayTo(endpoint);
    const { server } = destination;
    const sendLimits = {
      ...{ timeoutMs: limits.timeoutMs, rate },
      left: limits.deadlineMs === undefined ? undefined : left,
    };
    let { begun } = limits;
    let transport = endpoint.protocol;
    let edns = options.edns === undefined ? EDNS : options.edns;
    let sent: Sent = { kind: 'timeout' };
    /** A message that could not be read says more than the silence after it. */
    let malformed: Sent | undefined;
    let round = 1;
    /** TCP was tried for being cheaper, and failed: that must not cost the question a try. */
    let detoured = false;
    let refusedOnce = false;

    /** Before the try after `tried`; false where no time is left for it. */
    async function pauseBefore(tried: number): Promise<boolean> {
      const pauseMs = backoffMs(tried, random.fraction());
      if (left() <= pauseMs) return false;
      await pause(current, pauseMs);
      return true;
    }

    while (left() > 0) {
      if (current.interrupted) break;
      const query: Query = { destination, ask, edns };
      const isFree = transport === 'udp' && endpoint.only === undefined;
      const mayDetour = isFree && !detoured && !isLastTry(round, limits);
      const chosen = () =>
        mayDetour ? busy.choose(server) : isFree && isLastTry(round, limits) ? 'tcp' : transport;
      const via = begun?.transport ?? chosen();
      const before: Sent = sent;
      const spent = begun ?? (await send(current, via, query, sendLimits));
      count.tries += spent.tries;
      count.ignored += spent.ignored;
      sent = spent.sent;
      if (begun === undefined && mayDetour && (via === 'udp' || via === 'tcp'))
        busy.ended(server, via, cameThrough(sent) ? 'answered' : 'failed');
      begun = undefined;
      if (mayDetour && via === 'tcp' && (sent.kind === 'timeout' || sent.kind === 'unreachable')) {
        detoured = true;
        continue;
      }
      // A closed door for TCP says less than how UDP ended.
      if (isFree && !mayDetour && via === 'tcp' && sent.kind === 'unreachable') sent = before;
      if (sent.kind === 'truncated') {
        transport = 'tcp';
        continue;
      }
      if (sent.kind === 'case-changed') continue;
      if (sent.kind === 'message') {
        // Whoever answers others and refuses this one may have had too much at a time.
        if (sent.message.rcode === RCODE.REFUSED && !refusedOnce && turns.hasAnswered(server)) {
          refusedOnce = true;
          if (round < limits.tries && (await pauseBefore(round++))) continue;
        }
        if (edns === null || !rejectsEdns(sent.message))
          return { kind: 'message', message: sent.message, rttMs: sent.rttMs, ...count, transport: via };
        edns = null;
        continue;
      }
      if (sent.kind === 'malformed') malformed = sent;
      if (sent.kind === 'interrupted' || (sent.kind === 'unreachable' && !sent.retry)) break;
      if (round === limits.tries || !(await pauseBefore(round++))) break;
    }

    if (current.interrupted) return { kind: 'interrupted', ...count, transport };
    if (sent.kind === 'timeout' && malformed !== undefined) sent = malformed;
    if (sent.kind === 'unreachable')
      return { kind: 'unreachable', reason: sent.reason, noRoute: sent.noRoute, ...count, transport };
    if (sent.kind === 'malformed') return { kind: 'malformed', reason: sent.reason, ...count, transport };
    return { kind: 'timeout', ...count, transport };
  }

  function tryFirst(
    endpoint: Endpoint,
    ask: Ask,
    { timeoutMs, lookalikes }: FirstLimits,
    onEnd: (tried: Tried) => void,
  ): () => void {
    const { destination, rate } = wayTo(endpoint);
    const { server } = destination;
    const isFree = endpoint.protocol === 'udp' && endpoint.only === undefined;
    const transport = isFree ? busy.choose(server) : endpoint.protocol;
    const edns = options.edns === undefined ? EDNS : options.edns;
    const query: Query = { destination, ask, edns, lookalikes };
    return sender.send(transport, query, { timeoutMs, rate, left: undefined }, (sent, cost) => {
      if (isFree && (transport === 'udp' || transport === 'tcp'))
        busy.ended(server, transport, cameThrough(sent) ? 'answered' : 'failed');
      const { ignored } = cost;
      if (sent.kind === 'lookalike') {
        const { answer, rttMs } = sent;
        onEnd({ kind: 'lookalike', answer, rttMs, ignored, transport });
      } else if (sent.kind === 'message' && !isBegun(server, sent.message)) {
        const { message, shape, rttMs } = sent;
        onEnd({ kind: 'message', message, shape, rttMs, ignored, transport });
      } else onEnd({ kind: 'begun', sent, ...cost, transport });
    });
  }

  /** Whether a server that says so may say something else when it is asked again. */
  function isBegun(server: string, message: Message): boolean {
    return (message.rcode === RCODE.REFUSED && turns.hasAnswered(server)) || rejectsEdns(message);
  }

  function send(current: Exchange, via: TransportKind, query: Query, limits: SendLimits): Promise<Spent> {
    return new Promise((resolve) => {
      current.stopWaiting = sender.send(via, query, limits, (sent, cost) => {
        current.stopWaiting = undefined;
        resolve({ ...cost, sent });
      });
    });
  }

  function pause(current: Exchange, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const alarm = alarms.set(ms, end);
      function end(): void {
        alarms.cancel(alarm);
        current.stopWaiting = undefined;
        resolve();
      }
      current.stopWaiting = end;
    });
  }

  function interrupt(current: Exchange): void {
    current.interrupted = true;
    current.stopWaiting?.();
  }

  async function close(): Promise<void> {
    open = false;
    for (const current of [...underWay]) interrupt(current);
    // First tries end without a word: whoever made them has stopped waiting.
    alarms.clear();
    await Promise.all(Object.values(transports).map((transport) => transport.close()));
  }

  return {
    ...{ exchange, tryFirst, close },
    questionsSent: () => tally.questions,
    heldBackMs: heldBack.ms,
  };
}

function straight(address: string, port: number): { host: string; port: number } {
  return { host: address, port };
}

/**
 * What did not come over UDP twice may be too large for the way (RFC 9715 §3.2), or the server answers only some of
 * its datagrams; both answer over TCP.
 */
function isLastTry(round: number, { tries }: AskLimits): boolean {
  return tries > 2 && round === tries;
}

/** RFC 6891 §7 (FORMERR), §6.1.3 (BADVERS); NOTIMP is what some old servers say instead. */
function rejectsEdns(message: Message): boolean {
  return message.rcode === RCODE.FORMERR || message.rcode === RCODE.NOTIMP || message.rcode === RCODE.BADVERS;
}
