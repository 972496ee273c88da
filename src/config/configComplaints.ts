import type { Policy } from '../policy/policy.ts';
import type { ResolverEntry } from './config.ts';
import type { Complaint } from './issueProblem.ts';
import { didYouMean } from './nearMiss.ts';
import { policyComplaints, readablePolicy, unknownRules } from './policyComplaints.ts';
import { type Path, pathText } from './problem.ts';
import { entriesOf, isMapping, listOf } from './rawValue.ts';
import { incomplete } from './resolverEntry.ts';
import type { ResolverChange } from './schema/resolvers.ts';

/** What a configuration is read on top of. */
export interface Ground {
  readonly policy: Policy;
  /** Takes the place of the file's own policy (`--policy`). */
  readonly policyInPlace?: Policy;
  readonly resolvers: readonly ResolverEntry[];
  /** Known rules; without them rule ids are not looked at. */
  readonly ruleIds?: readonly string[];
}

/**
 * What is wrong between the parts of a file, given as it was parsed. Values that are wrong by themselves are the
 * schema's business and passed over here, so that both kinds of mistakes are told at once.
 */
export function configComplaints(root: unknown, ground: Ground): Complaint[] {
  if (!isMapping(root)) return [];
  const policy = ground.policyInPlace ?? readablePolicy(root.policy, ground.policy);
  return [
    ...policyComplaints(root.policy, ground.policy, ['policy'], ground.ruleIds),
    ...listOf(root.migrations).flatMap((migration, index) =>
      isMapping(migration)
        ? [
            ...policyComplaints(migration.policy, policy, ['migrations', index, 'policy'], ground.ruleIds),
            ...providerComplaints(migration.provider, root.providers, ['migrations', index, 'provider']),
            ...ruleComplaints(migration.acknowledge, ['migrations', index, 'acknowledge'], ground),
          ]
        : [],
    ),
    ...listOf(root.waivers).flatMap((waiver, index) =>
      isMapping(waiver) ? ruleComplaints(waiver.rules, ['waivers', index, 'rules'], ground) : [],
    ),
    ...sameNames(root.migrations, 'migrations'),
    ...sameNames(root.reports, 'reports'),
    ...sameNames(root.notifications, 'notifications'),
    ...resolverComplaints(root.resolvers, ground.resolvers),
  ];
}

function providerComplaints(provider: unknown, providers: unknown, path: Path): Complaint[] {
  const names = entriesOf(providers).map(([name]) => name);
  if (typeof provider !== 'string' || provider === '' || names.includes(provider)) return [];
  const allowed = names.length === 0 ? 'none, for `providers:` is empty' : names.join(', ');
  return [
    {
      path,
      part: 'value',
      message: `there is no provider ${JSON.stringify(provider)}${didYouMean(provider, names)}; allowed ${allowed}`,
    },
  ];
}

function ruleComplaints(rules: unknown, path: Path, ground: Ground): Complaint[] {
  return listOf(rules).flatMap((rule, index) =>
    typeof rule === 'string' && rule !== ''
      ? unknownRules([rule], ground.ruleIds).map(
          ({ message }): Complaint => ({ path: [...path, index], part: 'value', message }),
        )
      : [],
  );
}

function sameNames(list: unknown, key: string): Complaint[] {
  const first = new Map<string, Path>();
  const complaints: Complaint[] = [];
  for (const [index, entry] of listOf(list).entries()) {
    if (!isMapping(entry) || typeof entry.name !== 'string') continue;
    const path = [key, index, 'name'];
    const former = first.get(entry.name);
    if (former === undefined) first.set(entry.name, path);
    else
      complaints.push({
        path,
        part: 'value',
        message: `found ${JSON.stringify(entry.name)}, which is also ${pathText(former)}; allowed each name once`,
      });
  }
  return complaints;
}

function resolverComplaints(raw: unknown, shipped: readonly ResolverEntry[]): Complaint[] {
  return entriesOf(raw).flatMap(([name, entry]): Complaint[] => {
    if (!isMapping(entry)) return [];
    const former = shipped.find((resolver) => resolver.name === name);
    // Only which keys there are counts here, not what they hold.
    const whole = {
      ...(former === undefined ? {} : { addresses: [] }),
      ...(former?.url === undefined ? {} : { url: former.url }),
      ...entry,
    } as ResolverChange;
    const missing = incomplete(whole);
    return missing === undefined ? [] : [{ path: ['resolvers', name], part: 'key', message: missing }];
  });
}
