/** Plans to show: one for each thing that a plan can say. */

import { shippedPolicy } from '../../src/config/shipped.ts';
import { type Instant, instant, plusSeconds } from '../../src/model/instant.ts';
import type { Freeze } from '../../src/model/migration.ts';
import { parseName } from '../../src/model/name.ts';
import type { Plan } from '../../src/model/plan.ts';
import { ttl } from '../../src/model/ttl.ts';
import { planMigration, type RrsetToPlan } from '../../src/plan/planMigration.ts';
import { planVerdict } from '../../src/plan/planVerdict.ts';
import { datedStages } from '../../src/policy/calendar.ts';
import type { PlannedMigration, PlanReport } from '../../src/report/plan/plannedMigration.ts';

export const AT: Instant = instant(Date.parse('2026-12-01T09:00:00Z'));
export const CUTOVER: Instant = instant(Date.parse('2026-12-12T01:00:00Z'));

/** An RRset to plan, A of www.example.com. at 86400 s, drained, unless something else is said. */
export function rrsetToPlan(
  more: Partial<Omit<RrsetToPlan, 'ttl'>> & { readonly ttl?: number | null } = {},
): RrsetToPlan {
  const { ttl: seconds = 86_400, ...rest } = more;
  return {
    zone: parseName('example.com.'),
    owner: parseName('www.example.com.'),
    type: 'A',
    ttl: seconds === null ? null : ttl(seconds),
    rdata: ['192.0.2.10'],
    named: true,
    formerTtl: null,
    lowered: false,
    drainedAt: AT,
    drainedAtTheLatest: AT,
    ...rest,
  };
}

export interface PlanOptions {
  readonly at?: Instant;
  readonly cutover?: Instant;
  readonly timezone?: string;
  readonly freezes?: readonly Freeze[];
  readonly provider?: string | null;
  readonly migration?: string;
}

export function planOf(rrsets: readonly RrsetToPlan[], options: PlanOptions = {}): Plan {
  const cutover = { at: options.cutover ?? CUTOVER, timezone: options.timezone ?? 'Europe/Berlin' };
  const provider = options.provider === undefined ? 'aws' : options.provider;
  return planMigration({
    migration: {
      ...{
        name: options.migration ?? 'shop',
        cutover,
        records: [],
        freezes: options.freezes ?? [],
        acknowledge: [],
      },
      ...(provider === null ? {} : { provider }),
      origin: { file: 'ttl-check.yaml', line: 3 },
    },
    rrsets,
    policy: shippedPolicy,
    stages: datedStages(shippedPolicy, cutover),
    at: options.at ?? AT,
  });
}

export function plannedOf(plan: Plan, more: Partial<PlannedMigration> = {}): PlannedMigration {
  const unobserved = more.unobserved ?? [];
  return {
    plan,
    digest: '0123456789abcdef'.repeat(4),
    verdict: planVerdict(plan, unobserved.length),
    providerKind: plan.provider === null ? null : 'route53',
    figures: shippedPolicy.figures,
    policy: shippedPolicy,
    stages: datedStages(shippedPolicy, plan.cutover),
    preflightAt: plan.at > plan.cutover.at ? null : plusSeconds(plan.cutover.at, -1800),
    absent: [],
    unobserved,
    notices: [],
    notes: null,
    ...more,
  };
}

export function reportOf(...migrations: readonly PlannedMigration[]): PlanReport {
  return { tool: { name: 'ttl-check', version: '0.1.0' }, at: migrations[0]?.plan.at ?? AT, migrations };
}

/** As `rrsetToPlan`, of this name. */
export function named(name: string, more: Parameters<typeof rrsetToPlan>[0] = {}): RrsetToPlan {
  return rrsetToPlan({ owner: parseName(name), ...more });
}

const feasible = planOf([
  named('www.example.com.'),
  named('www.example.com.', { type: 'AAAA', rdata: ['2001:db8::10'] }),
  named('api.example.com.', { ttl: 3600 }),
  named('low.example.com.', { ttl: 60 }),
]);

const freeze = {
  from: instant(Date.parse('2026-12-11T17:00:00Z')),
  to: instant(Date.parse('2026-12-12T00:00:00Z')),
};

const mixed = planOf(
  [
    named('legacy.example.com.', { ttl: 1_209_600 }),
    named('api.example.com.', { ttl: 3600 }),
    named('alias.example.com.', {
      ttl: null,
      obstacle: { disposition: 'fixed', because: 'An alias of a load balancer; its TTL is 60 s.' },
    }),
    named('cdn.example.com.', {
      type: 'CNAME',
      obstacle: {
        disposition: 'foreign',
        because: 'The provider does not have it, though the servers answer it.',
      },
    }),
    named('hand.example.com.', {
      obstacle: {
        disposition: 'held',
        because: 'Somebody raised its TTL 4 times after it was lowered; it is left alone now.',
      },
    }),
  ],
  { freezes: [freeze] },
);

const many = planOf(
  Array.from({ length: 60 }, (_, i) => named(`host-${String(i).padStart(2, '0')}.example.com.`)),
  { timezone: 'UTC', provider: null },
);

const past = planOf([named('www.example.com.', { ttl: 300, formerTtl: ttl(86_400), lowered: true })], {
  at: plusSeconds(CUTOVER, 3600),
});

const hostile = planOf(
  [
    named('a\\027b\\|\\*.example.com.', {
      rdata: ['"\u001b]0;x\u0007"'],
      obstacle: { disposition: 'held', because: 'evil \u001b[31m | <b>x</b>\r\nEND:VCALENDAR' },
    }),
    named('www.example.com.'),
  ],
  { migration: 'x' },
);

/** By what they show. */
export const PLAN_SAMPLES: Readonly<Record<string, PlanReport>> = {
  feasible: reportOf(plannedOf(feasible, { notes: 'The old load balancer stays up until 12 January.' })),
  mixed: reportOf(
    plannedOf(mixed, {
      absent: [
        { owner: parseName('new.example.com.'), type: null, create: true, negativeTtl: 900 },
        { owner: parseName('gone.example.com.'), type: null, create: false, negativeTtl: null },
      ],
      unobserved: [{ owner: parseName('dark.example.com.'), because: 'no authoritative server showed it' }],
      notices: ['external-dns owns api.example.com. and will put its own TTL back.'],
    }),
  ),
  many: reportOf(plannedOf(many)),
  past: reportOf(plannedOf(past)),
  several: reportOf(
    plannedOf(feasible),
    plannedOf(planOf([named('m.example.net.')], { migration: 'mail', timezone: 'UTC' })),
  ),
  hostile: reportOf(plannedOf(hostile, { notices: ['\u001b[2J\u202e'], notes: 'a\nb \u001b[1m' })),
  nothing: reportOf(),
};
