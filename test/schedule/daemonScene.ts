/** The daemon over a world in this process, on a calendar that is moved by hand. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { keepWishes } from '../../src/cli/daemonSignals.ts';
import type { Edges } from '../../src/cli/edges.ts';
import { exitCodeFor } from '../../src/cli/ending.ts';
import type { ExitCode } from '../../src/cli/exitCode.ts';
import { livePageAt } from '../../src/cli/livePage.ts';
import { messengerFor } from '../../src/cli/messenger.ts';
import { runSchedule } from '../../src/cli/runSchedule.ts';
import { scheduleRequest } from '../../src/cli/scheduleRequest.ts';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { openJournal } from '../../src/journal/sqlite.ts';
import type { Clock } from '../../src/model/clock.ts';
import { instant } from '../../src/model/instant.ts';
import type { Journal } from '../../src/model/journal.ts';
import { parseName } from '../../src/model/name.ts';
import type { Provider } from '../../src/model/provider.ts';
import { hurriedUntil } from '../../src/world/hurried.ts';
import { manualClock } from '../../src/world/manualClock.ts';
import { startWorld } from '../../src/world/world.ts';
import { zone } from '../../src/world/zone.ts';
import { type WorldProvider, worldProvider } from '../apply/worldProvider.ts';

const ZONE = `@    3600 NS ns1
  ns1  3600 A 192.0.2.1
  www  86400 A 192.0.2.10
  api  3600 A 192.0.2.11`;

const HEAD = `
journal: { path: journal.sqlite }
resolvers: { google: { default: false }, cloudflare: { default: false }, quad9: { default: false } }
providers:
  own: { type: rfc2136, server: 192.0.2.1, zone: example.com, keyName: key.example.com, keyEnv: TTL_CHECK_TEST_KEY }
policy: { figures: { propagation: 20 seconds } }
migrations:`;

export function moving(name: string, owner: string, cutover = '2026-12-12T12:00:00Z'): string {
  return `
  - name: ${name}
    cutover: ${cutover}
    provider: own
    records: [{ name: ${owner}.example.com, types: [A] }]`;
}

export interface Line {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface Daemon {
  readonly lines: readonly Line[];
  /** Lets time pass until so many looks (1 unless given) have ended since the last call; the newest `tick-ended`. */
  looked(): Promise<Line>;
  /** Moves the calendar to a minute before its next look, as if the machine had been suspended, and waits for it. */
  lookedWhenDue(): Promise<Line>;
  until(event: string): Promise<Line>;
  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<void>;
  reload(): void;
  /** Resolves with the exit code, once it has ended by itself or by a signal. */
  stop(signal: 'SIGTERM' | 'SIGINT'): Promise<ExitCode>;
  ended(): Promise<ExitCode>;
}

export interface DaemonScene extends AsyncDisposable {
  readonly clock: Clock;
  readonly folder: string;
  readonly stderr: () => string;
  start(flags?: { readonly [flag: string]: unknown }): Daemon;
  jumpTo(iso: string): void;
  configure(migrations: string): Promise<void>;
  live(owner?: string): string;
  change(change: { readonly ttl?: number; readonly rdata?: readonly string[] }): void;
  withJournal<Result>(work: (journal: Journal) => Promise<Result>): Promise<Result>;
}

/** A second for each change: of two looks at one instant nobody could say which was first. */
function takingItsTime(provider: Provider, clock: Clock): Provider {
  return {
    ...provider,
    async changeTtls(...change) {
      await clock.wait(1000);
      return await provider.changeTtls(...change);
    },
  };
}

