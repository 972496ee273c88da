/** dig as the lab's witness: it shares no code with the program under test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execute, executeWell } from './execute.ts';

export interface DigQuestion {
  readonly name: string;
  readonly type: string;
}

export interface DigRecord {
  /** As dig writes it, in lower case: absolute, escaped as in master files. */
  readonly owner: string;
  readonly ttl: number;
  readonly type: string;
  readonly rdata: string;
}

export interface DigAnswer extends DigQuestion {
  readonly rcode: string;
  readonly flags: readonly string[];
  readonly answer: readonly DigRecord[];
}

/** Read no ~/.digrc; show names as they are in the message; sections that the reader below knows. */
const OPTIONS = [
  '-r',
  '+noidnin',
  '+noidnout',
  '+noall',
  '+comments',
  '+question',
  '+answer',
  '+nosplit',
  '+time=2',
  '+tries=2',
];

/** One question. `more` are further dig options. Throws if nothing answers. */
export async function dig(
  server: string,
  name: string,
  type: string,
  ...more: readonly string[]
): Promise<DigAnswer> {
  const stdout = await executeWell('dig', [...OPTIONS, ...more, `@${server}`, '-q', name, '-t', type]);
  const [first] = answersOf(stdout);
  if (first === undefined)
    throw new Error(`dig @${server} ${name} ${type} shows no answer: ${stdout.trim()}`);
  return first;
}

/** One question as a look: one quick try, undefined where nothing answers. */
export async function look(
  server: string,
  name: string,
  type: string,
  ...more: readonly string[]
): Promise<DigAnswer | undefined> {
  const ended = await execute('dig', [
    ...OPTIONS,
    '+time=1',
    '+tries=1',
    ...more,
    `@${server}`,
    '-q',
    name,
    '-t',
    type,
  ]);
  return answersOf(ended.stdout)[0];
}

/** Many questions to one server, in order. Throws unless each is answered. */
export async function digAll(
  server: string,
  questions: readonly DigQuestion[],
  ...more: readonly string[]
): Promise<DigAnswer[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-dig-'));
  try {
    const file = path.join(dir, 'questions');
    await writeFile(file, questions.map((q) => `-q ${q.name} -t ${q.type}\n`).join(''));
    const stdout = await executeWell('dig', [...OPTIONS, ...more, `@${server}`, '-f', file]);
    const answers = answersOf(stdout);
    if (answers.length !== questions.length)
      throw new Error(`dig asked ${questions.length} questions and shows ${answers.length} answers.`);
    return answers;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** All records of a zone by AXFR. Throws if the server does not give it. */
export async function transfer(server: string, zone: string): Promise<DigRecord[]> {
  const stdout = await executeWell('dig', [
    '-r',
    '+noidnout',
    '+noall',
    '+answer',
    '+nosplit',
    `@${server}`,
    '-q',
    zone,
    '-t',
    'AXFR',
  ]);
  if (/^; Transfer failed/m.test(stdout)) throw new Error(`${server} does not transfer ${zone}.`);
  return stdout.split('\n').flatMap(recordOf);
}

function answersOf(stdout: string): DigAnswer[] {
  return stdout
    .split(/^;; ->>HEADER<<-/m)
    .slice(1)
    .map((text) => {
      const lines = text.split('\n');
      const [, name = '', type = ''] = /^;(\S+)\s+IN\s+(\S+)$/m.exec(text) ?? [];
      return {
        name: name.toLowerCase(),
        type,
        rcode: /status: ([A-Z0-9]+)/.exec(text)?.[1] ?? '',
        flags: (/^;; flags: ([^;]*);/m.exec(text)?.[1] ?? '').split(' '),
        answer: lines.flatMap(recordOf),
      };
    });
}

function recordOf(line: string): DigRecord[] {
  const [, owner, ttl, type, rdata] = /^(\S+)\s+([0-9]+)\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
  if (owner === undefined || owner.startsWith(';') || type === undefined || rdata === undefined) return [];
  return [{ owner: owner.toLowerCase(), ttl: Number(ttl), type, rdata: rdata.trim() }];
}
