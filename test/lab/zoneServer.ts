/** One authority for zone files as they lie in a folder: no root, no delegations, nothing else. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ADDRESSES } from './addresses.ts';
import { startDaemon } from './daemon.ts';
import { addLoopbackAddresses } from './loopback.ts';
import { findPrograms, unconfined } from './programs.ts';
import { serves } from './servers.ts';
import { fillIn } from './template.ts';

export interface ZoneFile {
  readonly origin: string;
  /** Absolute path. */
  readonly file: string;
}

export interface ZoneServerOptions {
  readonly software: 'knot' | 'bind';
  readonly zones: readonly ZoneFile[];
  /**
   * What zones `$INCLUDE` by a relative path. Knot takes those from the zone file's folder, BIND from its
   * working directory, which it must be able to write: links there lead to the files.
   */
  readonly includes: readonly { readonly relative: string; readonly file: string }[];
}

export interface ZoneServer {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

const KINDS = {
  knot: {
    program: 'knotd',
    place: 'zonesKnot',
    template: 'zones.knot.conf',
    entry: ({ origin, file }: ZoneFile) => `  - domain: ${origin}\n    file: ${file}\n`,
    args: (conf: string) => ['-c', conf],
  },
  bind: {
    program: 'named',
    place: 'zonesBind',
    template: 'zones.named.conf',
    entry: ({ origin, file }: ZoneFile) => `zone "${origin}" { type primary; file "${file}"; };\n`,
    args: (conf: string) => ['-g', '-n', '1', '-c', conf],
  },
} as const;

/** Starts it and waits until it answers for every zone. Throws if a zone is refused, with the server's words. */
export async function startZoneServer(options: ZoneServerOptions): Promise<ZoneServer> {
  const kind = KINDS[options.software];
  const address = ADDRESSES[kind.place];
  const programs = await findPrograms([kind.program, 'dig', 'ip']);
  const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-zones-'));
  const removeAddresses = await addLoopbackAddresses(programs.ip, [address]);
  const clear = async (): Promise<void> => {
    await removeAddresses();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const template = await readFile(path.join(import.meta.dirname, 'conf', kind.template), 'utf8');
    const conf = path.join(dir, 'server.conf');
    const base = path.join(dir, 'base', 'here');
    await mkdir(base, { recursive: true });
    for (const { relative, file } of options.includes) await symlink(file, path.join(base, relative));
    const zoneList = options.zones.map(kind.entry).join('');
    await writeFile(conf, fillIn(template, { address, dir, base, zoneList }));
    const daemon = await startDaemon({
      name: `zones (${options.software})`,
      address,
      dir,
      file: await unconfined(programs[kind.program], dir),
      args: kind.args(conf),
      logFile: path.join(dir, 'log'),
      complaint: async () => serves(...options.zones.map((zone) => zone.origin))(address),
    });
    return {
      address,
      stop: async () => {
        await daemon.stop();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}
