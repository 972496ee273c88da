/** A new content for one RRset of a zone on the primary. */
export interface Change {
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: readonly string[];
}

/** What nsupdate is to be told: delete the RRset and add it anew, as one update. */
export function updateCommands(server: string, change: Change): string {
  const { zone, name, type, ttl, rdata } = change;
  return [
    `server ${server} 53`,
    `zone ${zone}`,
    `update delete ${name} ${type}`,
    ...rdata.map((data) => `update add ${name} ${ttl} ${type} ${data}`),
    'send',
    '',
  ].join('\n');
}
