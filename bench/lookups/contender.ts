/** The programs that are compared, each asking for the A record of every name once, 100 at a time where it can. */
import { join } from 'node:path';
import { TTL_WORD, type TtlPlace } from './told.ts';

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
  /** Asks for its version; for what comes with Node.js, the version itself. */
  readonly version: readonly string[] | string;
  /** How to get it, for those who miss it. */
  readonly install: string;
  /** For a shell. */
  readonly command: (work: Work) => string;
  /** A program that starts the command and hands it the names; its cost is not the contender's. */
  readonly feeder?: (work: Work) => readonly string[];
  /** For those that do not print the TTL as a word of its own, as it was sent. */
  readonly ttlPlace?: TtlPlace;
  /** For one that prints no names: how many answers a line of `out` tells of. */
  readonly counts?: (line: string) => number;
}

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/ttl-check.js');
const TTL_CHECK = `${quoted(process.execPath)} ${quoted(BIN)}`;
const SCRIPT = 'scripts/install-bench.sh';
const GO = 'scripts/install-bench.sh, where Go is installed and its modules can be reached';

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function ours(name: string, does: string, authority: (work: Work) => string): Contender {
  return {
    ...{ name, does, program: 'sh', install: 'npm ci && npm run build' },
    version: [process.execPath, BIN, '--version'],
    command: (work) =>
      `${TTL_CHECK} --file ${quoted(work.nameFile)} --type A --resolver none --authority ${authority(work)} --format ndjson --fail-on never >${quoted(work.out)}`,
    ttlPlace: { pattern: /"configuredTtl":\{"min":([0-9]+),/, offBy: 0 },
  };
}

/** Those of ours, by how they ask. */
export const OURS: Readonly<Record<'udp' | 'tcp' | 'auto', Contender>> = {
  udp: ours('ttl-check, UDP', 'judges, prints', ({ address, port }) => `udp://${address}:${port}`),
  tcp: ours('ttl-check, TCP', 'judges, prints', ({ address, port }) => `tcp://${address}:${port}`),
  auto: ours(
    'ttl-check',
    'judges, prints; chooses the transport',
    ({ address, port }) => `${address}:${port}`,
  ),
};

/** What everything is compared with. */
export const LIMIT: Contender = {
  ...{ name: 'dnsperf', does: 'counts answers', program: 'dnsperf', install: SCRIPT },
  version: ['dnsperf', '-h'],
  command: ({ address, port, queryFile, out }) =>
    `dnsperf -s ${address} -p ${port} -d ${quoted(queryFile)} -n 1 -c 1 -T 1 -q 100 >${quoted(out)}`,
  counts: (line) => Number(/Queries completed: +([0-9]+)/.exec(line)?.[1] ?? 0),
};

/** Those that a clear factor is promised against. */
export const SLOWER: readonly string[] = ['dig -f', 'kdig', 'dnsx', 'zdns'];

export const CONTENDERS: readonly Contender[] = [
  LIMIT,
  OURS.udp,
  OURS.tcp,
  OURS.auto,
  {
    ...{ name: 'adnshost', does: 'prints', program: 'adnshost', install: SCRIPT },
    version: ['adnshost', '--version'],
    // Reads names as fast as they come and loses answers then: it is fed as the others feed themselves.
    feeder: ({ nameFile, out }) => [
      process.execPath,
      join(import.meta.dirname, 'feed.ts'),
      ...[nameFile, out, '100'],
    ],
    command: ({ address }) => `adnshost --config 'nameserver ${address}' -ta -Tt -Fi -a -f`,
    // It prints the end of a TTL less the time, and the second may turn between its looks at the clock.
    ttlPlace: { ...TTL_WORD, offBy: 1 },
  },
  {
    ...{ name: 'dig -f', does: 'prints; one after the other', program: 'dig', install: SCRIPT },
    version: ['dig', '-v'],
    command: ({ address, port, nameFile, out }) =>
      `dig @${address} -p ${port} +noall +answer +norecurse -t A -f ${quoted(nameFile)} >${quoted(out)}`,
  },
  {
    ...{ name: 'kdig', does: 'prints; one after the other', program: 'kdig', install: SCRIPT },
    version: ['kdig', '--version'],
    command: ({ address, port, nameFile, out }) =>
      `xargs -n 1000 kdig @${address} -p ${port} -t A +noall +answer +norec <${quoted(nameFile)} >${quoted(out)}`,
  },
  {
    ...{ name: 'Node c-ares', does: 'prints', program: 'sh', install: 'part of Node.js' },
    version: process.versions.ares,
    command: ({ address, port, nameFile, out }) =>
      `${quoted(process.execPath)} ${quoted(join(import.meta.dirname, 'cares.ts'))} ${quoted(nameFile)} ${address}:${port} >${quoted(out)}`,
  },
  {
    ...{ name: 'dnsx', does: 'prints', program: 'dnsx', install: GO },
    version: ['dnsx', '-silent', '-disable-update-check', '-version'],
    command: ({ address, port, nameFile, out }) =>
      `dnsx -silent -disable-update-check -a -json -omit-raw -retry 3 -r ${address}:${port} -t 100 -l ${quoted(nameFile)} >${quoted(out)}`,
    ttlPlace: { pattern: /"ttl":([0-9]+)/, offBy: 0 },
  },
  {
    ...{ name: 'zdns', does: 'prints', program: 'zdns', install: GO },
    version: ['zdns', '--version'],
    command: ({ address, port, nameFile, out }) =>
      `zdns A --name-servers=${address}:${port} --threads=100 --retries=3 --input-file=${quoted(nameFile)} --output-file=${quoted(out)}`,
    ttlPlace: { pattern: /"ttl":([0-9]+)/, offBy: 0 },
  },
  {
    ...{ name: 'massdns', does: 'prints', program: 'massdns' },
    version: ['massdns', '--version'],
    install:
      'scripts/install-bench.sh, where the system has a package of it; else its source (blechschmidt/massdns): `make`, then bin/massdns onto the path',
    command: ({ address, port, nameFile, out }) =>
      `echo ${address}:${port} >${quoted(`${out}.resolvers`)} && massdns --quiet --norecurse --root -r ${quoted(`${out}.resolvers`)} -t A -s 100 -o Snt -w ${quoted(out)} ${quoted(nameFile)}`,
  },
];
