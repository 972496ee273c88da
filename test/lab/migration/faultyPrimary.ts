/** A wire to the primary on which something goes wrong with updates; everything else passes as it is. */
import { connect, createServer, type Socket } from 'node:net';
import { ADDRESSES } from '../addresses.ts';

/** `pass` it on, `lose` it for ever, `reset` the connection, or say SERVFAIL in the primary's place. */
export type Fate = 'pass' | 'lose' | 'reset' | 'servfail';

export interface WireFaults {
  /** Called when an update has come, before the primary gets it. */
  readonly onUpdate?: (count: number) => Promise<Fate>;
  /** Called when the primary has answered an update, before the program gets it. */
  readonly onAnswer?: (count: number) => Promise<Fate>;
}

export interface FaultyPrimary {
  readonly address: string;
  readonly port: number;
  /** How many updates have come. */
  readonly updates: () => number;
  readonly stop: () => Promise<void>;
}

/** RFC 2136 §1.3. */
const OPCODE_UPDATE = 5;

export async function startFaultyPrimary(faults: WireFaults): Promise<FaultyPrimary> {
  const sockets = new Set<Socket>();
  let updates = 0;
  const server = createServer((program) => {
    const primary = connect(53, ADDRESSES.primary);
    const ids = new Map<number, number>();
    const reset = (): void => {
      program.resetAndDestroy();
      primary.destroy();
    };
    for (const socket of [program, primary]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        program.destroy();
        primary.destroy();
      });
    }
    const carry = (from: Socket, to: Socket, fateOf: (message: Buffer) => Promise<Fate>): void => {
      let rest = Buffer.alloc(0);
      let queue = Promise.resolve();
      from.on('data', (bytes) => {
        rest = Buffer.concat([rest, bytes]);
        while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
          const frame = rest.subarray(0, 2 + rest.readUInt16BE(0));
          rest = rest.subarray(frame.length);
          queue = queue.then(async () => {
            const fate = await fateOf(frame.subarray(2));
            if (fate === 'reset') reset();
            else if (fate === 'servfail') from.write(servfail(frame.subarray(2)));
            else if (fate === 'pass' && !to.destroyed) to.write(frame);
          });
        }
      });
    };
    carry(program, primary, async (message) => {
      if (((message.readUInt8(2) >> 3) & 15) !== OPCODE_UPDATE) return 'pass';
      updates += 1;
      ids.set(message.readUInt16BE(0), updates);
      return (await faults.onUpdate?.(updates)) ?? 'pass';
    });
    carry(primary, program, async (message) => {
      const count = ids.get(message.readUInt16BE(0));
      if (count === undefined) return 'pass';
      return (await faults.onAnswer?.(count)) ?? 'pass';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The wire has no port.');
  return {
    address: '127.0.0.1',
    port: bound.port,
    updates: () => updates,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A header and nothing else, as a server sends it that has no time: QR, the opcode, RCODE 2 (RFC 1035 section 4.1.1). */
function servfail(message: Buffer): Buffer {
  const frame = Buffer.alloc(2 + 12);
  frame.writeUInt16BE(12, 0);
  message.copy(frame, 2, 0, 3);
  frame.writeUInt8(message.readUInt8(2) | 0x80, 4);
  frame.writeUInt8(2, 5);
  return frame;
}
