/** `check` over a world inside this process: the program as typed, its clock the test's. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OpenJournal } from '../../src/cli/checkJournal.ts';
import { checkRequest } from '../../src/cli/checkRequest.ts';
import { exitCodeFor } from '../../src/cli/ending.ts';
import { runProgram } from '../../src/cli/program.ts';
import { runCheck } from '../../src/cli/runCheck.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import type { Journal } from '../../src/model/journal.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { passing } from '../observe/observing.ts';
import type { Ran } from './planScene.ts';

export interface CheckScene extends AsyncDisposable {
  readonly world: World;
  readonly clock: ManualClock;
  /** A folder of its own, where the program runs. */
  readonly folder: string;
  /** The flags that ask the two servers of the world and nobody else. */
  readonly asking: readonly string[];
  /** Runs `ttl-check` with these arguments. */
  ttlCheck(...args: readonly string[]): Promise<Ran>;
  /** Runs `check` with another way to open the journal. */
  checkWith(open: OpenJournal, flags: { readonly [flag: string]: unknown }, ...names: string[]): Promise<Ran>;
  /** Moves the clock on to this instant. */
  until(iso: string): Promise<void>;
  /** Changes the TTL of an A record at both servers. */
  setTtl(owner: string, ttl: number): void;
  readJournal<Result>(work: (journal: Journal) => Promise<Result>): Promise<Result>;
}

/** `records` of example.com, besides those of its two servers. */
export async function checkScene(at: string, records: string): Promise<CheckScene> {
  const clock = manualClock(at);
  const own = zone(
    'example.com',
    `@ 3600 NS ns1\n@ 3600 NS ns2\nns1 3600 A 192.0.2.1\nns2 3600 A 192.0.2.2\n${records}`,
  );
  const world = await startWorld(
    {
      authorities: [
        { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] },
        { name: 'ns2.example.com', addresses: ['192.0.2.2'], zones: [own] },
      ],
    },
    { clock },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-journal-'));
  const servers = ['192.0.2.1', '192.0.2.2'].map((address) => world.dial(address, 53));
  const addresses = servers.map(({ host, port }) => `${host}:${port}`);

  async function ran(run: (shell: Shell) => Promise<Ran['code']>): Promise<Ran> {
    const said = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        said[name] += text;
      },
      columns: 120,
    });
    const shell = { cwd: folder, env: {}, stdout: stream('stdout'), stderr: stream('stderr'), clock };
    const code = await passing(
      clock,
      run(shell).catch((error: unknown) => exitCodeFor(error, shell)),
    );
    return { code, ...said };
  }

  return {
    ...{ world, clock, folder },
    asking: [...addresses.flatMap((address) => ['--authority', address]), '-r', 'none', '-t', 'A'],
    ttlCheck: (...args) => ran((shell) => runProgram(args, shell)),
    checkWith: (open, flags, ...names) =>
      ran(async (shell) =>
        runCheck(
          checkRequest({ authority: addresses, resolver: 'none', type: 'A', ...flags }, names),
          shell,
          open,
        ),
      ),
    until: (iso) => clock.advance((Date.parse(iso) - clock.now()) / 1000),
    setTtl: (owner, ttl) => world.change('example.com', owner, 'A', { ttl }),
    async readJournal(work) {
      const journal = await openJournal(path.join(folder, 'journal.sqlite'), { mode: 'read' });
      try {
        return await work(journal);
      } finally {
        await journal.close();
      }
    },
    async [Symbol.asyncDispose]() {
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
