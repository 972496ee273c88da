/** A public or private resolver as the configuration names it; `observe` asks it, reports show its name. */
export interface Resolver {
  /** `google`, or for a resolver given by address its text: `udp://127.0.0.1:5301`. */
  readonly name: string;
  /** Tried in this order until one answers: the other family, the other address. */
  readonly endpoints: readonly ResolverEndpoint[];
  /** Asked instead if nothing comes back from port 53 (networks that block it). */
  readonly fallback?: ResolverEndpoint;
  /** It never shows a remaining TTL above this many seconds. */
  readonly cap?: number;
}

export interface ResolverEndpoint {
  readonly protocol: 'udp' | 'tcp' | 'tls' | 'https';
  readonly address: string;
  readonly port?: number;
  readonly tlsName?: string;
  readonly path?: string;
}
