/** Where a recipe is tried: a machine's environment, and a repository of a user with a configuration. */
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { type Texts, writeFiles } from '../ci/runner.ts';
import { ADDRESSES } from '../lab/addresses.ts';
import { executeWell } from '../lab/execute.ts';

export interface Place {
  /** Gone after the run. */
  readonly root: string;
  /** The user's repository, its files committed. */
  readonly repository: string;
  /** The environment of a machine with this Node and npm, whose packages come from the registry of the run. */
  readonly env: Texts;
}

export async function newPlace(files: Texts): Promise<Place> {
  const { folder, registry } = inject('recipes');
  const root = await mkdtemp(path.join(folder, 'place-'));
  const [repository, bin, home] = ['repository', 'bin', 'home'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [repository, bin, home]) await mkdir(each);
  // Debian calls it nodejs too, and nodeenv looks for that first.
  for (const name of ['node', 'nodejs']) await symlink(process.execPath, path.join(bin, name));
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    HOME: home,
    LANG: 'C.UTF-8',
    npm_config_registry: registry,
    npm_config_cache: path.join(root, 'npm-cache'),
    npm_config_update_notifier: 'false',
  };
  await writeFiles(repository, files);
  await commitAll(repository, env);
  return { root, repository, env };
}

async function commitAll(repository: string, env: Texts): Promise<void> {
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['config', 'user.name', 'A User'],
    ['config', 'user.email', 'user@example.com'],
    ['add', '--all'],
    ['commit', '--quiet', '--allow-empty', '--message=First'],
  ])
    await git(repository, env, ...args);
}

/** git in a folder; its output. Throws with its words if it fails. */
export async function git(cwd: string, env: Texts, ...args: readonly string[]): Promise<string> {
  return (await executeWell('git', args, { cwd, env })).trim();
}

/** The part of ttl-check.yaml that has a user of the lab ask the lab's resolver alone. */
export const LAB_RESOLVER: string = [
  'resolvers:',
  ...['google', 'cloudflare', 'quad9'].map((name) => `  ${name}: { default: false }`),
  `  lab: { addresses: [${ADDRESSES.unbound}], default: true }`,
  '',
].join('\n');

/** A configuration whose one record moves in nine days. */
export function movesInNineDays(name: string): string {
  const cutover = new Date(Date.now() + 9 * 86_400_000).toISOString();
  return `${LAB_RESOLVER}migrations:
  - name: shop
    cutover: ${cutover}
    records:
      - { name: ${name}, types: [A] }
`;
}
