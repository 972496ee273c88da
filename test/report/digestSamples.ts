/** Digests to show: one for each thing that a digest can say. */
import type { Digest } from '../../src/model/digest.ts';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Intent, IntentWithReceipt, Receipt, SightingRun } from '../../src/model/journal.ts';
import { type Name, parseName } from '../../src/model/name.ts';
import { ttl } from '../../src/model/ttl.ts';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import type { DigestMaterial, MigrationMaterial } from '../../src/report/digest/material.ts';
import { plannedOf, planOf, rrsetToPlan } from './planSamples.ts';
import { findingOf, rrsetOf, targetOf } from './samples.ts';

/** A Monday morning in Berlin. */
export const MONDAY: Instant = instant(Date.parse('2026-12-07T08:00:00Z'));
export const CUTOVER: Instant = instant(Date.parse('2026-12-12T01:00:00Z'));
const WEEK = 7 * 86_400;

export function material(more: Partial<DigestMaterial> = {}): DigestMaterial {
  return {
    ...{ version: '0.1.0', at: MONDAY, since: plusSeconds(MONDAY, -WEEK), timezone: 'Europe/Berlin' },
    ...{ migrations: [], lent: [], undelivered: [] },
    watched: { judged: [], runs: [], intents: [] },
    ...more,
  };
}

export function lowered(
  owner: string,
  outcome: Receipt['outcome'] | undefined,
  more: Partial<Intent> = {},
): IntentWithReceipt {
  const intent: Intent = {
    ...{ id: `shop/${owner}/A/one-week/1`, migration: 'shop', zone: parseName('example.com.') },
    ...{ owner: parseName(owner), type: 'A', step: 'one-week', kind: 'lower' },
    ...{ from: ttl(86_400), to: ttl(3600), rdata: ['192.0.2.10'], planDigest: 'd' },
    at: instant(Date.parse('2026-12-05T01:00:00Z')),
    ...more,
  };
  const receipts: Receipt[] =
    outcome === undefined ? [] : [{ intent: intent.id, at: plusSeconds(intent.at, 65), outcome }];
  return { intent, receipts };
}

export function run(
  owner: string,
  seconds: number,
  from: string,
  to: string,
  more: Partial<SightingRun> = {},
): SightingRun {
  return {
    ...{ zone: parseName('example.com.'), owner: parseName(owner), type: 'A' },
    ...{ since: instant(Date.parse(from)), at: instant(Date.parse(to)), looks: 9 },
    ...{ ttl: { min: seconds, max: seconds }, rdata: ['192.0.2.1'], complete: 'all-servers' },
    ...more,
  };
}

const shop: MigrationMaterial = {
  planned: plannedOf(
    planOf(
      [
        rrsetToPlan({ ttl: 3600, formerTtl: ttl(86_400), lowered: true }),
        rrsetToPlan({ ttl: 3600, type: 'AAAA', rdata: ['2001:db8::10'] }),
        rrsetToPlan({ owner: parseName('api.example.com.'), ttl: 60 }),
      ],
      { at: MONDAY, cutover: CUTOVER },
    ),
    { notes: 'The load balancer in the old region stays up until 12 January.' },
  ),
  stage: 'one-week',
  judged: [],
  intents: [
    lowered('www.example.com.', 'verified'),
    lowered('www.example.com.', 'verified', { type: 'AAAA' }),
    lowered('old.example.com.', 'verified', { at: instant(Date.parse('2026-11-01T00:00:00Z')) }),
  ],
  state: undefined,
};

const mail: MigrationMaterial = {
  planned: plannedOf(
    planOf(
      [
        rrsetToPlan({ owner: parseName('mail.example.net.'), ttl: 1_209_600 }),
        rrsetToPlan({ owner: parseName('mx1.example.net.'), ttl: 300 }),
      ],
      {
        at: MONDAY,
        cutover: instant(Date.parse('2026-12-15T09:00:00Z')),
        migration: 'mail',
        timezone: 'UTC',
      },
    ),
    {
      notices: ['external-dns owns mx1.example.net. and will put its own TTL back.'],
      unobserved: [{ owner: parseName('dark.example.net.'), because: 'no authoritative server showed it' }],
    },
  ),
  stage: 'two-weeks',
  judged: [
    targetOf('mail.example.net.', {
      findings: [
        findingOf(
          'too-late',
          'error',
          'mail.example.net.',
          'A',
          'mail.example.net. A: TTL 1209600 s (14 d) was to be lowered before 2026-12-01T08:39:54Z.',
        ),
        findingOf('answer-varies', 'note', 'mail.example.net.', 'A', 'Answers differ.'),
      ],
    }),
  ],
  intents: [lowered('mx1.example.net.', 'conflict', { migration: 'mail' })],
  state: {
    ...{ migration: 'mail', state: 'held', at: MONDAY, by: 'ops@bastion', reason: 'the new host is late' },
  },
};

