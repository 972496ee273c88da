import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { decodeMessage } from '../../src/dns/decode.ts';
import type { Dial } from '../../src/dns/exchange.ts';
import type { Clock } from '../../src/model/clock.ts';
import { typeName } from '../../src/model/recordType.ts';

const LOOPBACK = '127.0.0.1';

/** A message on its way, or an opening connection. */
export interface Crossing {
  /** Of the server, as the program knows it. */
  readonly address: string;
  readonly direction: 'there' | 'back';
  readonly transport: 'udp' | 'tcp';
  /** `www.example.com. A`; `SYN` for a connection. */
  readonly question: string;
  /** How often the same has crossed before. */
  readonly nth: number;
  /** 0 for a connection. */
  readonly octets: number;
}

/**
 * What becomes of it: one copy for each number, after so many milliseconds; none is a loss. `REFUSED` is what the
 * server says in place of an answer.
 */
export type Fate = readonly number[] | 'REFUSED';

/** The weather between the program and its servers. Called once for each crossing. */
export type Weather = (crossing: Crossing) => Fate;

/** A question that left the program. */
export interface SeenQuestion {
  readonly address: string;
  readonly question: string;
  readonly transport: 'udp' | 'tcp';
  /** A reading of `monotonicMs`. */
  readonly atMs: number;
}

export interface FaultyProxy {
  /** Leads through the proxy where the address is one of its own, else as before. */
  readonly dial: Dial;
  /** Every question that left the program, in order. */
  readonly seen: readonly SeenQuestion[];
  stop(): Promise<void>;
}

export interface FaultyProxyOptions {
  /** Every address, port 53, that is reached through the proxy. */
  readonly addresses: readonly string[];
  /** Where they really are. */
  readonly dial: Dial;
  readonly clock: Clock;
  readonly weather: Weather;
}

/** Stands between the program and its servers, over UDP and TCP, and does to each message what the weather says. */
export async function startFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const { clock, weather } = options;
  const seen: SeenQuestion[] = [];
  const crossed = new Map<string, number>();
  const doors = new Map<string, Door>();

  function fateOf(crossing: Omit<Crossing, 'nth'>): Fate {
    const { address, direction, transport, question } = crossing;
    const key = `${address} ${direction} ${transport} ${question}`;
    const nth = crossed.get(key) ?? 0;
    crossed.set(key, nth + 1);
    return weather({ ...crossing, nth });
  }

  function note(address: string, question: string, transport: 'udp' | 'tcp'): void {
    seen.push({ address, question, transport, atMs: clock.monotonicMs() });
  }

  for (const address of options.addresses) {
    const { host, port } = options.dial(address, 53);
    doors.set(address, await openDoor({ address, host, port, clock, fateOf, note }));
  }
  return {
    seen,
    dial(address, port) {
      const door = port === 53 ? doors.get(address) : undefined;
      return door === undefined ? options.dial(address, port) : { host: LOOPBACK, port: door.port };
    },
    stop: async () => {
      await Promise.all([...doors.values()].map((door) => door.stop()));
    },
  };
}

interface Door {
  readonly port: number;
  stop(): Promise<void>;
}

interface DoorOptions {
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly fateOf: (crossing: Omit<Crossing, 'nth'>) => Fate;
  readonly note: (address: string, question: string, transport: 'udp' | 'tcp') => void;
}

async function openDoor(options: DoorOptions): Promise<Door> {
  const { address, clock, fateOf, note } = options;
  const sockets = new Set<{ destroy(): void }>();

  const tcp = createServer((near) => {
    sockets.add(near);
    near.on('error', () => near.destroy());
    void openTcp(near);
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(0, LOOPBACK, resolve);
  });
  const bound = tcp.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;

  async function openTcp(near: Socket): Promise<void> {
    const fate = fateOf({ address, direction: 'there', transport: 'tcp', question: 'SYN', octets: 0 });
    const [ms] = fate === 'REFUSED' ? [] : fate;
    // Nobody answers the SYN: a connection that never says anything comes closest to it on loopback.
    if (ms === undefined) return;
    await clock.wait(ms);
    const far = connect(options.port, options.host);
    sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    relay(near, far, 'there');
    relay(far, near, 'back');
  }

  /** Whole messages, each with its length in front (RFC 1035 §4.2.2), in their order. */
  function relay(from: Socket, to: Socket, direction: 'there' | 'back'): void {
    let held: Buffer = Buffer.alloc(0);
    let order = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      held = Buffer.concat([held, piece]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0);
        const framed = held.subarray(0, end);
        held = held.subarray(end);
        const question = questionIn(framed.subarray(2));
        if (direction === 'there') note(address, question, 'tcp');
        const fate = fateOf({ address, direction, transport: 'tcp', question, octets: framed.length });
        const [ms] = fate === 'REFUSED' ? [] : fate;
        if (ms === undefined) continue;
        const arrived = clock.wait(ms);
        order = order.then(() => arrived).then(() => void (to.destroyed || to.write(framed)));
      }
    });
  }

  const udp = createSocket('udp4');
  const returns = new Map<string, (octets: Uint8Array) => void>();
  udp.on('message', (octets, from) => {
    const question = questionIn(octets);
    note(address, question, 'udp');
    const fate = fateOf({ address, direction: 'there', transport: 'udp', question, octets: octets.length });
    if (fate === 'REFUSED') {
      udp.send(refusalOf(octets), from.port, from.address);
      return;
    }
    const key = `${from.address} ${from.port}`;
    const send = returns.get(key) ?? wayFor(from.port, from.address);
    returns.set(key, send);
    for (const ms of fate) void clock.wait(ms).then(() => send(octets));
  });
  udp.on('error', () => undefined);

  /** A socket of its own towards the server for each port that asks, as an address translator has it. */
  function wayFor(nearPort: number, nearAddress: string): (octets: Uint8Array) => void {
    const far = createSocket('udp4');
    let isOpen = true;
    sockets.add({
      destroy: () => {
        isOpen = false;
        far.close();
      },
    });
    far.on('error', () => undefined);
    far.on('message', (octets) => {
      const question = questionIn(octets);
      const fate = fateOf({ address, direction: 'back', transport: 'udp', question, octets: octets.length });
      if (fate === 'REFUSED') return;
      for (const ms of fate)
        void clock.wait(ms).then(() => void (isOpen && udp.send(octets, nearPort, nearAddress)));
    });
    return (octets) => void (isOpen && far.send(octets, options.port, options.host));
  }

  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, LOOPBACK, resolve);
  });
  return {
    port,
    stop: async () => {
      const closed = [tcp, udp].map((s) => new Promise<void>((resolve) => s.once('close', () => resolve())));
      for (const socket of sockets) socket.destroy();
      tcp.close();
      udp.close();
      await Promise.all(closed);
    },
  };
}

/** The names of questions come in letters of random case. */
function questionIn(octets: Uint8Array): string {
  const [question] = decodeMessage(octets).questions;
  return question === undefined ? '' : `${question.name} ${typeName(question.type)}`;
}

/** RFC 1035 §4.1.1: QR set, RCODE 5, the question as it came and nothing else. */
function refusalOf(query: Uint8Array): Uint8Array {
  const refusal = Buffer.from(query);
  refusal[2] = (refusal[2] ?? 0) | 0x80;
  refusal[3] = ((refusal[3] ?? 0) & 0xf0) | 5;
  return refusal;
}
