import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';

export const LOOPBACK: string = '127.0.0.1';

/** What a server says to some octets: any number of messages, none at all to stay silent. */
export type Respond = (query: Uint8Array, transport: 'udp' | 'tcp') => readonly Uint8Array[];

/** A UDP and a TCP socket on loopback, on the same ephemeral port. */
export interface Listener {
  readonly port: number;
  stop(): Promise<void>;
}

/** How often a free TCP port may turn out to be taken for UDP. */
const PORT_TRIES = 10;

/** Listens on loopback. Rejects if there is no free port. */
export async function listen(respond: Respond): Promise<Listener> {
  for (let left = PORT_TRIES; ; left--) {
    const connections = new Set<Socket>();
    const tcp = createServer((socket) => {
      connections.add(socket);
      socket.on('close', () => connections.delete(socket));
      serve(socket, respond);
    });
    await started(tcp, () => tcp.listen(0, LOOPBACK));
    const address = tcp.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const udp = createSocket('udp4', (octets, from) => {
      for (const answer of respond(octets, 'udp')) udp.send(answer, from.port, from.address, ignore);
    });
    try {
      await started(udp, () => udp.bind(port, LOOPBACK));
      udp.on('error', ignore);
      tcp.on('error', ignore);
      return { port, stop: () => stopped(tcp, udp, connections) };
    } catch (error) {
      tcp.close();
      if (left <= 1) throw error;
    }
  }
}

/** Somebody who asked and went away is no trouble of a server's. */
function ignore(): void {}

function started(socket: Server | UdpSocket, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('listening', () => {
      socket.off('error', reject);
      resolve();
    });
    start();
  });
}

async function stopped(tcp: Server, udp: UdpSocket, connections: ReadonlySet<Socket>): Promise<void> {
  const closed = [tcp, udp].map(
    (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
  );
  for (const socket of connections) socket.destroy();
  tcp.close();
  udp.close();
  await Promise.all(closed);
}

/** Messages over TCP have their length in front (RFC 1035 §4.2.2), and come in pieces of any size. */
function serve(socket: Socket, respond: Respond): void {
  let held: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', ignore);
  socket.on('data', (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const query = held.subarray(2, end);
      held = held.subarray(end);
      for (const answer of respond(query, 'tcp')) socket.write(framed(answer));
    }
  });
}

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
