/** A small internet of real DNS servers on loopback (docs/lab.md). */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ADDRESSES } from './addresses.ts';
import { makeCertificate } from './certificate.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { executeWell } from './execute.ts';
import { addLoopbackAddresses } from './loopback.ts';
import { findPrograms, type Program, unconfined } from './programs.ts';
import type { ServerKind } from './servers.ts';
import { AUTHORITIES, ENCRYPTED_RESOLVERS, PLACES, RESOLVER_KINDS, type ResolverName } from './servers.ts';
import { startSilentServer } from './silentServer.ts';
import { fillIn } from './template.ts';
import { type Change, updateCommands } from './update.ts';

export interface LabOptions {
  /** Which caching resolvers to start; dnsmasq asks Unbound, so it needs that one too. */
  readonly resolvers: readonly ResolverName[];
}

export interface Lab {
  /** Configurations, zones, keys, logs of this run; gone after `stop`. */
  readonly dir: string;
  /** The authority of the resolvers' certificates, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** The key for updates and transfers, as BIND writes keys: dig, nsupdate and the program read it. */
  readonly keyFile: string;
  /** Replaces an RRset on the primary; secondaries follow by NOTIFY, but those of lag.test. */
  readonly changeRecord: (change: Change) => Promise<void>;
  /** Has the Knot secondary fetch a zone now. */
  readonly refresh: (zone: string) => Promise<void>;
  /** Stops every server that was started, and takes the folder and the addresses away. */
  readonly stop: () => Promise<void>;
}

const HERE = import.meta.dirname;
const PROGRAMS: readonly Program[] = ['nsd', 'knotd', 'knotc', 'named', 'dig', 'nsupdate', 'ip', 'openssl'];

/** Starts the lab. Throws, with everything stopped again, if a program, an address or an answer is missing. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const programs = await findPrograms<Program>([
    ...new Set([...PROGRAMS, ...options.resolvers.map((name) => RESOLVER_KINDS[name].program)]),
  ]);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-lab-'));
    undo.push(() => rm(dir, { recursive: true, force: true }));
    undo.push(await addLoopbackAddresses(programs.ip, [ADDRESSES.primary, ADDRESSES.bind]));
    const key = randomBytes(32).toString('base64');
    const values = {
      ...Object.fromEntries(PLACES.map((place) => [place, ADDRESSES[place]])),
      key,
      zones: path.join(dir, 'zones'),
    };
    await writeZones(values);
    const keyFile = path.join(dir, 'lab.key');
    await writeFile(keyFile, `key "lab" { algorithm hmac-sha256; secret "${key}"; };\n`, { mode: 0o600 });
    const caFile = await makeCertificate(
      programs.openssl,
      dir,
      ENCRYPTED_RESOLVERS.map((name) => ADDRESSES[name]),
    );
    const start = async (name: keyof typeof ADDRESSES, kind: ServerKind): Promise<void> => {
      const daemon = await startServer(name, kind, programs[kind.program], dir, values);
      undo.push(daemon.stop);
    };
    undo.push(await startSilentServer(ADDRESSES.silent));
    await together([
      start('root', AUTHORITIES.root),
      start('tld', AUTHORITIES.tld),
      start('primary', AUTHORITIES.primary),
    ]);
    // A secondary whose first transfer is refused waits for seconds, so the primary comes first.
    await together([start('knot', AUTHORITIES.knot), start('nsd', AUTHORITIES.nsd)]);
    await together(options.resolvers.map((name) => start(name, RESOLVER_KINDS[name])));
    return {
      dir,
      caFile,
      keyFile,
      stop,
      changeRecord: async (change) => {
        await executeWell(programs.nsupdate, ['-y', `hmac-sha256:lab:${key}`], {
          input: updateCommands(ADDRESSES.primary, change),
        });
      },
      refresh: async (zone) => {
        const conf = path.join(dir, 'knot', AUTHORITIES.knot.confName);
        await executeWell(programs.knotc, ['-c', conf, '-b', 'zone-retransfer', zone]);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServer(
  name: keyof typeof ADDRESSES,
  kind: ServerKind,
  program: string,
  labDir: string,
  values: Readonly<Record<string, string>>,
): Promise<Daemon> {
  const dir = path.join(labDir, name);
  await mkdir(dir);
  const template = await readFile(path.join(HERE, 'conf', kind.template), 'utf8');
  const conf = path.join(dir, kind.confName);
  await writeFile(conf, fillIn(template, { ...values, dir }), { mode: 0o600 });
  const address = ADDRESSES[name];
  return startDaemon({
    name,
    address,
    dir,
    file: await unconfined(program, dir),
    args: kind.args(conf, dir),
    logFile: path.join(dir, 'log'),
    complaint: () => kind.complaint(address),
  });
}

async function writeZones(
  values: Readonly<Record<string, string>> & { readonly zones: string },
): Promise<void> {
  await mkdir(values.zones);
  for (const file of await readdir(path.join(HERE, 'zones'))) {
    const text = await readFile(path.join(HERE, 'zones', file), 'utf8');
    await writeFile(path.join(values.zones, file), fillIn(text, values));
  }
}

/** Waits for all, and only then throws the first error: nothing is still starting when the rest is stopped. */
async function together(starts: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find((r) => r.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
