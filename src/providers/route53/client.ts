/** The AWS client, made at its first use. */
import type { Route53Client, Route53ClientConfig } from '@aws-sdk/client-route-53';
import type { Route53Settings } from '../../model/providerSettings.ts';

type Sdk = typeof import('./sdk.ts');

export interface Connection {
  readonly sdk: Sdk;
  readonly client: Route53Client;
  /** Where requests go: for sentences. */
  readonly endpoint: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export type RetryStrategy = NonNullable<Route53ClientConfig['retryStrategy']>;

/**
 * Tries of one request. With the SDK's pauses (about 1, 2, 4, 8 and 16 s at most when throttled, drawn at random)
 * a request that is always refused ends within about half a minute.
 */
const MAX_ATTEMPTS = 6;
/** Milliseconds. A batch of a thousand records takes Route 53 a few seconds. */
const CONNECTION_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Route 53 is one service for the world; its endpoint and signatures name this region. */
const GLOBAL_REGION = 'us-east-1';

/**
 * Loads the SDK and makes a client. Credentials, profile, assumed roles, web identity, `AWS_ENDPOINT_URL` and
 * `AWS_ENDPOINT_URL_ROUTE_53` are found as the SDK finds them. Throws what the SDK throws for a broken configuration.
 */
export async function connect(
  settings: Route53Settings,
  {
    retryStrategy,
    credentials,
  }: { readonly retryStrategy?: RetryStrategy; readonly credentials?: Credentials } = {},
): Promise<Connection> {
  const sdk = await import('./sdk.ts');
  const configuration = (region: string | undefined): Route53ClientConfig => ({
    retryMode: 'adaptive',
    maxAttempts: MAX_ATTEMPTS,
    ...(retryStrategy === undefined ? {} : { retryStrategy }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(region === undefined ? {} : { region }),
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  let client = new sdk.Route53Client(configuration(settings.region));
  try {
    await client.config.region();
  } catch {
    client.destroy();
    client = new sdk.Route53Client(configuration(GLOBAL_REGION));
  }
  return { sdk, client, endpoint: await endpointOf(client) };
}

async function endpointOf(client: Route53Client): Promise<string> {
  const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {};
  if (hostname === undefined) return 'Route 53';
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
}
