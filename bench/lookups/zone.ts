/** The zone that everybody is asked about: made names, addresses for documentation, three in four TTLs as they should be. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export const APEX: string = 'bench.test';

/** Owner name number `i`. */
export function nameAt(i: number): string {
  return `host-${i}.${APEX}`;
}

/** Seconds: one name in four is above the limits of most stages. */
export function ttlAt(i: number): number {
  return i % 4 === 0 ? 86_400 : 300;
}

/** Writes a master file with so many names (RFC 1035 §5). */
export async function writeZone(path: string, names: number): Promise<void> {
  const soa = `@ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 300\n@ 3600 IN NS ns1\nns1 3600 IN A 127.0.0.1\n`;
  await writeLines(
    path,
    `$ORIGIN ${APEX}.\n${soa}`,
    names,
    (i) => `host-${i} ${ttlAt(i)} IN A 192.0.2.${1 + (i % 254)}`,
  );
}

/** Writes one line a name. */
export async function writeNames(path: string, names: number, line: (name: string) => string): Promise<void> {
  await writeLines(path, '', names, (i) => line(nameAt(i)));
}

async function writeLines(
  path: string,
  head: string,
  count: number,
  line: (i: number) => string,
): Promise<void> {
  const stream = createWriteStream(path);
  stream.write(head);
  for (let i = 0; i < count; i++) if (!stream.write(`${line(i)}\n`)) await once(stream, 'drain');
  stream.end();
  await finished(stream);
}
