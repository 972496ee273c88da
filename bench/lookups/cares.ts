/** Node's own resolver (c-ares) on a list of names, 100 at a time: prints name, TTL and address of each. */
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';

const [file = '', server = ''] = process.argv.slice(2);
const names = readFileSync(file, 'utf8').trimEnd().split('\n');
const resolver = new Resolver();
resolver.setServers([server]);
const FLUSHED = 1000;
let next = 0;
let lines: string[] = [];

async function work(): Promise<void> {
  for (let name = names[next++]; name !== undefined; name = names[next++]) {
    const records = await resolver.resolve4(name, { ttl: true }).catch(() => []);
    for (const { ttl, address } of records) lines.push(`${name} ${ttl} ${address}\n`);
    if (lines.length >= FLUSHED) flush();
  }
}

function flush(): void {
  process.stdout.write(lines.join(''));
  lines = [];
}

await Promise.all(Array.from({ length: 100 }, work));
flush();
