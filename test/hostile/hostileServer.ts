/** One server on loopback that says whatever it is told to, over every transport that the program speaks. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Endpoint } from '../../src/dns/exchange.ts';
import { createFrameReader } from '../../src/dns/transport/frames.ts';
import type { TransportKind } from '../../src/model/observation.ts';

/** What the server says or does to a query. A message is a datagram, a framed message, or the body of a response. */
export type Script = (query: Uint8Array, transport: TransportKind) => readonly (Uint8Array | Act)[];

/** Something that is no message, for those transports for which it is given. */
export interface Act {
  readonly datagram?: (from: RemoteInfo) => void;
  readonly stream?: (socket: Socket) => void;
  readonly http?: (stream: ServerHttp2Stream) => void;
}

export interface HostileServerOptions {
  /** For the server's address (`server`, unless given) or for somebody else (`other`). */
  readonly certificate?: 'server' | 'other';
}

export interface HostileServer extends AsyncDisposable {
  /** From now on. */
  play(script: Script): void;
  endpointOf(transport: TransportKind): Endpoint;
  /** Where to dial for an endpoint's port. */
  dial(address: string, port: number): { readonly host: string; readonly port: number };
  /** Queries so far. */
  asked(): number;
}

const HOST = '127.0.0.1';
/** What the certificate is for. */
const ADDRESS = '192.0.2.1';
const PORTS = { udp: 53, tcp: 53, tls: 853, https: 443 } as const;

export const TEST_CA: string = fixture('ca.pem');

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

export async function startHostileServer(options: HostileServerOptions = {}): Promise<HostileServer> {
  let script: Script = () => [];
  let asked = 0;
  const sockets = new Set<Socket>();
  const { certificate = 'server' } = options;
  const keys = { cert: fixture(`${certificate}.pem`), key: fixture(`${certificate}.key`) };

  function say(query: Uint8Array, transport: TransportKind): ReturnType<Script> {
    asked++;
    return script(query, transport);
  }

  function converse(transport: 'tcp' | 'tls'): (socket: Socket) => void {
    return (socket) => {
      socket.on('error', () => {});
      socket.on(
        'data',
        createFrameReader((query) => {
          for (const said of say(query, transport))
            if (said instanceof Uint8Array) socket.write(framed(said));
            else said.stream?.(socket);
        }),
      );
    };
  }

  function serve(stream: ServerHttp2Stream): void {
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const [said] = say(Buffer.concat(chunks), 'https');
      if (said === undefined || stream.destroyed) return;
      if (said instanceof Uint8Array) {
        stream.respond({ ':status': 200, 'content-type': 'application/dns-message' });
        stream.end(said);
      } else said.http?.(stream);
    });
  }

  const tcp = createServer(converse('tcp'));
  const tls = createTlsServer(keys, converse('tls'));
  const https = createSecureServer(keys);
  for (const listener of [tcp, tls, https])
    listener.on('connection', (socket: Socket) => {
      // A second message must not wait 40 ms of real time for the first to be acknowledged.
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  https.on('sessionError', () => {});
  https.on('stream', serve);
  const ports = { udp: 0, tcp: await portOf(tcp), tls: await portOf(tls), https: await portOf(https) };
  const udp = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  udp.on('message', (query, from) => {
    for (const said of say(query, 'udp'))
      if (said instanceof Uint8Array) udp.send(said, from.port, from.address, () => {});
      else said.datagram?.(from);
  });
  // A truncated answer leads to TCP at the same port.
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(ports.tcp, HOST, resolve);
  });
  ports.udp = ports.tcp;

  return {
    play(next) {
      script = next;
    },
    endpointOf: (protocol) => ({ protocol, address: ADDRESS, ...(protocol === 'udp' ? { only: true } : {}) }),
    dial(_address, port) {
      const transport = Object.entries(PORTS).find(([, usual]) => usual === port)?.[0] ?? 'udp';
      return { host: HOST, port: ports[transport as TransportKind] };
    },
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      const closed = [tcp, tls, https].map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all([...closed, new Promise<void>((resolve) => udp.close(() => resolve()))]);
    },
  };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
