import { describe, expect, test } from 'vitest';
import { parseName } from '../../src/model/name.ts';
import { answerFromZones } from '../../src/world/answerFromZones.ts';
import { type ZoneRecord, zone } from '../../src/world/zone.ts';

const parent = zone(
  'test',
  `@          3600 NS ns.test.
   ns         3600 A 192.0.2.1
   odd        3600 NS ns.odd
   ns.odd     1800 A 192.0.2.9
   away     172800 NS ns.away
   away      86400 DS 4242 13 2 00
   ns.away  172800 A 192.0.2.7
   ns.away  172800 AAAA 2001:db8::7`,
);

const odd = zone(
  'odd.test',
  `@             600 SOA ns.odd.test. hostmaster.odd.test. 7 7200 900 1209600 60
   @            7200 NS ns
   ns           7200 A 192.0.2.9
   www           300 A 192.0.2.10
   www           300 A 192.0.2.11
   a.deep        300 A 192.0.2.12
   alias         120 CNAME www
   alias2        130 CNAME alias
   dangling      140 CNAME nothing
   out           150 CNAME www.example.com.
   up            160 CNAME ns.test.
   loop          170 CNAME loop2
   loop2         170 CNAME loop
   into-cut      180 CNAME host.sub
   *.wild        400 A 192.0.2.40
   known.wild    400 TXT "here"
   *.star        410 CNAME www
   x.*.ent       420 A 192.0.2.42
   old           500 DNAME new
   host.new      510 A 192.0.2.51
   sub           700 NS ns.sub
   ns.sub        700 A 192.0.2.70
   dotted\\.label 800 A 192.0.2.80`,
);

const signed = { ...zone('signed.test', '@ 300 NS ns.test.\n* 900 A 192.0.2.90'), signed: true as const };

function shown(records: readonly ZoneRecord[]): string[] {
  return records.map((r) => `${r.owner} ${r.ttl} ${r.type} ${r.rdata}`);
}

function ask(name: string, type: string) {
  const reply = answerFromZones([parent, odd, signed], { name: parseName(name), type });
  return {
    head: `${reply.rcode}${reply.aa ? ' aa' : ''}`,
    answers: shown(reply.answers),
    authority: shown(reply.authority),
    additional: shown(reply.additional),
  };
}

const SOA = 'odd.test. 60 SOA ns.odd.test. hostmaster.odd.test. 7 7200 900 1209600 60';

