/** Where a bench works: a folder, a zone, a server with its core and the core of who asks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Work } from './contender.ts';
import { extendPath, isInstalled } from './programs.ts';
import { type Server, startServer } from './server.ts';
import { writeNames, writeZone } from './zone.ts';

export interface Place extends AsyncDisposable {
  readonly server: Server;
  /** Words before a command, so that it runs on a core of its own; none where there is one core only. */
  readonly clientCore: readonly string[];
  /** The lists of so many names. */
  workOf(names: number): Promise<Work>;
}

/** A server with so many names at port 53 of an address that only benches use. Throws if it does not come up. */
export async function openPlace(
  names: number,
  cores: 'own cores' | 'shared cores' = 'own cores',
): Promise<Place> {
  extendPath();
  const isPinned = cores === 'own cores' && availableParallelism() > 1 && isInstalled('taskset');
  const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeZone(join(folder, 'zone.db'), names);
    const server = await startServer(folder, 53, isPinned ? ['taskset', '-c', '1'] : []);
    return {
      ...{ server, clientCore: isPinned ? ['taskset', '-c', '0'] : [] },
      async workOf(count) {
        const work = {
          ...{ names: count, address: server.address, port: server.port, out: join(folder, 'out') },
          ...{ nameFile: join(folder, `names-${count}`), queryFile: join(folder, `queries-${count}`) },
        };
        await writeNames(work.nameFile, count, (name) => name);
        await writeNames(work.queryFile, count, (name) => `${name} A`);
        return work;
      },
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
