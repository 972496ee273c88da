/** Reads the output of the contenders: all but dnsperf name what they were asked for and print its TTL. */
import { ttlAt } from './zone.ts';

const NAME = /\bhost-([0-9]+)\.bench\.test\b/;

/** Where a line has the TTL, and by how many seconds it may differ from what was sent. */
export interface TtlPlace {
  readonly pattern: RegExp;
  readonly offBy: number;
}

/** A word of its own, as in a master file. */
export const TTL_WORD: TtlPlace = { pattern: /\s([0-9]+)\s/, offBy: 0 };

/** Which name a line tells the right TTL of; undefined if it tells of none, or something else. */
export function toldBy(line: string, { pattern, offBy }: TtlPlace): number | undefined {
  const name = NAME.exec(line)?.[1];
  const ttl = pattern.exec(line)?.[1];
  if (name === undefined || ttl === undefined) return undefined;
  const difference = Math.abs(ttlAt(Number(name)) - Number(ttl));
  return difference <= offBy ? Number(name) : undefined;
}
