/** Node's own resolver (c-ares) on a list of names, 100 at a time: prints how many were answered. */
import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';

const [file = '', server = ''] = process.argv.slice(2);
const names = readFileSync(file, 'utf8').trimEnd().split('\n');
const resolver = new Resolver();
resolver.setServers([server]);
let next = 0;
let answered = 0;

async function work(): Promise<void> {
  for (let i = next++; i < names.length; i = next++) {
    const records = await resolver.resolve4(names[i] ?? '', { ttl: true }).catch(() => []);
    if (records[0] !== undefined && records[0].ttl >= 0) answered++;
  }
}

await Promise.all(Array.from({ length: 100 }, work));
process.stdout.write(`${answered}\n`);
