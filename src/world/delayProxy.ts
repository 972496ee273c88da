import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import type { Dial } from '../dns/exchange.ts';
import { LOOPBACK } from './listener.ts';
import type { Passage } from './passage.ts';

export interface DelayProxyOptions {
  /** Every address, port 53, that is to be reached through the proxy. */
  readonly addresses: readonly string[];
  /** Where they really are: `world.dial`. */
  readonly dial: Dial;
  /** What each crossing takes: `roundCounter()`, or `fixedDelay(50, clock)`. */
  readonly passage: Passage;
  /** Where each address is to listen, for programs that cannot be told of other ports; free ports of loopback if left out. */
  readonly place?: (address: string) => Place;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

const ANYWHERE: Place = { host: LOOPBACK, port: 0 };

/** Stands between the program and its servers, and makes every way take its time, there and back. */
export interface DelayProxy {
  /** Leads through the proxy where the address is one of its own, else as before. */
  readonly dial: Dial;
  stop(): Promise<void>;
}

/** Opens a UDP and a TCP socket for each address. Rejects if there is no free port. */
export async function startDelayProxy(options: DelayProxyOptions): Promise<DelayProxy> {
  const doors = new Map<string, Door>();
  for (const address of options.addresses)
    doors.set(
      address,
      await openDoor(options.place?.(address) ?? ANYWHERE, options.dial(address, 53), options.passage),
    );
  return {
    dial(address, port) {
      const door = port === 53 ? doors.get(address) : undefined;
      return door === undefined ? options.dial(address, port) : door.place;
    },
    stop: async () => {
      await Promise.all([...doors.values()].map((door) => door.stop()));
    },
  };
}

interface Door {
  readonly place: Place;
  stop(): Promise<void>;
}

async function openDoor(at: Place, to: Place, passage: Passage): Promise<Door> {
  const sockets = new Set<{ destroy(): void }>();
  const tcp = createServer((near) => {
    const far = connect(to.port, to.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
    }
    // SYN and SYN-ACK are a round trip of their own before the first octet (RFC 9293 §3.5).
    const opened = passage.cross().then(() => passage.cross());
    carry(near, far, opened, passage);
    carry(far, near, opened, passage);
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(at.port, at.host, resolve);
  });
  const address = tcp.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const udp = createSocket('udp4');
  const returns = new Map<string, (octets: Uint8Array) => void>();
  udp.on('message', (octets, from) => {
    const key = `${from.address} ${from.port}`;
    const send = returns.get(key) ?? pathFor(from.port, from.address);
    returns.set(key, send);
    void passage.cross().then(() => send(octets));
  });

  /** A socket of its own towards the server for each port that asks, as an address translator has it. */
  function pathFor(nearPort: number, nearAddress: string): (octets: Uint8Array) => void {
    const far = createSocket('udp4');
    sockets.add({ destroy: () => far.close() });
    far.on('error', () => undefined);
    far.on('message', (octets) => {
      void passage.cross().then(() => udp.send(octets, nearPort, nearAddress, () => undefined));
    });
    return (octets) => far.send(octets, to.port, to.host, () => undefined);
  }

  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, at.host, resolve);
  });
  udp.on('error', () => undefined);
  return {
    place: { host: at.host, port },
    stop: async () => {
      const closed = [tcp, udp].map((s) => new Promise<void>((resolve) => s.once('close', () => resolve())));
      for (const socket of sockets) socket.destroy();
      tcp.close();
      udp.close();
      await Promise.all(closed);
    },
  };
}

function carry(from: Socket, to: Socket, opened: Promise<void>, passage: Passage): void {
  let order = opened;
  from.on('data', (piece: Buffer) => {
    const crossed = opened.then(() => passage.cross());
    order = order.then(() => crossed).then(() => void to.write(piece));
  });
  from.on('end', () => {
    order = order.then(() => void to.end());
  });
  from.on('close', () => {
    order = order.then(() => void to.end());
  });
}
