/** A primary of one zone that takes dynamic updates: BIND or Knot. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ADDRESSES, type Place } from './addresses.ts';
import { startDaemon } from './daemon.ts';
import { executeWell } from './execute.ts';
import { addLoopbackAddresses } from './loopback.ts';
import { findPrograms, unconfined } from './programs.ts';
import { serves } from './servers.ts';
import { fillIn } from './template.ts';

export interface UpdateServer {
  readonly address: string;
  /** In base64; all keys of the server have the same. */
  readonly secret: string;
  /** Runs nsupdate with the key `contract`; `commands` stand between `server` and `send`. */
  readonly nsupdate: (commands: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Kind {
  readonly program: 'knotd' | 'named';
  readonly place: Place;
  readonly template: string;
  readonly args: (conf: string) => readonly string[];
  readonly zones: readonly string[];
}

export type UpdateSoftware = 'bind' | 'knot';

const KINDS: Readonly<Record<UpdateSoftware, Kind>> = {
  knot: {
    program: 'knotd',
    place: 'zonesKnot',
    template: 'update.knot.conf',
    args: (conf: string) => ['-c', conf],
    zones: ['contract.example.'],
  },
  bind: {
    program: 'named',
    place: 'zonesBind',
    template: 'update.named.conf',
    args: (conf: string) => ['-g', '-n', '1', '-c', conf],
    zones: ['contract.example.', 'inline.example.'],
  },
};

const ZONE = `$TTL 3600
@ IN SOA ns1.example.net. hostmaster.example.net. 10 3600 900 1209600 300
@ 3600 IN NS ns1.example.net.
@ 3600 IN NS ns2.example.net.
www 3600 IN A 192.0.2.10
`;

/** Starts it, with the same small zone under each origin. */
export async function startUpdateServer(software: UpdateSoftware): Promise<UpdateServer> {
  const kind = KINDS[software];
  const address = ADDRESSES[kind.place];
  const programs = await findPrograms(['dig', 'nsupdate', 'ip', kind.program]);
  const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-update-'));
  const removeAddresses = await addLoopbackAddresses(programs.ip, [address]);
  const clear = async (): Promise<void> => {
    await removeAddresses();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const secret = randomBytes(32).toString('base64');
    const template = await readFile(path.join(import.meta.dirname, 'conf', kind.template), 'utf8');
    const conf = path.join(dir, 'server.conf');
    await writeFile(conf, fillIn(template, { address, dir, key: secret }), { mode: 0o600 });
    for (const zone of kind.zones) await writeFile(path.join(dir, `${zone}zone`), ZONE);
    const daemon = await startDaemon({
      name: `update (${software})`,
      address,
      dir,
      file: await unconfined(programs[kind.program], dir),
      args: kind.args(conf),
      logFile: path.join(dir, 'log'),
      complaint: async () => serves(...kind.zones)(address),
    });
    return {
      address,
      secret,
      nsupdate: async (commands) => {
        await executeWell(programs.nsupdate, ['-v', '-y', `hmac-sha256:contract:${secret}`], {
          input: [`server ${address} 53`, ...commands, 'send', ''].join('\n'),
        });
      },
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
