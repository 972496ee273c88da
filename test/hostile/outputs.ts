/** Everything that the program can draw, over samples with one text in every place that others can fill. */
import { RULES } from '../../src/judge/rules.ts';
import { instant } from '../../src/model/instant.ts';
import type { Name } from '../../src/model/name.ts';
import type { Report } from '../../src/model/report.ts';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import { DIGEST_FORMATS, DIGEST_REPORTERS } from '../../src/report/digest/digestReporters.ts';
import type { PassesReport } from '../../src/report/pass/passesReport.ts';
import { renderPassJson } from '../../src/report/pass/passJson.ts';
import { renderPassText } from '../../src/report/pass/passText.ts';
import type { PlanReport } from '../../src/report/plan/plannedMigration.ts';
import { PLAN_FORMATS, PLAN_REPORTERS } from '../../src/report/plan/planReporters.ts';
import { type ReportOptions, renderWhole } from '../../src/report/reporter.ts';
import { FORMAT_NAMES, REPORTERS } from '../../src/report/reporters.ts';
import { poisoned as poisonedDigest } from '../report/digestSamples.ts';
import {
  AT as PLANNED_AT,
  plannedOf,
  planOf,
  reportOf as planReportOf,
  rrsetToPlan,
} from '../report/planSamples.ts';
import { AT, findingOf, reportOf, rrsetOf, targetOf } from '../report/samples.ts';

export interface Output {
  /** The command or thing, and the format as the tables have it. */
  readonly what: string;
  readonly format: string;
  readonly draw: (text: string) => Promise<string>;
}

const OPTIONS: ReportOptions = {
  ...{ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'normal' },
  rules: Object.values(RULES),
};

/** From the tables of reporters, so that a new one is tried without a word here. */
export const OUTPUTS: readonly Output[] = [
  ...FORMAT_NAMES.map((format) => ({
    ...{ what: 'check', format },
    draw: async (text: string) =>
      renderWhole((await REPORTERS[format].load())(OPTIONS), poisonedReport(text)),
  })),
  ...PLAN_FORMATS.map((format) => ({
    ...{ what: 'plan', format },
    draw: async (text: string) => (await PLAN_REPORTERS[format].load())(poisonedPlan(text), OPTIONS),
  })),
  ...DIGEST_FORMATS.map((format) => ({
    ...{ what: 'digest', format },
    draw: async (text: string) =>
      (await DIGEST_REPORTERS[format].load())(composeDigest(poisonedDigest(text)), OPTIONS),
  })),
  { what: 'pass', format: 'table', draw: async (text) => renderPassText(poisonedPasses(text), OPTIONS) },
  { what: 'pass', format: 'json', draw: async (text) => renderPassJson(poisonedPasses(text)) },
];

function poisonedReport(text: string): Report {
  const owner = `${text}.example.com.` as Name;
  const set = rrsetOf('www.example.com.', 'A', 300);
  const finding = { ...findingOf(text, 'error', 'www.example.com.', text, text), owner };
  return reportOf(
    [
      targetOf('www.example.com.', {
        ...{ input: text, name: owner, zone: owner, verdict: 'not-ready', stage: text, migration: text },
        origin: { file: text, line: 1 },
        rrsets: [
          {
            ...set,
            ...{ owner, type: text, verdict: 'not-ready', rdata: [text] },
            authorities: [{ server: text, address: text, ttl: 1, rcode: text, rttMs: 1, outcome: text }],
            parent: { ttl: 1, servers: [owner] },
            resolvers: [{ resolver: text, remainingTtl: null, rcode: text, rttMs: 1, outcome: text }],
            chain: [{ owner, type: text, ttl: 1 }],
          },
        ],
        findings: [{ ...finding, data: { [text]: [text, { [text]: text }] } }],
      }),
    ],
    { circumstances: [{ kind: text, message: text, targets: 1 }] },
  );
}

function planOfPoison(text: string): ReturnType<typeof planOf> {
  const owner = `${text}.example.com.` as Name;
  const held = { disposition: 'held', because: text } as const;
  return planOf([rrsetToPlan({ owner, type: text, rdata: [text], obstacle: held }), rrsetToPlan({ owner })], {
    migration: text,
  });
}

function poisonedPlan(text: string): PlanReport {
  const owner = `${text}.example.com.` as Name;
  return planReportOf(
    plannedOf(planOfPoison(text), {
      ...{ notices: [text], notes: text, unobserved: [{ owner, because: text }] },
      absent: [{ owner, type: text, create: false, negativeTtl: null }],
    }),
  );
}

function poisonedPasses(text: string): PassesReport {
  const plan = planOfPoison(text);
  const [step] = plan.rrsets.flatMap(({ steps }) => steps);
  if (step === undefined) throw new Error('the sample has a step');
  const owner = `${text}.example.com.` as Name;
  const result = { zone: owner, owner, type: text, step, outcome: 'conflict', detail: text } as const;
  return {
    tool: { name: 'ttl-check', version: '0.1.0' },
    ...{ command: 'apply', mode: 'dry-run', at: PLANNED_AT, carryOut: 'ttl-check apply --yes' },
    passes: [
      {
        ...{
          migration: text,
          startedAt: PLANNED_AT,
          finishedAt: PLANNED_AT,
          mode: 'dry-run',
          state: 'running',
        },
        ...{ plan, results: [result], notices: [text], unobserved: [{ owner, because: text }], drains: [] },
      },
      { migration: text, failure: { kind: 'provider', message: text, hint: text } },
    ],
  };
}
