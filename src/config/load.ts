/** The door of this room: `cli` and `schedule` call it. YAML and the schema library load only for a user's file. */
import { resolve } from 'node:path';
import { DEFAULT_GUARDS } from '../model/guards.ts';
import type { Policy } from '../policy/policy.ts';
import type { Config } from './config.ts';
import { findConfig } from './findConfig.ts';
import { shippedPolicy, shippedResolvers } from './shipped.ts';

export interface LoadOptions {
  /** `--config`; without it `ttl-check.yaml` is looked for in `cwd` and the folders above. */
  readonly path?: string;
  /** `--policy`: takes the place of the file's own `policy:`. */
  readonly policyPath?: string;
  readonly cwd: string;
  /** The rules there are; without them rule ids are not checked. */
  readonly ruleIds?: readonly string[];
}

/** The configuration; as shipped if there is no file. Throws Failure (config) with everything that is wrong. */
export async function loadConfig(options: LoadOptions): Promise<Config> {
  const { path, policyPath, cwd, ruleIds } = options;
  const policy = policyPath === undefined ? undefined : await loadPolicy(policyPath, { cwd, ruleIds });
  const found = path === undefined ? findConfig(cwd) : { path: resolve(cwd, path), shown: path };
  if (found === undefined) return { ...SHIPPED, policy: policy ?? shippedPolicy };
  const text = await textOf(found.path, found.shown);
  const { readConfig } = await import('./readConfig.ts');
  const ground = {
    policy: shippedPolicy,
    resolvers: shippedResolvers,
    ...(policy === undefined ? {} : { policyInPlace: policy }),
    ...(ruleIds === undefined ? {} : { ruleIds }),
  };
  return readConfig({ text, ...found }, ground, () => import('../policy/calendar.ts'));
}

/** A policy file on top of the shipped policy. Throws Failure (config) with everything that is wrong. */
export async function loadPolicy(
  path: string,
  options: { readonly cwd: string; readonly ruleIds?: readonly string[] | undefined },
): Promise<Policy> {
  const absolute = resolve(options.cwd, path);
  const text = await textOf(absolute, path);
  const { readPolicy } = await import('./readConfig.ts');
  return readPolicy({ text, path: absolute, shown: path }, shippedPolicy, options.ruleIds);
}

/** Most checks have no file, and what reads one loads half of what Node has. */
async function textOf(path: string, shown: string): Promise<string> {
  const { readText } = await import('./readText.ts');
  return readText(path, shown);
}

const SHIPPED: Config = {
  path: null,
  timezone: 'UTC',
  policy: shippedPolicy,
  resolvers: shippedResolvers,
  names: [],
  migrations: [],
  providers: {},
  waivers: [],
  journal: {},
  schedule: {},
  guards: DEFAULT_GUARDS,
  reports: [],
  notifications: [],
};
