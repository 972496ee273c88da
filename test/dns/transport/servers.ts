import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { createFrameReader } from '../../../src/dns/transport/frames.ts';

export const TEST_CA: string = fixture('ca.pem');

function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

/** Small servers on loopback that do what each test tells them; they end with the test. */
export interface UdpServer {
  readonly port: number;
  readonly socket: UdpSocket;
  readonly queries: { readonly bytes: Uint8Array; readonly from: RemoteInfo }[];
  close(): Promise<void>;
}

export async function udpServer(
  onQuery: (bytes: Uint8Array, reply: (answer: Uint8Array) => void, from: RemoteInfo) => void,
  where: { readonly host?: string; readonly port?: number } = {},
): Promise<UdpServer> {
  const host = where.host ?? '127.0.0.1';
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 });
  const queries: UdpServer['queries'] = [];
  socket.on('message', (bytes, from) => {
    queries.push({ bytes, from });
    onQuery(bytes, (answer) => socket.send(answer, from.port, from.address), from);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(where.port ?? 0, host, resolve);
  });
  const { port } = socket.address();
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  let open = true;
  function close(): Promise<void> {
    if (open) socket.close();
    open = false;
    return closed;
  }
  onTestFinished(close);
  return { port, socket, queries, close };
}

export interface StreamServer {
  readonly port: number;
  /** Connections so far, in order. */
  readonly connections: Socket[];
  readonly queries: Uint8Array[];
  readonly open: Set<Socket>;
}

export type OnStreamQuery = (query: Uint8Array, connection: Socket, number: number) => void;

/** `onQuery` gets each message, the connection, and the connection's number from 0. */
export function tcpServer(
  onQuery: OnStreamQuery,
  options: { readonly host?: string; readonly onConnection?: (socket: Socket) => void } = {},
): Promise<StreamServer> {
  return listen(
    (onConnection) =>
      createServer((socket) => {
        onConnection(socket);
        options.onConnection?.(socket);
      }),
    onQuery,
    options.host,
  );
}

/** With the certificate `server` (for dns.example.test and 192.0.2.1) or `other`. */
export function tlsServer(onQuery: OnStreamQuery, certificate: 'server' | 'other'): Promise<StreamServer> {
  const options = { cert: fixture(`${certificate}.pem`), key: fixture(`${certificate}.key`) };
  return listen((onConnection) => createTlsServer(options, onConnection), onQuery);
}

async function listen(
  create: (onConnection: (socket: Socket) => void) => Server,
  onQuery: OnStreamQuery,
  host: string = '127.0.0.1',
): Promise<StreamServer> {
  const connections: Socket[] = [];
  const open = new Set<Socket>();
  const queries: Uint8Array[] = [];
  const server = create((socket) => {
    const number = connections.push(socket) - 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    socket.on(
      'data',
      createFrameReader((bytes) => {
        queries.push(bytes);
        onQuery(bytes, socket, number);
      }),
    );
  });
  await listening(server, host);
  onTestFinished(() => closed(server, open));
  return { port: (server.address() as AddressInfo).port, connections, queries, open };
}

export interface HttpServer {
  readonly port: number;
  readonly server: Http2SecureServer;
  readonly sessions: ServerHttp2Session[];
}

export async function httpServer(certificate: 'server' | 'other' = 'server'): Promise<HttpServer> {
  const server = createSecureServer({
    cert: fixture(`${certificate}.pem`),
    key: fixture(`${certificate}.key`),
  });
  const sessions: ServerHttp2Session[] = [];
  const open = new Set<Socket>();
  server.on('session', (session) => sessions.push(session));
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('sessionError', () => {});
  await listening(server, '127.0.0.1');
  onTestFinished(() => closed(server, open));
  return { port: (server.address() as AddressInfo).port, server, sessions };
}

function listening(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
}

function closed(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.destroy();
  });
}
