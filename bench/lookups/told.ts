/** Reads the output of the contenders: all but dnsperf name what they were asked for and print its TTL. */
import { ttlAt } from './zone.ts';

const NAME = /\bhost-([0-9]+)\.bench\.test\b/;
/** A word of its own, as in a master file. */
export const TTL_WORD: RegExp = /\s(86400|300)\s/;

/** Which name a line tells the right TTL of; undefined if it tells of none, or something else. */
export function toldBy(line: string, ttlPattern: RegExp): number | undefined {
  const name = NAME.exec(line)?.[1];
  const ttl = ttlPattern.exec(line)?.[1];
  if (name === undefined || ttl === undefined || Number(ttl) !== ttlAt(Number(name))) return undefined;
  return Number(name);
}
