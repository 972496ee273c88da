/** The bound of docs/reliability.md ("Manners") on the questions of a run over names of one zone. */

const TRIES = 3;
/** TC, EDNS that is rejected, letters in another case, TCP that was tried for being cheaper. */
const ONE_MORE = 4;

export interface QuestionBoundOptions {
  /** Those of the list and those that their CNAMEs lead to. */
  readonly names: number;
  /** Asked about each name. */
  readonly types: number;
  /** Of all servers of the zone. */
  readonly addresses: number;
  /** Of the zone. */
  readonly servers: number;
  readonly resolvers: number;
}

/** How many questions a run may send at the most. */
export function mostQuestions({ names, types, addresses, servers, resolvers }: QuestionBoundOptions): number {
  // Twice, because servers that differ are asked once more.
  const authorities = names * types * addresses * 2;
  const held = names * types * resolvers;
  // NS of each name, of the zone, its parent and the root; A and AAAA of the servers of the zone and of two parents.
  const ways = (names + 3 + 2 * (servers + 2)) * resolvers;
  // SOA and NS of the zone; NS and DS at up to three servers of its parent.
  const zone = 2 * addresses + 2 * 3;
  // Each try at a resolver is a question of its own.
  return (authorities + zone) * (TRIES + ONE_MORE) + (held + ways) * TRIES * (1 + ONE_MORE);
}