export const USUAL: DigestMaterial = material({
  migrations: [shop, mail],
  watched: {
    judged: [
      targetOf('www.example.org.', { rrsets: [rrsetOf('www.example.org.', 'A', 86_400)] }),
      targetOf('example.org.', {
        rrsets: [rrsetOf('example.org.', 'A', 300), rrsetOf('example.org.', 'NS', 172_800)],
        findings: [
          findingOf('ttl-above-limit', 'warning', 'example.org.', 'A', 'example.org. A: TTL 86400 s (1 d).'),
        ],
      }),
    ],
    runs: [
      run('www.example.org.', 86_400, '2026-12-03T00:00:00Z', '2026-12-07T08:00:00Z', {
        rdata: ['192.0.2.9'],
      }),
      run('www.example.org.', 300, '2026-11-01T00:00:00Z', '2026-12-02T23:55:00Z'),
      run('example.org.', 300, '2026-11-10T00:00:00Z', '2026-12-07T08:00:00Z'),
      run('example.org.', 3600, '2026-11-01T00:00:00Z', '2026-11-09T00:00:00Z'),
    ],
    intents: [],
  },
  lent: [
    {
      migration: 'autumn',
      cutoverAt: instant(Date.parse('2026-10-01T04:00:00Z')),
      restoreAt: instant(Date.parse('2026-10-04T04:00:00Z')),
      formers: [
        {
          ...{ migration: 'autumn', owner: parseName('cdn.example.com.'), type: 'CNAME', ttl: ttl(86_400) },
          recordedAt: instant(Date.parse('2026-09-24T00:00:00Z')),
        },
      ],
    },
  ],
  undelivered: [
    {
      report: 'weekly',
      period: plusSeconds(MONDAY, -WEEK),
      because: 'Slack answered 404 no_service: the webhook is gone.',
    },
  ],
});

/** So many migrations, every tenth of them too late. */
export function manyMigrations(count: number): DigestMaterial {
  return material({
    migrations: Array.from({ length: count }, (_, i) => {
      const late = i % 10 === 0;
      const number = String(i).padStart(3, '0');
      const owner = parseName(`host-${number}.example.com.`);
      const plan = planOf([rrsetToPlan({ owner, ttl: late ? 1_209_600 : 3600 })], {
        ...{ at: MONDAY, cutover: CUTOVER, migration: `move-${number}` },
      });
      return { ...shop, planned: plannedOf(plan), intents: [] };
    }),
  });
}

/** The text in every place that the network, a file or a person can fill. */
export function poisoned(text: string): DigestMaterial {
  const owner = `${text}.example.com.` as Name;
  const plan = planOf(
    [rrsetToPlan({ owner, type: text, obstacle: { disposition: 'held', because: text } })],
    {
      ...{ at: MONDAY, cutover: CUTOVER, migration: text },
    },
  );
  const ours = lowered('www.example.com.', 'conflict', { owner, type: text, step: text });
  const judged = [
    targetOf('www.example.com.', {
      ...{ input: text, name: owner, zone: owner },
      rrsets: [{ ...rrsetOf('www.example.com.', 'A', 300), owner, type: text, rdata: [text] }],
      findings: [{ ...findingOf(text, 'error', 'www.example.com.', text, text), owner }],
    }),
  ];
  return material({
    migrations: [
      {
        planned: plannedOf(plan, {
          ...{ notices: [text], notes: text, unobserved: [{ owner, because: text }] },
          absent: [{ owner, type: text, create: false, negativeTtl: null }],
        }),
        ...{ stage: text, judged },
        intents: [
          { ...ours, receipts: ours.receipts.map((receipt) => ({ ...receipt, detail: text })) },
          lowered('www.example.com.', undefined, { owner, type: text }),
        ],
        state: { migration: text, state: 'held', at: MONDAY, by: text, reason: text },
      },
    ],
    watched: {
      judged,
      runs: [
        run('www.example.com.', 300, '2026-11-01T00:00:00Z', '2026-12-02T00:00:00Z', { owner, type: text }),
        run('www.example.com.', 60, '2026-12-03T00:00:00Z', '2026-12-07T00:00:00Z', {
          ...{ owner, type: text, rdata: [text] },
        }),
      ],
      intents: [],
    },
    lent: [
      {
        migration: text,
        cutoverAt: plusSeconds(MONDAY, -4 * WEEK),
        restoreAt: plusSeconds(MONDAY, -3 * WEEK),
        formers: [{ migration: text, owner, type: text, ttl: ttl(300), recordedAt: MONDAY }],
      },
    ],
    undelivered: [{ report: text, period: MONDAY, because: text }],
  });
}

/** By what they show. */
export const DIGEST_SAMPLES: Readonly<Record<string, Digest>> = {
  usual: composeDigest(USUAL),
  nothing: composeDigest(material()),
  many: composeDigest(manyMigrations(40)),
};
