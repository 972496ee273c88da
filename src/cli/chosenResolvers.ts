import type { Config } from '../config/config.ts';
import { nearMiss } from '../config/nearMiss.ts';
import { parseEndpoint } from '../dns/endpoint.ts';
import type { Endpoint } from '../dns/exchange.ts';
import { Failure } from '../model/failure.ts';
import type { Resolver } from '../model/resolver.ts';
import type { AuthorityChoice } from '../observe/context.ts';
import { addressText } from '../observe/interpret.ts';

/**
 * The resolvers that `--resolver` names, in its order and each once; the configuration's own choice if it
 * names none. `system` are the servers that this machine asks (`/etc/resolv.conf`). Throws Failure `usage`.
 */
export function chosenResolvers(
  texts: readonly string[],
  config: Pick<Config, 'resolvers'>,
  systemServers: () => readonly string[] = serversOfThisMachine,
): readonly Resolver[] {
  if (texts.includes('none')) return [];
  if (texts.length === 0) return config.resolvers.filter((resolver) => resolver.default === true);
  return [...new Set(texts)].map((text) => resolverOf(text, config.resolvers, systemServers));
}

/** node:dns costs milliseconds to load, which only `--resolver system` pays. */
function serversOfThisMachine(): readonly string[] {
  return process.getBuiltinModule('node:dns').getServers();
}

function resolverOf(
  text: string,
  known: readonly Resolver[],
  systemServers: () => readonly string[],
): Resolver {
  const configured = known.find((resolver) => resolver.name === text);
  if (configured !== undefined) return configured;
  if (text === 'system') return { name: text, endpoints: systemServers().map(parseEndpoint) };
  if (/^[a-z][a-z0-9_-]*$/i.test(text)) throw unknownResolver(text, known);
  return { name: text, endpoints: [parseEndpoint(text)] };
}

function unknownResolver(text: string, known: readonly Resolver[]): Failure {
  const words = [...known.map((resolver) => resolver.name), 'system', 'none'];
  const near = nearMiss(text, words);
  const guess = near === undefined ? '.' : `; did you mean ${near}?`;
  return new Failure('usage', `There is no resolver called "${text}"${guess}`, {
    hint: `Known are ${words.join(', ')}; others by address, such as 192.0.2.53 or tls://192.0.2.53.`,
  });
}

/** Whom `--authority` says to ask, each server once however often it is written. Throws Failure `usage`. */
export function chosenAuthority(texts: readonly string[]): AuthorityChoice {
  if (texts.length === 0 || texts.includes('auto')) return { mode: 'auto' };
  if (texts.includes('none')) return { mode: 'none' };
  const servers = new Map<string, Endpoint>();
  for (const endpoint of texts.map(parseEndpoint)) {
    const server = addressText(endpoint);
    const known = servers.get(server);
    // What one spelling forbids (`udp://`: no TCP but for what does not fit) holds for the server.
    if (known === undefined || endpoint.only === true) servers.set(server, endpoint);
  }
  return { mode: 'given', endpoints: [...servers.values()] };
}
