/** What comes with the program, built from `config/` by `scripts/build-config.ts`: no YAML at run time. */
import type { Policy } from '../policy/policy.ts';
import type { ResolverEntry } from './config.ts';
import shipped from './shipped.generated.json' with { type: 'json' };

/** `config/policy.yaml`. */
export const shippedPolicy: Policy = shipped.policy as Policy;

/** `config/resolvers.yaml`. */
export const shippedResolvers: readonly ResolverEntry[] = shipped.resolvers as readonly ResolverEntry[];
