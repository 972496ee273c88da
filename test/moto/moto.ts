/** moto's server as Route 53, on loopback, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';

export interface Moto {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** A client that is not the provider's: somebody else's hands and eyes. */
  readonly client: Route53Client;
  /** Forgets every zone. */
  reset(): Promise<void>;
  /** Makes a zone and gives its identifier, without the prefix. */
  createZone(apex: string, visibility?: 'public' | 'private'): Promise<string>;
  /** In batches that fit. */
  create(zoneId: string, sets: readonly ResourceRecordSet[]): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds; Python takes a few seconds on a busy machine. */
const START_WITHIN_MS = 40_000;
const LOOK_AGAIN_AFTER_MS = 100;
/** Route 53 takes 1000 elements at once. */
const BATCH = 500;

/** The program that scripts/install-moto.sh puts there. Throws if it has not run. */
function motoServer(): string {
  const { TTL_CHECK_MOTO, XDG_CACHE_HOME = path.join(homedir(), '.cache') } = process.env;
  const folder = TTL_CHECK_MOTO ?? path.join(XDG_CACHE_HOME, 'ttl-check', 'moto');
  const program = path.join(folder, 'bin', 'moto_server');
  if (!existsSync(program)) throw new Error(`There is no ${program}: run scripts/install-moto.sh first.`);
  return program;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(motoServer(), ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  server.stderr.on('data', (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-2000);
  });
  await answering(server, endpoint, () => complaint);
  const client = new Route53Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'another-hand' },
  });
  let zones = 0;
  return {
    endpoint,
    client,
    async reset() {
      await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    },
    async createZone(apex, visibility = 'public') {
      const hidden = { VPC: { VPCRegion: 'us-east-1', VPCId: 'vpc-0example' } } as const;
      const { HostedZone: zone } = await client.send(
        new CreateHostedZoneCommand({
          Name: apex,
          CallerReference: `zone-${zones++}`,
          HostedZoneConfig: { PrivateZone: visibility === 'private' },
          ...(visibility === 'private' ? hidden : {}),
        }),
      );
      return (zone?.Id ?? '').replace('/hostedzone/', '');
    },
    async create(zoneId, sets) {
      for (let from = 0; from < sets.length; from += BATCH) {
        const Changes = sets
          .slice(from, from + BATCH)
          .map((set) => ({ Action: 'CREATE' as const, ResourceRecordSet: set }));
        await client.send(
          new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }),
        );
      }
    },
    async stop() {
      client.destroy();
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

async function answering(server: ChildProcess, endpoint: string, complaint: () => string): Promise<void> {
  const until = performance.now() + START_WITHIN_MS;
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`moto ended with ${server.exitCode} when it was started: ${complaint()}`);
    const answers = await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    if (performance.now() > until) {
      server.kill('SIGKILL');
      throw new Error(`moto did not answer within ${START_WITHIN_MS / 1000} s: ${complaint()}`);
    }
    await pause(LOOK_AGAIN_AFTER_MS);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
