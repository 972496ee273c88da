import type { Config } from '../config/config.ts';
import { Failure } from '../model/failure.ts';
import type { Name } from '../model/name.ts';
import { iamPolicy, MANAGED_POLICY_CHARACTERS, type ZoneToChange } from '../report/plan/iamPolicy.ts';
import type { Surveyed } from './runPlan.ts';

/** The policy as JSON, and sentences about what to look at before it is used. Throws Failure `usage`. */
export function iamPolicyText(
  surveyed: readonly Surveyed[],
  config: Config,
): { readonly text: string; readonly notices: readonly string[] } {
  const onAws = surveyed.filter(
    ({ migration }) => settingsOf(migration.provider, config)?.type === 'route53',
  );
  if (onAws.length === 0)
    throw new Failure('usage', '--iam is about Route 53, and none of these migrations has such a provider.', {
      hint: 'Name a provider of type route53 in the migration, or leave --iam out.',
    });
  const zones = new Map<
    string,
    { zoneId: string | null; apex: Name; rrsets: ZoneToChange['rrsets'][number][] }
  >();
  for (const one of onAws) addZones(one, config, zones);
  const notices: string[] = [];
  if (zones.size === 0) notices.push('No TTL is going to be changed: the policy only lets records be read.');
  for (const { zoneId, apex } of zones.values())
    if (zoneId === null)
      notices.push(
        `The hosted zone of ${apex} is not known, so the policy names all zones (hostedzone/*): set zoneId in the provider to narrow it.`,
      );
  const text = `${JSON.stringify(iamPolicy([...zones.values()]), null, 2)}\n`;
  const size = text.replace(/\s/g, '').length;
  if (size > MANAGED_POLICY_CHARACTERS)
    notices.push(
      `The policy has ${size} characters, and a managed policy may have ${MANAGED_POLICY_CHARACTERS}: plan migration by migration, or allow fewer names.`,
    );
  return { text, notices };
}

function addZones(
  { migration, survey, planned }: Surveyed,
  config: Config,
  zones: Map<string, { zoneId: string | null; apex: Name; rrsets: ZoneToChange['rrsets'][number][] }>,
): void {
  const settings = settingsOf(migration.provider, config);
  const configured = settings?.type === 'route53' ? settings.zoneId : undefined;
  for (const { owner, type, zone, steps } of planned.plan.rrsets) {
    if (steps.length === 0) continue;
    const found = survey.rrsets.find((rrset) => rrset.owner === owner && rrset.type === type);
    const zoneId = found?.providerZone?.id ?? configured ?? null;
    const key = zoneId ?? zone;
    const entry = zones.get(key) ?? { zoneId, apex: zone, rrsets: [] };
    entry.rrsets.push({ owner, type, isApex: owner === zone });
    zones.set(key, entry);
  }
}

function settingsOf(provider: string | undefined, config: Config): Config['providers'][string] | undefined {
  return provider === undefined ? undefined : config.providers[provider];
}
