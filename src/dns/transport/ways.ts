import { DEFAULT_PATH, DEFAULT_PORTS } from '../endpointDefaults.ts';
import type { Dial, Endpoint } from '../exchange.ts';
import type { Destination } from './transport.ts';

/** How to get to an endpoint. */
export interface Way {
  readonly destination: Destination;
  /** Questions in any second that it gets at most. */
  readonly rate: number | undefined;
}

/** The way to each endpoint, worked out once: a list has a million questions to the same one. */
export function createWays(
  dial: Dial,
  rateOf: (endpoint: Endpoint) => number | undefined,
): (endpoint: Endpoint) => Way {
  const known = new WeakMap<Endpoint, Way>();
  return (endpoint) => {
    const way = known.get(endpoint);
    if (way !== undefined) return way;
    const made: Way = { destination: destinationOf(endpoint, dial), rate: rateOf(endpoint) };
    known.set(endpoint, made);
    return made;
  };
}

function destinationOf(endpoint: Endpoint, dial: Dial): Destination {
  const { address, protocol, tlsName } = endpoint;
  const endpointPort = endpoint.port ?? DEFAULT_PORTS[protocol];
  const { host, port } = dial(address, endpointPort);
  return {
    ...{ address, host, port, endpointPort, tlsName },
    server: `${host} ${port}`,
    peer: `${host} ${port} ${tlsName ?? address}`,
    path: endpoint.path ?? DEFAULT_PATH,
  };
}
