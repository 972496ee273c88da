/** That all ways to ask lead to the same results. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What differs from run to run: round trips, when it was, and how the server was asked. */
const OF_THE_RUN = /"rttMs":[0-9.]+,|"at":"[^"]*",|(?<="(?:server|address)":")[a-z]+:\/\//g;

/** A digest of the ndjson of a run without what belongs to that run alone. */
export async function resultsDigest(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of createInterface({ input: createReadStream(file) }))
    hash.update(`${line.replace(OF_THE_RUN, '')}\n`);
  return hash.digest('hex');
}
