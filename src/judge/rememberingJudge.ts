import type { Name } from '../model/name.ts';
import type { Answer, Observation } from '../model/observation.ts';
import type { TargetReport } from '../model/report.ts';
import type { JudgeContext } from './context.ts';
import { judge } from './judge.ts';

/** The report of one observation, as `judge` gives it. */
export type Judge = (observation: Observation) => TargetReport;

/** What was judged once, under a name that stands for all that look the same. */
interface Precedent {
  /** The answers about the zone; the same objects in every observation of a run. */
  readonly aboutZone: readonly Answer[];
  readonly zones: Observation['zones'];
  readonly report: TargetReport;
}

/** No name of a real zone: U+0001 is in it (RFC 1035 §5.1 writes it so). It stands for the name in a precedent. */
const STAND_IN = '\\001stand-in.';

/** Zones have few different TTLs, so few precedents serve; a zone that has very many is judged name by name. */
const MOST_PRECEDENTS = 1_000;

/**
 * `judge`, for runs over very many names. Most names of a zone look the same to every rule: all servers gave the
 * same RRsets with the same TTLs, directly. Such a look is judged once, and the report is told again with the other
 * name, data and round trips. Everything else is judged by itself, and so is everything where a name by itself
 * matters: with a cutover, a journal or waivers.
 */
export function createRememberingJudge(context: JudgeContext): Judge {
  const precedents = new Map<string, Precedent>();
  if (context.waivers.length > 0 || context.past !== undefined)
    return (observation) => judge(observation, context);

  return (observation) => {
    const look = lookOf(observation);
    if (look === undefined) return judge(observation, context);
    const known = precedents.get(look.key);
    if (known !== undefined && isSameZone(known, observation, look.aboutZone))
      return retold(known.report, observation);
    if (precedents.size >= MOST_PRECEDENTS) return judge(observation, context);
    const standIn = `${STAND_IN}${observation.zone}` as Name;
    const report = judge(withName(observation, standIn), context);
    precedents.set(look.key, { aboutZone: look.aboutZone, zones: observation.zones, report });
    return retold(report, observation);
  };
}

interface Look {
  /** Equal for two observations of one zone that differ in name, data and times alone. */
  readonly key: string;
  readonly aboutZone: readonly Answer[];
}

/** Undefined for whatever is out of the ordinary in any way. */
function lookOf({ target, zone, circumstances, answers, zones }: Observation): Look | undefined {
  if (zone === null || zone === '.' || target.name === zone || zones.length !== 1) return undefined;
  if (target.cutover !== undefined || target.migration !== undefined || target.create === true)
    return undefined;
  if (circumstances.length > 0 || /[*\\]/.test(target.name)) return undefined;
  const aboutZone: Answer[] = [];
  const data = new Map<string, string>();
  let key = `${zone} ${target.types.join()}`;
  for (const answer of answers) {
    if (answer.question.name !== target.name) {
      aboutZone.push(answer);
      continue;
    }
    const { rrsets, question } = answer;
    const [set] = rrsets;
    const isOrdinary =
      answer.vantage === 'authority' &&
      answer.outcome === 'answer' &&
      answer.aa &&
      answer.rcode === 'NOERROR' &&
      answer.again === undefined &&
      answer.ignored === undefined &&
      answer.detail === undefined;
    if (!isOrdinary || set === undefined || rrsets.length !== 1) return undefined;
    if (set.owner !== target.name || set.type !== question.type || Object.keys(set).length !== 4)
      return undefined;
    const text = set.rdata.join('\n');
    if ((data.get(set.type) ?? text) !== text) return undefined;
    data.set(set.type, text);
    key += ` ${answer.server} ${answer.address} ${answer.zone} ${answer.ra} ${set.type} ${set.ttl}`;
  }
  return { key, aboutZone };
}

function isSameZone(precedent: Precedent, { zones }: Observation, aboutZone: readonly Answer[]): boolean {
  return (
    precedent.zones[0] === zones[0] &&
    precedent.aboutZone.length === aboutZone.length &&
    precedent.aboutZone.every((answer, i) => answer === aboutZone[i])
  );
}

function withName(observation: Observation, name: Name): Observation {
  const { target } = observation;
  return {
    ...observation,
    target: { ...target, name, input: name },
    answers: observation.answers.map((answer) =>
      answer.question.name === target.name
        ? {
            ...answer,
            question: { ...answer.question, name },
            rrsets: answer.rrsets.map((set) => ({ ...set, owner: name })),
          }
        : answer,
    ),
  };
}

/** The precedent's report, told of this observation. */
function retold(report: TargetReport, { target, answers }: Observation): TargetReport {
  const { origin: _, ...rest } = report;
  const standIn = report.name;
  return {
    ...rest,
    input: target.input,
    name: target.name,
    ...(target.origin === undefined ? {} : { origin: target.origin }),
    rrsets: report.rrsets.map((rrset) => {
      const own = answers.filter((a) => a.question.name === target.name && a.question.type === rrset.type);
      return {
        ...rrset,
        owner: target.name,
        rdata: own[0]?.rrsets[0]?.rdata ?? [],
        authorities: rrset.authorities.map((authority) => ({
          ...authority,
          rttMs:
            own.find((a) => a.server === authority.server && a.address === authority.address)?.rttMs ?? null,
        })),
      };
    }),
    findings: report.findings.map((finding) => renamed(finding, standIn, target.name)),
  };
}

/** A copy in which every text has one name in place of the other. */
function renamed<T>(value: T, from: string, to: string): T;
function renamed(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string') return value.includes(from) ? value.replaceAll(from, () => to) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, from, to)]));
}
