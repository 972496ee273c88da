/** The collected messages of other projects, said to a whole check over every transport. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Name, parseName } from '../../src/model/name.ts';
import type { TransportKind } from '../../src/model/observation.ts';
import { type RecordType, typeName } from '../../src/model/recordType.ts';
import { type HostileServer, type Script, startHostileServer } from './hostileServer.ts';
import { AA, isSameName, readStrictly, TC } from './referenceReader.ts';
import { BUDGET_MS, NAME, wholeCheck } from './wholeCheck.ts';

const DATA = process.env.TTL_CHECK_DATA;
const TRANSPORTS: readonly TransportKind[] = ['udp', 'tcp', 'tls', 'https'];

interface Expected {
  readonly file: string;
  readonly hdr?: Readonly<Record<string, number>>;
  readonly trailing: number;
  readonly wire_ok: boolean;
  /** Section, type, class, TTL, RDLENGTH. */
  readonly rrs: readonly (readonly [string, number, number, number, number])[];
  readonly dnspython_ok: boolean;
  readonly dnspython_error?: string;
}

function linesOf(file: string): Expected[] {
  const text = readFileSync(file, 'utf8').trim();
  return text.split('\n').map((line) => JSON.parse(line) as Expected);
}

/** Says this message to whoever asks for its name, under the ID and with the letters of the question. */
function saying(message: Uint8Array): Script {
  return (query) => {
    const answer = Uint8Array.from(message);
    if (answer.length >= 2) answer.set(query.subarray(0, 2), 0);
    const name = query.subarray(12, query.length - 15);
    const own = Buffer.from(answer.subarray(12, 12 + name.length));
    if (own.toString('latin1').toLowerCase() === Buffer.from(name).toString('latin1').toLowerCase())
      answer.set(name, 12);
    return [answer];
  };
}

describe.skipIf(DATA === undefined)('a collected message', () => {
  const folder = join(DATA ?? '', 'packets');
  const expected = DATA === undefined ? [] : linesOf(join(folder, 'expected.jsonl'));
  let server: HostileServer;
  beforeAll(async () => {
    server = await startHostileServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(expected)('$file', async (wanted) => {
    const bytes = readFileSync(join(folder, wanted.file));
    const asked = readStrictly(bytes)?.questions[0];
    const name = nameOf(asked?.name) ?? NAME;
    const type = askable(asked?.type ?? 1);
    for (const transport of TRANSPORTS) {
      const { observation, report, outcomes, tookMs } = await wholeCheck(server, saying(bytes), {
        ...{ transport, name, type },
      });
      expect(tookMs, transport).toBeLessThanOrEqual(BUDGET_MS);
      const said = observation.answers.filter(({ question }) => question.name === name);
      const seen = said.flatMap(({ rrsets }) => rrsets);
      if (!isBelieved(wanted)) {
        expect(seen, transport).toEqual([]);
        for (const outcome of outcomes)
          expect(outcome, transport).toMatch(/^(timeout|malformed|unreachable)$/);
      } else if (answersItself(bytes, type)) expect(seen.length, transport).toBeGreaterThan(0);
      // Every TTL that was seen is one that the other implementation read too.
      const read = wanted.rrs.map(([, rrType, , ttl]) => `${typeName(rrType)} ${ttl}`);
      for (const set of seen) expect(read, transport).toContain(`${set.type} ${set.ttl}`);
      if (report.verdict === 'ready') {
        expect(wanted.hdr?.aa).toBe(1);
        expect(seen.every(({ ttl }) => ttl <= 300)).toBe(true);
      }
    }
  });

  test.each<readonly [file: string, outcome: string, verdict: string, ttl: number | null]>([
    ['ok-a-300.pkt', 'answer', 'ready', 300],
    ['ttl-ffffffff.pkt', 'answer', 'not-ready', 4_294_967_295],
    ['cname-chain.pkt', 'answer', 'not-ready', 86_400],
    ['rrsig-origttl.pkt', 'answer', 'ready', 120],
    ['nxdomain-soa.pkt', 'nxdomain', 'not-ready', null],
    ['servfail.pkt', 'servfail', 'unknown', null],
    ['tc-no-answer.pkt', 'malformed', 'unknown', null],
    ['formerr-header-only.pkt', 'error', 'unknown', null],
    ['question-other.pkt', 'timeout', 'unknown', null],
    ['a-rdlen-3.pkt', 'malformed', 'unknown', null],
    ['ancount-65535.pkt', 'malformed', 'unknown', null],
    ['ptr-self.pkt', 'malformed', 'unknown', null],
    ['ptr-into-header.pkt', 'malformed', 'unknown', null],
    ['name-256.pkt', 'malformed', 'unknown', null],
    ['one-byte.pkt', 'malformed', 'unknown', null],
    ['name-workflow-cmd.pkt', 'answer', 'not-ready', 60],
    ['big-64k.pkt', 'answer', 'ready', 300],
  ])('crafted/%s is %s and %s', async (file, outcome, verdict, ttl) => {
    const bytes = readFileSync(join(folder, 'crafted', file));
    const type = askable(readStrictly(bytes)?.questions[0]?.type ?? 1);
    const { observation, report, outcomes } = await wholeCheck(server, saying(bytes), {
      transport: 'tcp',
      type,
    });
    expect({ outcome: outcomes[0], verdict: report.verdict }).toEqual({ outcome, verdict });
    const [first] = observation.answers.find(({ question }) => question.type === type)?.rrsets ?? [];
    expect(first?.ttl ?? null).toBe(ttl);
  });
});

/** Whether it has, with authority, records of the name and type that its question is about. */
function answersItself(bytes: Uint8Array, type: RecordType): boolean {
  const message = readStrictly(bytes);
  const [question] = message?.questions ?? [];
  if (message === undefined || question === undefined || (message.flags & (AA | TC)) !== AA) return false;
  if (question.class !== 1 || typeName(question.type) !== type || nameOf(question.name) === undefined)
    return false;
  return message.records.some(
    ({ section, owner, type: rrType, class: rrClass }) =>
      section === 'answer' && isSameName(owner, question.name) && rrType === question.type && rrClass === 1,
  );
}

/** dnspython refuses TSIG for want of a key, which says nothing about the message. */
function isBelieved(wanted: Expected): boolean {
  const lacksKey = wanted.dnspython_error?.startsWith('UnknownTSIGKey') ?? false;
  return wanted.dnspython_ok || (lacksKey && wanted.wire_ok && wanted.trailing === 0);
}

/** Nobody checks ANY, AXFR or IXFR: such a message answers another question then. */
function askable(type: number): RecordType {
  return type >= 251 && type <= 255 ? 'A' : typeName(type);
}

/** Undefined for a name that nobody can type. */
function nameOf(text: string | undefined): Name | undefined {
  return text !== undefined && /^[\w.-]+$/.test(text) ? parseName(text) : undefined;
}
