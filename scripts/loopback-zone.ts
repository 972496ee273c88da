/**
 * Starts a zone on loopback and ends, leaving the zone behind: for the workflow that tries the project's own action.
 * `node scripts/loopback-zone.ts FILE` appends `authority=127.0.0.1:PORT` to FILE, such as $GITHUB_OUTPUT. The zone
 * ends by itself after ten minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { systemClock } from '../src/cli/systemClock.ts';
import { startWorld } from '../src/world/world.ts';
import { zone } from '../src/world/zone.ts';

const LIVES_MS = 10 * 60_000;
const ADDRESS = '192.0.2.1';

/** `www` cannot be lowered in time, `api` is ready. */
const ZONE = `@ 3600 NS ns1
ns1 3600 A ${ADDRESS}
www 864000 A 192.0.2.10
api 300 A 192.0.2.11`;

const [file] = process.argv.slice(2);
if (process.send !== undefined) await serve();
else if (file === undefined) {
  process.stderr.write('Say where to write the address to: node scripts/loopback-zone.ts FILE\n');
  process.exitCode = 2;
} else await start(file);

async function start(into: string): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename], {
    detached: true,
    // A stream of ours would keep the step of a workflow open.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [authority] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The zone could not be started: it ended with ${code}.`);
    }),
  ]);
  appendFileSync(into, `authority=${authority}\npid=${child.pid}\n`);
  child.disconnect();
  child.unref();
}

async function serve(): Promise<void> {
  const world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: [ADDRESS], zones: [zone('example.com', ZONE)] }],
    },
    { clock: systemClock() },
  );
  const { host, port } = world.dial(ADDRESS, 53);
  process.send?.(`${host}:${port}`);
  setTimeout(() => void world.stop(), LIVES_MS);
}
