/** Secrets are planted wherever the program takes them from, and all that it can emit is searched for them. */
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/program.ts';
import { PLAN_FORMATS } from '../../src/report/plan/planReporters.ts';
import { FORMAT_NAMES } from '../../src/report/reporters.ts';
import { ended, startTtlCheck, ttlCheck } from '../cli/cli.ts';

/** As they are given, and as they are inside: a key in base64 must not come out decoded or in hexadecimal either. */
const KEY_OCTETS = 'planted-tsig-key-0123456789';
const FILE_KEY_OCTETS = 'planted-file-key-0123456789';
const PLANTED = {
  tsigKey: Buffer.from(KEY_OCTETS).toString('base64'),
  fileKey: Buffer.from(FILE_KEY_OCTETS).toString('base64'),
  awsSecret: 'PlantedAwsSecret/wJalrXUtnFEMI+K7MDENG',
  awsToken: 'PlantedAwsSessionToken',
  webhookPath: 'PlantedWebhookPath',
  slackToken: 'xoxb-0000000000-PlantedSlackToken',
  hmacKey: 'PlantedHmacKey',
  badKey: 'PlantedNotBase64!!',
} as const;
const FORBIDDEN: readonly string[] = [
  ...Object.values(PLANTED),
  KEY_OCTETS,
  FILE_KEY_OCTETS,
  Buffer.from(KEY_OCTETS).toString('hex'),
  Buffer.from(FILE_KEY_OCTETS).toString('hex'),
];

let folder = '';
let emitted = '';
/** Flags of commands that look: they ask the parrot, and not for long. */
let looking: readonly string[] = [];
const servers: Server[] = [];

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** Whatever it is sent comes back as an error: headers, path and body. */
async function echo(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return `${request.url} ${JSON.stringify(request.headers)} ${body}`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ttl-check-secrets-'));
  const echoing = await listening(
    createHttpServer((request, response) => {
      void echo(request).then((text) => response.writeHead(403, { 'x-echo': 'yes' }).end(text));
    }),
  );
  // Over plain DNS: says what it heard, which is no answer.
  const parrot = await listening(createServer((socket) => socket.on('error', () => {}).pipe(socket)));
  looking = ['--resolver', `tcp://127.0.0.1:${parrot}`, '--timeout', '0.1'];
  const zone = (provider: string) =>
    `  - { name: ${provider}, cutover: 2099-12-12T12:00:00Z, provider: ${provider}, records: [{ zone: example.com, types: [A] }] }\n`;
  const tsig = `type: rfc2136, server: "127.0.0.1:${parrot}", zone: example.com, keyName: key.example.com`;
  await writeFile(
    join(folder, 'tsig.key'),
    `key "key.example.com" { algorithm hmac-sha256; secret "${PLANTED.fileKey}"; };\n`,
    { mode: 0o600 },
  );
  await writeFile(join(folder, 'url.txt'), `http://127.0.0.1:${echoing}/${PLANTED.webhookPath}\n`, {
    mode: 0o600,
  });
  await writeFile(
    join(folder, 'ttl-check.yaml'),
    `journal: { path: journal.sqlite }
resolvers: { google: { default: false }, cloudflare: { default: false }, quad9: { default: false } }
providers:
  by-env: { ${tsig}, keyEnv: PLANTED_KEY }
  by-file: { ${tsig}, keyFile: tsig.key }
  broken: { ${tsig}, keyEnv: PLANTED_BAD_KEY }
  aws: { type: route53, endpoint: "http://127.0.0.1:${echoing}", region: us-east-1 }
migrations:
${['by-env', 'by-file', 'broken', 'aws'].map(zone).join('')}`,
  );
  // Where nothing is broken, so that plans are drawn and reports are sent.
  await writeFile(
    join(folder, 'plain.yaml'),
    `journal: { path: journal.sqlite }
names: [api.example.com]
migrations:
  - { name: shop, cutover: 2099-12-12T12:00:00Z, records: [{ name: www.example.com, types: [A] }] }
reports:
  - { name: slack, to: { type: slack, urlEnv: PLANTED_URL } }
  - { name: slack-file, to: { type: slack, urlFile: url.txt } }
  - { name: bot, to: { type: slack-bot, tokenEnv: PLANTED_TOKEN, channel: C0123456789 } }
  - { name: hook, to: { type: webhook, urlEnv: PLANTED_URL, secretEnv: PLANTED_HMAC } }
`,
  );
  Object.assign(ENV, { PLANTED_URL: `http://127.0.0.1:${echoing}/${PLANTED.webhookPath}` });
}, 30_000);

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

