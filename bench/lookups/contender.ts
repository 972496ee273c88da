/** The programs that are compared, each asking for the A record of every name once. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The files of one size of list. */
export interface Work {
  readonly names: number;
  /** One name a line. */
  readonly nameFile: string;
  /** `NAME A` a line, for dnsperf. */
  readonly queryFile: string;
  readonly address: string;
  readonly port: number;
  /** Where results go. */
  readonly out: string;
}

export interface Contender {
  readonly name: string;
  /** What it does besides asking. */
  readonly does: string;
  /** Must be found on the path. */
  readonly program: string;
  /** How to get it, for those who miss it. */
  readonly install: string;
  /** For a shell. */
  readonly command: (work: Work) => string;
  /** How many answers a line of `out` tells of, to see that the work was done. */
  readonly answers: (line: string) => number;
  /** Too slow, or too careless of memory, for longer lists. */
  readonly most?: number;
}

const ROOT = join(import.meta.dirname, '../..');
const TTL_CHECK = `${quoted(process.execPath)} ${quoted(join(ROOT, 'bin/ttl-check.js'))}`;
const DEBIAN = 'scripts/install-bench.sh';

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function check(authority: (work: Work) => string): (work: Work) => string {
  return (work) =>
    `${TTL_CHECK} --file ${quoted(work.nameFile)} --type A --resolver none --authority ${authority(work)} --format ndjson --fail-on never >${quoted(work.out)}`;
}

function anAddress(line: string): number {
  return /192\.0\.2\.[0-9]/.test(line) ? 1 : 0;
}

function aJudgement(line: string): number {
  return /"configuredTtl":\{"min":(?:300|86400),/.test(line) ? 1 : 0;
}

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'dnsperf',
    does: 'counts answers',
    program: 'dnsperf',
    install: DEBIAN,
    command: ({ address, port, queryFile, out }) =>
      `dnsperf -s ${address} -p ${port} -d ${quoted(queryFile)} -n 1 -c 1 -T 1 -q 100 >${quoted(out)}`,
    answers: (line) => Number(/Queries completed: +([0-9]+)/.exec(line)?.[1] ?? 0),
  },
  {
    name: 'ttl-check, UDP',
    does: 'judges, prints',
    program: 'sh',
    install: 'npm ci && npm run build',
    command: check(({ address, port }) => `udp://${address}:${port}`),
    answers: aJudgement,
  },
  {
    name: 'ttl-check, TCP',
    does: 'judges, prints',
    program: 'sh',
    install: 'npm ci && npm run build',
    command: check(({ address, port }) => `tcp://${address}:${port}`),
    answers: aJudgement,
  },
  {
    name: 'ttl-check',
    does: 'judges, prints; chooses the transport',
    program: 'sh',
    install: 'npm ci && npm run build',
    command: check(({ address, port }) => `${address}:${port}`),
    answers: aJudgement,
  },
  {
    name: 'dig -f',
    does: 'prints',
    program: 'dig',
    install: DEBIAN,
    command: ({ address, port, nameFile, out }) =>
      `dig @${address} -p ${port} +noall +answer +norecurse -t A -f ${quoted(nameFile)} >${quoted(out)}`,
    answers: anAddress,
    most: 100_000,
  },
  {
    name: 'kdig',
    does: 'prints',
    program: 'kdig',
    install: DEBIAN,
    command: ({ address, port, nameFile, out }) =>
      `xargs -n 1000 kdig @${address} -p ${port} -t A +noall +answer +norec <${quoted(nameFile)} >${quoted(out)}`,
    answers: anAddress,
    most: 100_000,
  },
  {
    name: 'Node c-ares',
    does: 'counts answers',
    program: 'sh',
    install: 'part of Node.js',
    command: ({ address, port, nameFile, out }) =>
      `${quoted(process.execPath)} ${quoted(join(import.meta.dirname, 'cares.ts'))} ${quoted(nameFile)} ${address}:${port} >${quoted(out)}`,
    answers: Number,
    most: 100_000,
  },
  {
    name: 'dnsx',
    does: 'prints',
    program: 'dnsx',
    install: 'go install github.com/projectdiscovery/dnsx/cmd/dnsx@latest',
    command: ({ address, port, nameFile, out }) =>
      `dnsx -silent -a -json -r ${address}:${port} -t 100 -l ${quoted(nameFile)} >${quoted(out)}`,
    answers: (line) => (line === '' ? 0 : 1),
  },
  {
    name: 'zdns',
    does: 'prints',
    program: 'zdns',
    install: 'go install github.com/zmap/zdns/v2@latest',
    command: ({ address, port, nameFile, out }) =>
      `zdns A --name-servers=${address}:${port} --threads 100 --input-file ${quoted(nameFile)} >${quoted(out)}`,
    answers: anAddress,
  },
  {
    name: 'massdns',
    does: 'prints',
    program: 'massdns',
    install: 'from source: github.com/blechschmidt/massdns',
    command: ({ address, port, nameFile, out }) =>
      `printf '${address}:${port}\\n' >${quoted(`${out}.resolvers`)} && massdns -q -r ${quoted(`${out}.resolvers`)} -t A -s 100 -o S -w ${quoted(out)} ${quoted(nameFile)}`,
    answers: anAddress,
  },
];

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
