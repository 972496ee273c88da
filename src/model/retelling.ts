/**
 * The report of a target that looks like one judged before: that report, told again with the target's own name, data
 * and round trips. Reporters that print very many keep the words and fill in what differs.
 */
import type { Lookalike, OwnAnswer } from './lookalike.ts';
import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';
import type { RrsetReport, TargetReport } from './report.ts';

export interface Retelling {
  /** Of a name that stands for all that look the same: `report.name`. */
  readonly report: TargetReport;
  readonly lookalike: Lookalike;
}

export type Judged = TargetReport | Retelling;

export function isRetelling(judged: Judged): judged is Retelling {
  return 'lookalike' in judged;
}

/** The whole report. */
export function reportOf(judged: Judged): TargetReport {
  if (!isRetelling(judged)) return judged;
  const { report, lookalike } = judged;
  const { target } = lookalike;
  const { origin: _, ...rest } = report;
  return {
    ...rest,
    input: target.input,
    name: target.name,
    ...(target.origin === undefined ? {} : { origin: target.origin }),
    rrsets: report.rrsets.map((rrset) => rrsetOf(rrset, lookalike)),
    findings: report.findings.map((finding) => renamed(finding, report.name, target.name)),
  };
}

function rrsetOf(rrset: RrsetReport, lookalike: Lookalike): RrsetReport {
  const own = ownAnswers(lookalike, rrset.type);
  return {
    ...rrset,
    owner: lookalike.target.name,
    rdata: own[0]?.answer.rdata ?? [],
    authorities: rrset.authorities.map((authority) => ({
      ...authority,
      rttMs:
        own.find(({ server, address }) => server === authority.server && address === authority.address)
          ?.answer.rttMs ?? null,
    })),
  };
}

interface Own {
  readonly server: string;
  readonly address: string;
  readonly answer: OwnAnswer;
}

/** Those to the question of one type, with whom they are from. */
function ownAnswers({ like, answers }: Lookalike, type: RecordType): readonly Own[] {
  return like.answers
    .filter(({ question }) => question.name === like.target.name)
    .flatMap(({ server, address, question }, i) => {
      const answer = answers[i];
      return answer === undefined || question.type !== type ? [] : [{ server, address, answer }];
    });
}

/** A copy in which every text has one name in place of the other. */
function renamed<T>(value: T, from: Name, to: Name): T;
function renamed(value: unknown, from: Name, to: Name): unknown {
  if (typeof value === 'string') return value.includes(from) ? value.replaceAll(from, () => to) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, from, to)]));
}