interface Row {
  readonly what: string;
  readonly ask: readonly [string, string];
  readonly head: string;
  readonly answers?: readonly string[];
  readonly authority?: readonly string[];
  readonly additional?: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: 'an RRset',
    ask: ['www.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['www.odd.test. 300 A 192.0.2.10', 'www.odd.test. 300 A 192.0.2.11'],
  },
  {
    what: 'a label with a dot in it',
    ask: ['dotted\\.label.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['dotted\\.label.odd.test. 800 A 192.0.2.80'],
  },
  {
    what: 'two labels in its place',
    ask: ['dotted.label.odd.test', 'A'],
    head: 'NXDOMAIN aa',
    authority: [SOA],
  },
  { what: 'a type that is not there', ask: ['www.odd.test', 'AAAA'], head: 'NOERROR aa', authority: [SOA] },
  { what: 'an empty non-terminal', ask: ['deep.odd.test', 'A'], head: 'NOERROR aa', authority: [SOA] },
  { what: 'a name that is not there', ask: ['no.odd.test', 'A'], head: 'NXDOMAIN aa', authority: [SOA] },
  {
    what: 'the apex NS from the child, on a server that has the parent too',
    ask: ['odd.test', 'NS'],
    head: 'NOERROR aa',
    answers: ['odd.test. 7200 NS ns.odd.test.'],
  },
  {
    what: 'a chain in the zone',
    ask: ['alias2.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: [
      'alias2.odd.test. 130 CNAME alias.odd.test.',
      'alias.odd.test. 120 CNAME www.odd.test.',
      'www.odd.test. 300 A 192.0.2.10',
      'www.odd.test. 300 A 192.0.2.11',
    ],
  },
  {
    what: 'the CNAME itself',
    ask: ['alias2.odd.test', 'CNAME'],
    head: 'NOERROR aa',
    answers: ['alias2.odd.test. 130 CNAME alias.odd.test.'],
  },
  {
    what: 'a chain to a name that is not there: the RCODE is that of the end (RFC 6604)',
    ask: ['dangling.odd.test', 'A'],
    head: 'NXDOMAIN aa',
    answers: ['dangling.odd.test. 140 CNAME nothing.odd.test.'],
    authority: [SOA],
  },
  {
    what: 'a chain to somewhere else',
    ask: ['out.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['out.odd.test. 150 CNAME www.example.com.'],
  },
  {
    what: 'a chain to another zone of the server',
    ask: ['up.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['up.odd.test. 160 CNAME ns.test.', 'ns.test. 3600 A 192.0.2.1'],
  },
  {
    what: 'a loop, each hop once',
    ask: ['loop.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['loop.odd.test. 170 CNAME loop2.odd.test.', 'loop2.odd.test. 170 CNAME loop.odd.test.'],
  },
  {
    what: 'a chain that ends below a cut',
    ask: ['into-cut.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['into-cut.odd.test. 180 CNAME host.sub.odd.test.'],
    authority: ['sub.odd.test. 700 NS ns.sub.odd.test.'],
    additional: ['ns.sub.odd.test. 700 A 192.0.2.70'],
  },
  {
    what: 'a wildcard',
    ask: ['any.thing.wild.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: ['any.thing.wild.odd.test. 400 A 192.0.2.40'],
  },
  {
    what: 'a wildcard without the type',
    ask: ['any.wild.odd.test', 'AAAA'],
    head: 'NOERROR aa',
    authority: [SOA],
  },
  {
    what: 'no wildcard for a name that exists',
    ask: ['known.wild.odd.test', 'A'],
    head: 'NOERROR aa',
    authority: [SOA],
  },
  {
    what: 'no wildcard below a name that exists (RFC 4592 §2.2.1)',
    ask: ['x.known.wild.odd.test', 'A'],
    head: 'NXDOMAIN aa',
    authority: [SOA],
  },
  {
    what: 'a wildcard that is an alias',
    ask: ['one.star.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: [
      'one.star.odd.test. 410 CNAME www.odd.test.',
      'www.odd.test. 300 A 192.0.2.10',
      'www.odd.test. 300 A 192.0.2.11',
    ],
  },
  {
    what: 'a wildcard that is an empty non-terminal',
    ask: ['one.ent.odd.test', 'A'],
    head: 'NOERROR aa',
    authority: [SOA],
  },
  {
    what: 'a name below a DNAME',
    ask: ['host.old.odd.test', 'A'],
    head: 'NOERROR aa',
    answers: [
      'old.odd.test. 500 DNAME new.odd.test.',
      'host.old.odd.test. 500 CNAME host.new.odd.test.',
      'host.new.odd.test. 510 A 192.0.2.51',
    ],
  },
  { what: 'the owner of a DNAME', ask: ['old.odd.test', 'A'], head: 'NOERROR aa', authority: [SOA] },
  {
    what: 'a referral',
    ask: ['www.away.test', 'A'],
    head: 'NOERROR',
    authority: ['away.test. 172800 NS ns.away.test.', 'away.test. 86400 DS 4242 13 2 00'],
    additional: ['ns.away.test. 172800 A 192.0.2.7', 'ns.away.test. 172800 AAAA 2001:db8::7'],
  },
  {
    what: 'DS, which is the parent’s to answer',
    ask: ['away.test', 'DS'],
    head: 'NOERROR aa',
    answers: ['away.test. 86400 DS 4242 13 2 00'],
  },
  {
    what: 'glue asked for by name: a referral, not an answer',
    ask: ['ns.away.test', 'A'],
    head: 'NOERROR',
    authority: ['away.test. 172800 NS ns.away.test.', 'away.test. 86400 DS 4242 13 2 00'],
    additional: ['ns.away.test. 172800 A 192.0.2.7', 'ns.away.test. 172800 AAAA 2001:db8::7'],
  },
  { what: 'somebody else’s name', ask: ['www.example.com', 'A'], head: 'REFUSED' },
  {
    what: 'a signed wildcard: original TTL, and the labels of the wildcard',
    ask: ['made.up.signed.test', 'A'],
    head: 'NOERROR aa',
    answers: [
      'made.up.signed.test. 900 A 192.0.2.90',
      expect.stringMatching(
        /^made\.up\.signed\.test\. 900 RRSIG A 13 2 900 \d{14} \d{14} 4242 signed\.test\. /,
      ),
    ],
  },
];

describe('an authoritative server answers', () => {
  test.each(ROWS)('$what', (row) => {
    const { ask: question, what: _, ...wanted } = row;
    expect(ask(...question)).toEqual({ answers: [], authority: [], additional: [], ...wanted });
  });

  test('YXDOMAIN where a DNAME makes a name too long', () => {
    const long = 'x'.repeat(63);
    const z = zone('test', `a 60 DNAME ${long}.${long}.${long}.test.\n@ 60 NS ns.test.`);
    const reply = answerFromZones([z], { name: parseName(`${long}.a.test`), type: 'A' });
    expect([reply.rcode, reply.answers.map((r) => r.type)]).toEqual(['YXDOMAIN', ['DNAME']]);
  });
});
