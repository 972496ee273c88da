/** Messages from other projects' collections, with the verdict of another implementation on each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { DecodeError } from '../../src/dns/decodeError.ts';
import type { Message } from '../../src/dns/message.ts';
import { presentRdata } from '../../src/dns/present.ts';
import { RECORD_TYPES } from '../../src/model/recordType.ts';
import { judgedTtl } from '../../src/model/ttl.ts';

const DATA = process.env.TTL_CHECK_DATA;

interface Expected {
  readonly file: string;
  readonly hdr: Readonly<Record<string, number>>;
  readonly trailing: number;
  readonly wire_ok: boolean;
  /** Section, type, class, TTL, RDLENGTH. */
  readonly rrs: readonly (readonly [string, number, number, number, number])[];
  readonly dnspython_ok: boolean;
  readonly dnspython_error?: string;
}

describe.skipIf(DATA === undefined)('collected messages', () => {
  const folder = join(DATA ?? '', 'packets');
  const expected: Expected[] =
    DATA === undefined
      ? []
      : readFileSync(join(folder, 'expected.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Expected);

  test('are there', () => {
    expect(expected.length).toBeGreaterThan(60);
  });

  test.each(expected)('$file', (wanted) => {
    const bytes = readFileSync(join(folder, wanted.file));
    if (!isReadable(wanted)) {
      expect(() => decodeMessage(bytes)).toThrow(DecodeError);
      return;
    }
    const message = decodeMessage(bytes);
    const { id, qr, aa, tc, rd, ra, rcode, opcode } = wanted.hdr;
    expect(message).toMatchObject({
      id,
      opcode,
      qr: qr === 1,
      aa: aa === 1,
      tc: tc === 1,
      rd: rd === 1,
      ra: ra === 1,
    });
    expect(message.rcode & 0xf).toBe(rcode);
    expect(recordsOf(message)).toEqual(
      wanted.rrs.filter(([, type]) => type !== RECORD_TYPES.OPT).map((record) => record.slice(0, 4)),
    );
    expect(message.edns !== null).toBe(wanted.rrs.some(([, type]) => type === RECORD_TYPES.OPT));
    for (const record of [...message.answers, ...message.authority, ...message.additional])
      expect(presentRdata(record)).toMatch(/^[\x20-\x7e]+$/);
  });

  test.each([
    ['ok-a-300.pkt', [300]],
    ['ttl-ffffffff.pkt', [4_294_967_295]],
    ['cname-chain.pkt', [86_400, 30, 20]],
    ['rrsig-origttl.pkt', [120, 120]],
    ['name-workflow-cmd.pkt', [60]],
    ['tc-no-answer.pkt', []],
    ['servfail.pkt', []],
    ['formerr-header-only.pkt', []],
  ])('%s has the TTLs %j', (file, ttls) => {
    const message = decodeMessage(readFileSync(join(folder, 'crafted', file)));
    expect(message.answers.map(({ ttl }) => ttl)).toEqual(ttls);
    for (const ttl of ttls) expect(judgedTtl(ttl)).toBeLessThanOrEqual(2_147_483_647);
  });

  test.each([
    'a-rdlen-3.pkt',
    'ancount-65535.pkt',
    'ptr-self.pkt',
    'ptr-into-header.pkt',
    'name-256.pkt',
    'one-byte.pkt',
  ])('%s is refused', (file) => {
    expect(() => decodeMessage(readFileSync(join(folder, 'crafted', file)))).toThrow(DecodeError);
  });

  test('nxdomain-soa.pkt has the SOA, rrsig-origttl.pkt the original TTL', () => {
    const absent = decodeMessage(readFileSync(join(folder, 'crafted/nxdomain-soa.pkt')));
    expect(absent).toMatchObject({
      rcode: 3,
      authority: [{ ttl: 86_400, data: { kind: 'soa', minimum: 300 } }],
    });
    const signed = decodeMessage(readFileSync(join(folder, 'crafted/rrsig-origttl.pkt')));
    expect(signed.answers[1]?.data).toMatchObject({ kind: 'rrsig', originalTtl: 86_400 });
  });

  test('big-64k.pkt is read', () => {
    const bytes = readFileSync(join(folder, 'crafted/big-64k.pkt'));
    expect(new Set(decodeMessage(bytes).answers.map(({ owner }) => owner)).size).toBe(1);
  });
});

/** dnspython refuses TSIG for want of a key, which says nothing about the message. */
function isReadable(wanted: Expected): boolean {
  const lacksKey = wanted.dnspython_error?.startsWith('UnknownTSIGKey') ?? false;
  return wanted.dnspython_ok || (lacksKey && wanted.wire_ok && wanted.trailing === 0);
}

function recordsOf(message: Message): unknown[] {
  const sections = { an: message.answers, ns: message.authority, ar: message.additional };
  return Object.entries(sections).flatMap(([section, records]) =>
    records.map((record) => [section, record.type, record.class, record.ttl]),
  );
}
