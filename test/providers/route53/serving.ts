/** A provider over a Route 53 in the process, with the SDK's own path and none of its pauses. */
import { AdaptiveRetryStrategy, type RateLimiter } from '@smithy/core/retry';
import { vi } from 'vitest';
import type { LiveRrset, Provider, ProviderZone } from '../../../src/model/provider.ts';
import type { Route53Settings } from '../../../src/model/providerSettings.ts';
import type { RetryStrategy } from '../../../src/providers/route53/client.ts';
import { createRoute53Provider } from '../../../src/providers/route53/provider.ts';
import { type ManualClock, manualClock } from '../../../src/world/manualClock.ts';
import type { RecordSet } from '../../../src/world/route53/recordSet.ts';
import {
  type HostedZoneDescription,
  type Route53,
  type Route53World,
  startRoute53,
} from '../../../src/world/route53.ts';

export const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const SESSION_TOKEN = 'token-of-a-session-that-nobody-may-see';

export const NAME_SERVERS: readonly string[] = [1, 2, 3, 4].map((n) => `ns-${n}.dns-provider.example`);

/** The SDK's adaptive mode, whose pauses and rate limit are over at once. `onRetry` is called before each repetition. */
export function withoutPauses(attempts: number, onRetry: () => void = () => {}): RetryStrategy {
  const rateLimiter: RateLimiter = { getSendToken: async () => {}, updateClientSendingRate: () => {} };
  const backoff = {
    computeNextBackoffDelay: () => {
      onRetry();
      return 0;
    },
    setDelayBase: () => {},
  };
  const options = { maxAttempts: attempts, backoff, rateLimiter };
  return new AdaptiveRetryStrategy(async () => attempts, options);
}

/** The environment of a program that has keys, and nothing of the machine that the test runs on. */
export function stubAwsEnvironment(more: Readonly<Record<string, string | undefined>> = {}): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  const environment = {
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_SESSION_TOKEN: SESSION_TOKEN,
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

export function zoneDescription(
  name: string,
  sets: readonly RecordSet[],
  id = 'Z0000000EXAMPLE',
): HostedZoneDescription {
  const values = (texts: readonly string[]) => texts.map((Value) => ({ Value }));
  const soa = `${NAME_SERVERS[0]}. hostmaster.dns-provider.example. 1 7200 900 1209600 86400`;
  return {
    id,
    name,
    nameServers: NAME_SERVERS,
    sets: [
      { Name: name, Type: 'NS', TTL: 172_800, ResourceRecords: values(NAME_SERVERS.map((n) => `${n}.`)) },
      { Name: name, Type: 'SOA', TTL: 900, ResourceRecords: values([soa]) },
      ...sets,
    ],
  };
}

export interface Serving extends AsyncDisposable {
  readonly route53: Route53;
  readonly clock: ManualClock;
  readonly provider: Provider;
  /** The first zone. */
  readonly zone: ProviderZone;
}

export interface ServingOptions extends Partial<Omit<Route53World, 'clock'>> {
  readonly sets?: readonly RecordSet[];
  readonly settings?: Partial<Route53Settings>;
  readonly attempts?: number;
  readonly onRetry?: (clock: ManualClock) => void;
  /** Between the provider and Route 53: gives the endpoint to use. */
  readonly through?: (endpoint: string) => string;
}

export async function serving(options: ServingOptions = {}): Promise<Serving> {
  stubAwsEnvironment();
  const { sets = [], settings, attempts = 3, onRetry, through, ...world } = options;
  const clock = manualClock('2026-12-01T00:00:00Z');
  const zones = world.zones ?? [zoneDescription('example.com.', sets)];
  const route53 = await startRoute53({ ...world, clock, zones });
  const endpoint = through?.(route53.endpoint) ?? route53.endpoint;
  const provider = createRoute53Provider({
    settings: { type: 'route53', endpoint, ...settings },
    clock,
    retryStrategy: withoutPauses(attempts, () => onRetry?.(clock)),
  });
  const first = zones[0];
  return {
    route53,
    clock,
    provider,
    zone: {
      id: first?.id ?? '',
      apex: (first?.name ?? '') as ProviderZone['apex'],
      visibility: 'public',
      nameServers: [],
    },
    async [Symbol.asyncDispose]() {
      await provider.close();
      await route53.stop();
      vi.unstubAllEnvs();
    },
  };
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function groupOf(
  { provider, zone }: Pick<Serving, 'provider' | 'zone'>,
  owner: string,
  type: string,
): Promise<LiveRrset[]> {
  const sets = await collected(provider.readRrsets(zone, [owner as LiveRrset['owner']]));
  return sets.filter((set) => set.type === type);
}
