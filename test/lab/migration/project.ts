/** What a user has on disk: a folder with a configuration, a policy, and later a journal. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ADDRESSES } from '../addresses.ts';
import type { SharedLab } from './sharedLab.ts';

export interface ProjectOptions {
  readonly name: string;
  readonly zone: string;
  /** The primary that takes updates; port 53 unless given. */
  readonly primary: { readonly address: string; readonly port?: number };
  /** Milliseconds UTC. */
  readonly cutoverAt: number;
  readonly records: readonly { readonly name: string; readonly types: readonly string[] }[];
  readonly policy: string;
  /** Seconds after the cutover; the policy's unless given. */
  readonly restoreAfter?: number;
}

export interface Project {
  readonly name: string;
  readonly dir: string;
  readonly configFile: string;
  readonly policyFile: string;
  readonly journalFile: string;
  readonly cutoverAt: number;
  /** `--config … --policy …`, for every command. */
  readonly flags: readonly string[];
}

/** Writes them into a folder of the lab's, which goes with it. */
export async function writeProject(lab: SharedLab, options: ProjectOptions): Promise<Project> {
  const dir = path.join(lab.dir, 'projects', options.name);
  await mkdir(dir, { recursive: true });
  const configFile = path.join(dir, 'ttl-check.yaml');
  const policyFile = path.join(dir, 'policy.yaml');
  const journalFile = path.join(dir, 'journal.db');
  await writeFile(policyFile, options.policy);
  await writeFile(configFile, configText(lab, options, journalFile));
  const flags = ['--config', configFile, '--policy', policyFile];
  return {
    ...{ name: options.name, dir, configFile, policyFile, journalFile, flags },
    cutoverAt: options.cutoverAt,
  };
}

function configText(lab: SharedLab, options: ProjectOptions, journalFile: string): string {
  const { address, port } = options.primary;
  const lines = [
    'timezone: UTC',
    'resolvers:',
    ...['google', 'cloudflare', 'quad9'].map((name) => `  ${name}: { default: false }`),
    `  lab: { addresses: [${ADDRESSES.unbound}], default: true }`,
    'providers:',
    `  primary: { type: rfc2136, server: "${address}:${port ?? 53}", zone: ${options.zone}, keyName: lab, keyFile: ${lab.keyFile} }`,
    'migrations:',
    `  - name: ${options.name}`,
    `    cutover: ${new Date(options.cutoverAt).toISOString()}`,
    '    provider: primary',
    ...(options.restoreAfter === undefined ? [] : [`    restoreAfter: ${options.restoreAfter} seconds`]),
    '    records:',
    ...options.records.map(({ name, types }) => `      - { name: ${name}, types: [${types.join(', ')}] }`),
    `journal: { path: ${journalFile} }`,
    'schedule: { cron: "* * * * * *", timezone: UTC }',
    '',
  ];
  return lines.join('\n');
}
