import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../model/clock.ts';
import { encodeQuery } from '../encode.ts';
import { mixLetterCase, repeatsLetterCase } from '../letterCase.ts';
import type { Message } from '../message.ts';
import type { Random } from '../random.ts';
import { createIdTable, type Identified, type IdTable } from './idTable.ts';
import { HEADER_OCTETS, idOf, readAnswer } from './readAnswer.ts';
import { unreachable } from './reason.ts';
import type { Tally } from './tally.ts';
import type { Attempt, Destination, Ended, Query, Transport } from './transport.ts';

/** Ports per server under load. An idle one is closed at once, so a question alone has a port of its own (RFC 5452 §9.2). */
const SOCKETS_PER_SERVER = 4;
/** Then the port changes even under load. */
const QUESTIONS_PER_SOCKET = 256;
/** The system's default loses answers above about 200 outstanding questions. */
const RECEIVE_BUFFER_OCTETS = 1 << 20;

interface Waiting extends Attempt, Identified<Waiting> {
  readonly query: Query;
  readonly onEnd: (ended: Ended) => void;
  readonly bytes: Uint8Array;
  /** Plain ones may come back in any case: the server is known to change it. */
  readonly letters: 'mixed' | 'plain';
  sentAt: number;
  ignored: number;
  malformed: string | undefined;
}

/** One connected socket: the system drops what does not come from the server's address and port. */
interface Port {
  /** Host and port of the server. */
  readonly server: string;
  readonly socket: Socket;
  readonly waiting: IdTable<Waiting>;
  state: 'opening' | 'open' | 'closed';
  asked: number;
}

/** Questions in datagrams (RFC 1035 §4.2.1). */
export function createUdpTransport(clock: Clock, random: Random, tally: Tally): Transport {
  /** The ports that take questions. */
  const servers = new Map<string, Port[]>();
  /** All ports, until the system has closed them. */
  const ports = new Set<Port>();
  /** Servers that answered with a name in another case than they were asked. They are asked in lower case. */
  const changingCase = new Set<string>();

  function ask(query: Query, onEnd: (ended: Ended) => void): Attempt {
    const port = choosePort(query.destination);
    const id = unusedId(port);
    const bytes = encodeQuery(query.ask, { id, edns: query.edns });
    const letters = changingCase.has(port.server) ? 'plain' : 'mixed';
    if (letters === 'mixed') mixLetterCase(bytes, random);
    const waiting: Waiting = {
      id,
      next: undefined,
      query,
      onEnd,
      bytes,
      letters,
      sentAt: 0,
      ignored: 0,
      malformed: undefined,
      abandon: () => forget(port, waiting),
    };
    port.waiting.add(waiting);
    if (++port.asked === QUESTIONS_PER_SOCKET) leave(port);
    if (port.state === 'open') send(port, waiting);
    return waiting;
  }

  function choosePort({ host, port: number, server }: Destination): Port {
    const open = servers.get(server) ?? [];
    if (open.length >= SOCKETS_PER_SERVER) return open[Math.floor(random.fraction() * open.length)] as Port;
    const port = openPort(server, host, number);
    servers.set(server, [...open, port]);
    return port;
  }

  /** A port that takes no more questions; those under way go on. */
  function leave(port: Port): void {
    const open = servers.get(port.server)?.filter((other) => other !== port) ?? [];
    if (open.length === 0) servers.delete(port.server);
    else servers.set(port.server, open);
  }

  function openPort(server: string, host: string, number: number): Port {
    const socket = createSocket({
      // It is an address: a colon is enough to tell, and `isIPv6` costs a short run a tenth of its time.
      type: host.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER_OCTETS,
      // Only addresses come here: there is nothing to look up, and node:dns need not be loaded.
      lookup: (address, _options, done) => done(null, address, 0),
    });
    const port: Port = { server, socket, waiting: createIdTable(), state: 'opening', asked: 0 };
    ports.add(port);
    socket.on('close', () => ports.delete(port));
    socket.on('error', (error) => fail(port, error));
    socket.on('message', (bytes) => receive(port, bytes));
    // Not at once: an error must not be told before `ask` has returned.
    process.nextTick(() => {
      if (port.state === 'closed') return;
      try {
        socket.connect(number, host, (error?: unknown) => {
          if (error !== undefined && error !== null) fail(port, error);
          else if (port.state === 'opening') {
            port.state = 'open';
            for (const waiting of port.waiting.items()) send(port, waiting);
          }
        });
      } catch (error) {
        fail(port, error);
      }
    });
    return port;
  }

  function unusedId(port: Port): number {
    for (;;) {
      const id = random.id();
      if (port.waiting.get(id) === undefined) return id;
    }
  }

  function send(port: Port, waiting: Waiting): void {
    waiting.sentAt = clock.monotonicMs();
    tally.questions++;
    port.socket.send(waiting.bytes, (error) => {
      if (error !== null) fail(port, error);
    });
  }

  function receive(port: Port, bytes: Uint8Array): void {
    const waiting = bytes.length < HEADER_OCTETS ? undefined : port.waiting.get(idOf(bytes));
    if (waiting === undefined) {
      for (const other of port.waiting.items()) other.ignored++;
      return;
    }
    const answer = waiting.query.lookalikes?.read(bytes, waiting.bytes);
    if (answer !== undefined) {
      end(port, waiting, { kind: 'lookalike', answer, rttMs: clock.monotonicMs() - waiting.sentAt });
      return;
    }
    const reading = readAnswer(bytes, waiting.id, waiting.query.ask);
    if (reading.kind === 'foreign') waiting.ignored++;
    else if (reading.kind === 'answer') end(port, waiting, endOf(port, waiting, reading.message, bytes));
    // Forged or not, it costs no more than asking over TCP.
    else if (reading.cut) end(port, waiting, { kind: 'truncated' });
    else {
      waiting.ignored++;
      waiting.malformed = reading.reason;
    }
  }

  function endOf(port: Port, waiting: Waiting, message: Message, bytes: Uint8Array): Ended {
    if (message.tc) return { kind: 'truncated' };
    const comparable = waiting.letters === 'mixed' && message.questions.length > 0;
    if (comparable && !repeatsLetterCase(bytes, waiting.bytes)) {
      changingCase.add(port.server);
      return { kind: 'case-changed' };
    }
    const rttMs = clock.monotonicMs() - waiting.sentAt;
    const shape = waiting.query.lookalikes?.learn(bytes, waiting.bytes, message);
    return { kind: 'message', message, rttMs, ...(shape === undefined ? {} : { shape }) };
  }

  function end(port: Port, waiting: Waiting, ended: Ended): void {
    forget(port, waiting);
    waiting.onEnd(ended);
  }

  function forget(port: Port, waiting: Waiting): void {
    if (port.waiting.delete(waiting) && port.waiting.size() === 0) closePort(port);
  }

  /** All questions of a port go to one server: what the network says to one it says to all. */
  function fail(port: Port, error: unknown): void {
    const waiting = port.waiting.items();
    port.waiting.clear();
    closePort(port);
    for (const { onEnd } of waiting) onEnd(unreachable(error));
  }

  function closePort(port: Port): void {
    if (port.state === 'closed') return;
    port.state = 'closed';
    leave(port);
    port.socket.close();
  }

  async function close(): Promise<void> {
    const closed = [...ports].map((port) => new Promise((resolve) => port.socket.once('close', resolve)));
    for (const port of ports) {
      port.waiting.clear();
      closePort(port);
    }
    await Promise.all(closed);
  }

  return { ask, close };
}
