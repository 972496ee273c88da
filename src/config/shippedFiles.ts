/** The files of `config/` to the data that the program ships. Only `scripts/build-config.ts` and tests call this. */
import { z } from 'zod';
import { Failure } from '../model/failure.ts';
import type { Policy } from '../policy/policy.ts';
import type { ResolverEntry } from './config.ts';
import { checked, readPolicy, type SourceFile } from './readConfig.ts';
import { mergeResolvers } from './resolverEntry.ts';
import { configSchema } from './schema/config.ts';
import { resolversSchema } from './schema/resolvers.ts';
import { parseYamlFile } from './yamlFile.ts';

/** The policy that every other one is put on top of, so it must be whole. Throws Failure (config). */
export function readShippedPolicy(source: SourceFile): Policy {
  const policy = readPolicy(source, NOTHING);
  const missing = FIGURES.filter((figure) => !Object.hasOwn(policy.figures, figure));
  if (missing.length > 0)
    throw new Failure('config', `${source.shown} lacks the figures ${missing.join(', ')}.`, {
      hint: 'The shipped policy names all of them.',
    });
  return policy;
}

/** Throws Failure (config). */
export function readShippedResolvers(source: SourceFile): ResolverEntry[] {
  const yaml = parseYamlFile(source.text);
  const root = yaml.value ?? {};
  return mergeResolvers([], checked(resolversSchema, root, yaml, source.shown, []));
}

/** The JSON Schema (2020-12) of a configuration file as it is written; a policy file is `#/$defs/policy`. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: 'input' });
}

const FIGURES = ['margin', 'propagation', 'floor', 'slack', 'settle', 'grace', 'assumedPastTtl'] as const;

const NOTHING: Policy = {
  stages: [],
  ns: { errorAbove: null, warningAbove: null },
  overrides: [],
  figures: {} as Policy['figures'],
  rules: {},
};
