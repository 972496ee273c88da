/**
 * What it costs to load one library and nothing else, bundled as ours are: `node bench/libraries.ts [--rounds 9]
 * [--smoke] [--write] [--json FILE]`. Each program is one file, loaded through Node's compile cache.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../scripts/bundle.ts';
import { besideBase, takeTurns } from './inTurn.ts';
import { roundsSaid } from './lookups/spread.ts';
import { flags, publish } from './publish.ts';

interface Library {
  readonly name: string;
  /** When `ttl-check` loads it. */
  readonly loaded: string;
  /** The least that a program does with it. */
  readonly program: string;
}

const LIBRARIES: readonly Library[] = [
  { name: 'yargs', loaded: 'every run', program: "import yargs from 'yargs'; yargs().parse([]);" },
  {
    name: 'cli-table3',
    loaded: 'a table',
    program: "import Table from 'cli-table3'; const t = new Table(); t.push(['a']); t.toString();",
  },
  {
    name: 'luxon',
    loaded: 'a cutover, `--at`',
    program:
      "import { DateTime } from 'luxon'; DateTime.fromISO('2026-12-12T02:00', { zone: 'Europe/Berlin' }).toISO();",
  },
  {
    name: 'yaml',
    loaded: 'a configuration file',
    program: "import { parseDocument } from 'yaml'; parseDocument('a: 1');",
  },
  {
    name: 'zod',
    loaded: 'a configuration file, `--replay`',
    program: "import * as z from 'zod'; z.object({ a: z.string() }).parse({ a: '' });",
  },
  {
    name: '@aws-sdk/client-route-53',
    loaded: 'Route 53',
    program:
      "import { Route53Client } from '@aws-sdk/client-route-53'; new Route53Client({ region: 'us-east-1' });",
  },
  {
    name: '@slack/webhook',
    loaded: 'a message to a webhook',
    program:
      "import { IncomingWebhook } from '@slack/webhook'; new IncomingWebhook('https://hooks.example.com');",
  },
  {
    name: '@slack/web-api',
    loaded: "a message by a bot's token",
    program: "import { WebClient } from '@slack/web-api'; new WebClient('token');",
  },
  {
    name: 'node-cron',
    loaded: '`schedule`',
    program: "import { validate } from 'node-cron'; validate('* * * * *');",
  },
  { name: 'pino', loaded: '`schedule`', program: "import pino from 'pino'; pino().info('a');" },
  {
    name: 'prom-client',
    loaded: '`/metrics`',
    program: "import { Registry } from 'prom-client'; new Registry();",
  },
  { name: 'dns2', loaded: 'by tests alone', program: "import dns2 from 'dns2'; new dns2.Packet();" },
  {
    name: '`node:dgram`',
    loaded: 'UDP',
    program: "import { createSocket } from 'node:dgram'; createSocket('udp4').bind(0, '127.0.0.1').unref();",
  },
  {
    name: '`node:net`',
    loaded: 'TCP, and a terminal or a pipe as output',
    program: "import { Socket } from 'node:net'; new Socket();",
  },
  {
    name: '`node:tls`',
    loaded: '`tls://`',
    program: "import { createSecureContext } from 'node:tls'; createSecureContext();",
  },
  {
    name: '`node:http2`',
    loaded: '`https://`',
    program: "import { constants } from 'node:http2'; void constants.NGHTTP2_CANCEL;",
  },
  {
    name: '`node:crypto`',
    loaded: 'TSIG; systems without `/dev/urandom`',
    program: "import { randomBytes } from 'node:crypto'; randomBytes(2048);",
  },
  {
    name: '`node:sqlite`',
    loaded: 'a journal',
    program: "import { DatabaseSync } from 'node:sqlite'; new DatabaseSync(':memory:').close();",
  },
];

const given = flags();
const rounds = given.rounds ?? (given.smoke ? 1 : 9);
/** GNU time counts hundredths of a second. */
const runs = given.smoke ? 1 : 10;
const BASE = 'nothing';

const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
try {
  const commands = new Map([[BASE, await commandFor(BASE, '')]]);
  for (const { name, program } of LIBRARIES) commands.set(name, await commandFor(name, program));
  const took = await takeTurns(commands, { rounds, runs });
  const base = took.get(BASE) ?? { cpu: [], wall: [] };
  const loaded = new Map(LIBRARIES.map((library) => [library.name, library.loaded]));
  const rows = [...took].map(([name, one]) => {
    const [cpu = '', ratio = ''] = besideBase(one, base);
    return `| ${name} | ${cpu} | ${ratio} | ${loaded.get(name) ?? ''} |`;
  });
  await publish(
    'libraries',
    `${roundsSaid(rounds)} of ${runs} runs each; milliseconds of CPU of one run, median (min–max), ratios by round.\n\n` +
      `| a program with | CPU | beside nothing | \`ttl-check\` loads it for |\n|---|---|---|---|\n${rows.join('\n')}`,
    { rounds, runs, took: Object.fromEntries(took) },
    given,
  );
} finally {
  await rm(folder, { recursive: true });
}

/** Writes a program of one file and the one that starts it, and gives the command. */
async function commandFor(name: string, program: string): Promise<string> {
  const base = join(folder, name.replaceAll(/[^a-z0-9]+/g, '-'));
  await build({
    stdin: { contents: program, resolveDir: ROOT },
    outfile: `${base}.cjs`,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  const start = `require('node:module').enableCompileCache(${JSON.stringify(join(folder, 'cache'))});`;
  await writeFile(`${base}.start.cjs`, `${start}require(${JSON.stringify(`${base}.cjs`)});`);
  return `'${process.execPath}' '${base}.start.cjs'`;
}
