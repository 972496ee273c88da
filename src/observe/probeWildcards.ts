import { ancestry, isAtOrBelow, wildcardUnder } from '../model/name.ts';
import type { Answer } from '../model/observation.ts';
import type { Target } from '../model/target.ts';
import { askAll } from './askAll.ts';
import type { RunContext } from './context.ts';
import type { Errand } from './errand.ts';
import type { Hop } from './hop.ts';

/**
 * Whether a name that moves exists only by a wildcard: the wildcards that could cover it are asked for at one
 * server. Names that do not move, and signed zones (their RRSIGs tell), need no probe.
 */
export async function probeWildcards(
  run: RunContext,
  errand: Errand,
  target: Target,
  hop: Hop | undefined,
): Promise<Answer[]> {
  const zone = hop?.zone ?? null;
  const positive = hop?.answers.find((a) => a.aa && a.outcome === 'answer' && a.question.type !== 'HTTPS');
  const set = positive?.rrsets[0];
  if (zone === null || positive === undefined || set === undefined || target.cutover === undefined) return [];
  if (set.originalTtl !== undefined || set.owner !== target.name || target.name.startsWith('*.')) return [];
  const servers = await errand.orElse(zone.servers, () => []);
  const server = servers.find((s) => s.name === positive.server);
  if (server === undefined || target.name === zone.apex) return [];
  const above = ancestry(target.name)
    .slice(1)
    .filter((name) => isAtOrBelow(name, zone.apex));
  const [endpoint] = server.endpoints;
  const asked = above.map((name) =>
    askAll(
      run,
      endpoint === undefined ? [] : [{ ...server, endpoints: [endpoint] }],
      wildcardUnder(name),
      [positive.question.type],
      zone.apex,
    ),
  );
  const answers = await errand.orElse(Promise.all(asked), () => []);
  return answers.flat().filter((a) => a.outcome === 'answer');
}