export async function daemonScene(options: {
  readonly at: string;
  readonly migrations?: string;
  readonly wrap?: (provider: Provider) => Provider;
  readonly env?: { readonly [name: string]: string };
  /** Where messages are sent by, and whether one is under way; without it nobody is told anything. */
  readonly messages?: { readonly fetch: NonNullable<Edges['fetch']>; readonly inFlight: () => number };
}): Promise<DaemonScene> {
  const still = manualClock(options.at);
  let jumped = 0;
  const clock: Clock = {
    now: () => instant(still.now() + jumped),
    // The caches of this world count by it, and they were not suspended.
    monotonicMs: () => still.monotonicMs() + jumped,
    wait: still.wait,
  };
  const own = zone('example.com', ZONE);
  const world = await startWorld(
    {
      authorities: [{ name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [own] }],
      resolvers: [{ name: 'cache', addresses: ['198.51.100.53'] }],
    },
    { clock },
  );
  const resolver = world.resolvers[0]?.endpoints[0]?.address ?? '';
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-schedule-'));
  const journalFile = path.join(folder, 'journal.sqlite');
  let provider: WorldProvider | undefined;
  let stderr = '';
  const daemons: { stop(signal: 'SIGTERM'): Promise<ExitCode> }[] = [];
  await configure(options.migrations ?? moving('shop', 'www'));

  async function configure(migrations: string): Promise<void> {
    await writeFile(path.join(folder, 'ttl-check.yaml'), `${HEAD}${migrations}\n`);
  }

  function start(flags: { readonly [flag: string]: unknown } = { yes: true }): Daemon {
    const lines: Line[] = [];
    const stopping = new AbortController();
    const reloads = keepWishes();
    const shell = {
      cwd: folder,
      env: { XDG_STATE_HOME: folder, ...options.env },
      stdout: { write: () => {} },
      stderr: {
        write: (text: string) => {
          stderr += text;
          if (text.startsWith('{')) lines.push(JSON.parse(text));
        },
      },
      clock,
    };
    const edges = {
      exchanger: async () => createExchanger({ clock, dial: world.dial }),
      provider: async () => {
        provider ??= worldProvider(world, 'ns1.example.com', clock.now);
        const taking = takingItsTime(provider, clock);
        return options.wrap?.(taking) ?? taking;
      },
      journal: (file: string) => openJournal(file, { mode: 'write' }),
      ...(options.messages === undefined ? {} : { fetch: options.messages.fetch }),
    };
    const request = scheduleRequest({ resolver, 'log-level': 'debug', ...flags }, []);
    let code: ExitCode | undefined;
    void runSchedule(request, shell, {
      companions: [
        ...(request.listen === undefined ? [] : [livePageAt(request.listen)]),
        ...(options.messages === undefined ? [] : [messengerFor(request, edges)]),
      ],
      ...{ edges, signals: { stop: stopping.signal, reloads, end: () => {} } },
      // Only steps and wishes wake it here; what cron expressions do is node-cron's.
      startTicker: async () => ({
        next: () => new Promise(() => {}),
        nextAt: () => undefined,
        stop: () => {},
      }),
    })
      .catch((error: unknown) => exitCodeFor(error, shell))
      .then((ended) => {
        code = ended;
      });

    /** Lets time pass while nothing in this process has anything to do. */
    async function passUntil(isOver: () => boolean): Promise<void> {
      let left = 100_000;
      const isOverOrHopeless = () => {
        if (left-- === 0) throw new Error(`the daemon never came to it:\n${stderr}`);
        return isOver();
      };
      await hurriedUntil(still, isOverOrHopeless, {
        settled: vi.dynamicImportSettled,
        isBusy: () => (options.messages?.inFlight() ?? 0) > 0,
      });
    }

    let heard = 0;
    async function until(event: string): Promise<Line> {
      const found = () => lines.findIndex((line, index) => index >= heard && line.event === event);
      await passUntil(() => found() >= 0 || code !== undefined);
      const line = lines[found()];
      if (line === undefined) throw new Error(`the daemon ended before ${event}:\n${stderr}`);
      heard = found() + 1;
      return line;
    }

    async function ended(): Promise<ExitCode> {
      await passUntil(() => code !== undefined);
      return code ?? 0;
    }

    const daemon: Daemon = {
      ...{ lines, until, ended, reload: reloads.wish },
      async pass(seconds) {
        const end = clock.now() + seconds * 1000;
        await passUntil(() => clock.now() >= end || code !== undefined);
      },
      looked: () => until('tick-ended'),
      async lookedWhenDue() {
        jumpTo(String(lines.findLast((line) => line.event === 'tick-ended')?.nextAt), -61);
        return until('tick-ended');
      },
      async stop(signal) {
        stopping.abort(signal);
        return ended();
      },
    };
    daemons.push(daemon);
    return daemon;
  }

  function jumpTo(iso: string, seconds = 0): void {
    jumped += Math.max(0, Date.parse(iso) + seconds * 1000 - clock.now());
  }

  return {
    ...{ clock, folder, start, configure, stderr: () => stderr },
    jumpTo: (iso) => jumpTo(iso),
    live(owner = 'www.example.com.') {
      const [z] = world.authority('ns1.example.com').zones();
      const found = z?.records.filter((r) => r.owner === owner && r.type === 'A') ?? [];
      return `${found[0]?.ttl} ${found.map((r) => r.rdata).join(',')}`;
    },
    change: (change) => world.change('example.com', parseName('www.example.com'), 'A', change),
    async withJournal(work) {
      const journal = await openJournal(journalFile, { mode: 'write' });
      try {
        return await work(journal);
      } finally {
        await journal.close();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const daemon of daemons) await daemon.stop('SIGTERM');
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