const ENV: Record<string, string> = {
  PLANTED_KEY: PLANTED.tsigKey,
  PLANTED_BAD_KEY: PLANTED.badKey,
  PLANTED_TOKEN: PLANTED.slackToken,
  PLANTED_HMAC: PLANTED.hmacKey,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: PLANTED.awsSecret,
  AWS_SESSION_TOKEN: PLANTED.awsToken,
  AWS_MAX_ATTEMPTS: '1',
};

/** Runs it with all secrets at hand, and keeps all that it says. */
async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ttlCheck(args, { cwd: folder, env: ENV });
  const said = `$ ${args.join(' ')}\n${stdout}${stderr}exit ${code}\n`;
  emitted += said;
  return said;
}

/** A few at a time: each is a process of its own. */
async function runAll(commands: readonly (readonly string[])[]): Promise<void> {
  const left = [...commands];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await run(...next);
    }),
  );
}

async function expectNothing(): Promise<void> {
  let everything = emitted;
  for (const file of await readdir(folder))
    if (file !== 'tsig.key' && file !== 'url.txt')
      everything += (await readFile(join(folder, file))).toString('latin1');
  for (const secret of FORBIDDEN) {
    const at = everything.indexOf(secret);
    expect(at === -1 ? '' : everything.slice(Math.max(0, at - 300), at), secret).toBe('');
  }
}

test('no help and no usage error holds one', async () => {
  await runAll([['--help'], ...COMMAND_NAMES.map((command) => [command, '--help']), ['plan', '--nonsense']]);
  expect(emitted.length).toBeGreaterThan(10_000);
  await expectNothing();
}, 120_000);

test('no plan, pass, status, history and report holds one, whatever providers and channels echo', async () => {
  const migrations = ['by-env', 'by-file', 'broken', 'aws'];
  const said = await run('apply', 'aws', '--yes', ...looking);
  // The provider was reached, and refused what it echoed.
  expect(said).toMatch(/Route 53|403|AWS/);
  await runAll([
    ['report', '--config', 'plain.yaml', '--format', 'json', ...looking],
    ...migrations.flatMap((name) => [
      ['apply', name, '--yes', ...looking],
      ['preflight', name, ...looking],
    ]),
    ...PLAN_FORMATS.map((format) => ['plan', '--config', 'plain.yaml', '--format', format, ...looking]),
    ['plan', '--config', 'plain.yaml', '--out', 'plan.json', ...looking],
    ['status', '--format', 'json'],
    ['history', 'www.example.com'],
    ...['slack', 'slack-file', 'hook'].map((name) => [
      'report',
      '--config',
      'plain.yaml',
      '--to',
      name,
      ...looking,
    ]),
    [
      'check',
      '--config',
      'plain.yaml',
      '--verbose',
      ...looking,
      '--record',
      'recording.jsonl',
      ...FORMAT_NAMES.flatMap((f) => ['--format', `${f}=out.${f}`]),
    ],
  ]);
  // The channels were reached, and their echo is not told.
  expect(emitted).toMatch(/HTTP 403|answered 403/);
  await expectNothing();
}, 180_000);

test('no line of the log of the daemon holds one, at any level', async () => {
  const args = ['schedule', '--yes', '--log-level', 'debug', ...looking];
  const child = startTtlCheck(args, { cwd: folder, env: ENV });
  const end = ended(child);
  let log = '';
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: string) => {
      log += chunk;
      if (log.includes('tick-ended')) resolve();
    });
    void end.then(() => resolve());
  });
  child.kill('SIGTERM');
  const { stdout, stderr } = await end;
  emitted += stdout + stderr;
  expect(stderr).toContain('tick-ended');
  await expectNothing();
}, 60_000);
