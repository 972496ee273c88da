import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { loopTurns } from './loopTurns.ts';

/** Tells when this process, and whatever it sends to itself over loopback, has nothing more to do. */
export interface Stillness extends AsyncDisposable {
  /** Resolves when nothing is under way any more, or as soon as `isOver`. To be waited for before it is called again. */
  reached(isOver: () => boolean): Promise<void>;
}

/** What a process does not see of itself. */
export interface Unseen {
  /** Resolves when it has come. */
  readonly settled?: () => Promise<void>;
  /** Grows with whatever may set it off. */
  readonly stirrings?: () => number;
}

/** Turns of the loop after a datagram of ours came back: what arrived before it is read, and what follows is sent. */
const TURNS = 8;
/** So many datagrams in a row come back without anything else having happened. */
const ROUNDS = 3;

/** Datagrams that came back, of all that look for stillness in this process at a time: none disturbs another. */
let ours = 0;

/**
 * A count of turns alone is no measure: on a busy machine the kernel may carry a datagram late, and a file is read
 * by another thread. So a datagram of ours goes the same way as all others, which waits as long as they do, and
 * libuv's count of events (`uvMetricsInfo`, Node.js documentation, performance_hooks) tells whether anything else
 * came meanwhile: an answer, a connection, a message of another thread. What
 * is asked of the thread pool shows by itself.
 */
export async function openStillness({ settled, stirrings = none }: Unseen = {}): Promise<Stillness> {
  const socket = createSocket('udp4');
  let back = 0;
  socket.on('message', () => {
    back++;
    ours++;
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();

  /** What had stirred when all was settled last. */
  let settledAt = -1;

  function stirred(): number {
    return events() + stirrings();
  }

  async function carryOne(isOver: () => boolean): Promise<void> {
    const awaited = back + 1;
    socket.send('', port, '127.0.0.1');
    do await loopTurns(TURNS);
    while (back < awaited && !isOver());
  }

  return {
    async reached(isOver) {
      for (let quiet = 0; quiet < ROUNDS && !isOver(); ) {
        const before = stirred();
        await carryOne(isOver);
        if (quiet === ROUNDS - 1 && before !== settledAt) {
          await settled?.();
          settledAt = before;
        }
        quiet = stirred() === before && !isRequesting() ? quiet + 1 : 0;
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** All but those of ours. */
function events(): number {
  return performance.nodeTiming.uvMetricsInfo.events - ours;
}

/** What the pool has to do: `FSReqPromise`, `CloseReq`, `GetAddrInfoReqWrap`, … Node 26 leaves `readFile` out of that. */
function isRequesting(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.includes('Req'));
}

function none(): number {
  return 0;
}
