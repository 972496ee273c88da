/** Asks servers the same questions over and over, and keeps every answer with its instant: what users would have got. */
import { createSocket, type Socket } from 'node:dgram';
import { decodeMessage } from '../../../src/dns/decode.ts';
import { encodeQuery } from '../../../src/dns/encode.ts';
import { presentRdata } from '../../../src/dns/present.ts';
import { parseName } from '../../../src/model/name.ts';
import { typeCode } from '../../../src/model/recordType.ts';

export interface AskedRrset {
  /** Absolute, with the final dot. */
  readonly owner: string;
  readonly type: string;
}

export interface AskedServer {
  readonly name: string;
  readonly address: string;
  readonly role: 'resolver' | 'authority';
  readonly rrsets: readonly (AskedRrset & {
    /** Not asked before this instant, milliseconds UTC: until then no cache holds it. */
    readonly notBefore?: number;
  })[];
}

/** One answer. `at` is when it arrived, milliseconds UTC. */
export interface Look extends AskedRrset {
  readonly at: number;
  readonly server: string;
  readonly role: AskedServer['role'];
  /** Seconds; null if the answer has no such RRset. */
  readonly ttl: number | null;
  /** Presentation form, sorted. */
  readonly rdata: readonly string[];
}

export interface Asking {
  /** Every answer so far, in the order in which they arrived. */
  readonly looks: readonly Look[];
  readonly stop: () => Promise<void>;
}

/** A question that is not answered within so many milliseconds is given up; its ID is free again. */
const GIVEN_UP_MS = 5000;

/** Asks every server for each of its RRsets every `everyMs`. An answer that never comes is no look. */
export async function startAsking(servers: readonly AskedServer[], everyMs: number): Promise<Asking> {
  const looks: Look[] = [];
  const askers = await Promise.all(servers.map((server) => startAsker(server, (look) => looks.push(look))));
  const timer = setInterval(() => {
    for (const asker of askers) asker.ask();
  }, everyMs);
  for (const asker of askers) asker.ask();
  return {
    looks,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(askers.map((asker) => asker.stop()));
    },
  };
}

async function startAsker(
  server: AskedServer,
  tell: (look: Look) => void,
): Promise<{ ask: () => void; stop: () => Promise<void> }> {
  const socket: Socket = createSocket('udp4');
  const open = new Map<number, { readonly rrset: AskedRrset; readonly sentAt: number }>();
  let nextId = 1;
  socket.on('error', () => undefined);
  socket.on('message', (bytes) => {
    const message = decodeMessage(bytes);
    const asked = open.get(message.id);
    if (asked === undefined || !message.qr) return;
    open.delete(message.id);
    const { owner, type } = asked.rrset;
    const records = message.answers.filter((r) => r.owner === owner && r.type === typeCode(type));
    tell({
      ...{ at: Date.now(), server: server.name, role: server.role, owner, type },
      ttl: records[0]?.ttl ?? null,
      rdata: records.map(presentRdata).sort(),
    });
  });
  await new Promise<void>((resolve) => socket.connect(53, server.address, resolve));
  return {
    ask() {
      const now = Date.now();
      for (const [id, { sentAt }] of open) if (now - sentAt > GIVEN_UP_MS) open.delete(id);
      for (const rrset of server.rrsets.filter(({ notBefore = 0 }) => notBefore <= now)) {
        const id = nextId;
        nextId = (nextId % 0xffff) + 1;
        open.set(id, { rrset, sentAt: now });
        const ask = {
          name: parseName(rrset.owner),
          type: typeCode(rrset.type) ?? 0,
          recursionDesired: server.role === 'resolver',
        };
        socket.send(encodeQuery(ask, { id, edns: null }));
      }
    },
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
