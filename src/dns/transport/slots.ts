/** How many questions may be on the way to one server; the others queue in order. */
export interface Slots {
  /** Calls `granted` when a slot is free, at once if one is. The returned function gives up waiting. */
  take(server: string, granted: () => void): () => void;
  /** Gives a granted slot back. */
  release(server: string): void;
}

interface Server {
  taken: number;
  readonly queue: Set<() => void>;
}

export function createSlots(perServer: number): Slots {
  const servers = new Map<string, Server>();

  function take(name: string, granted: () => void): () => void {
    const server = servers.get(name) ?? { taken: 0, queue: new Set() };
    servers.set(name, server);
    if (server.taken < perServer) {
      server.taken++;
      granted();
      return () => {};
    }
    // A function of its own, so that the same one may wait twice.
    const turn = () => granted();
    server.queue.add(turn);
    return () => {
      server.queue.delete(turn);
    };
  }

  function release(name: string): void {
    const server = servers.get(name);
    if (server === undefined) return;
    const [next] = server.queue;
    if (next !== undefined) {
      server.queue.delete(next);
      next();
    } else if (--server.taken === 0) servers.delete(name);
  }

  return { take, release };
}
