import { answerAbout, isLookalike, type Lookalike, observationOf, type Seen } from '../model/lookalike.ts';
import { type Name, ROOT } from '../model/name.ts';
import type { Observation } from '../model/observation.ts';
import type { TargetReport } from '../model/report.ts';
import type { Judged } from '../model/retelling.ts';
import { drainedAtTheLatest } from '../policy/arithmetic.ts';
import type { JudgeContext } from './context.ts';
import { judge } from './judge.ts';

/** The report of what was seen, as `judge` gives it. */
export type Judge = (seen: Seen) => Judged;

/** No name of a real zone: U+0001 is in it (RFC 1035 §5.1 writes it so). It stands for the name of all lookalikes. */
const STAND_IN = '\\001stand-in.';

function standInOf({ zone }: Observation): Name {
  return (zone === null || zone === ROOT ? STAND_IN : `${STAND_IN}${zone}`) as Name;
}

/**
 * `judge`, for runs over very many names. Those that look the same to every rule (`model/lookalike.ts`) are judged
 * once, under a name that stands for all of them. Everything else is judged by itself, and so is everything where a
 * name by itself matters, with a journal, waivers or limits for names, and where the time at which it was seen does.
 */
export function createRememberingJudge(context: JudgeContext): Judge {
  const precedents = new WeakMap<Observation, TargetReport>();
  const { at, policy } = context;
  const isByName =
    context.waivers.length > 0 ||
    context.past !== undefined ||
    policy.overrides.some(({ match }) => match.names !== undefined);

  function precedentOf({ like }: Lookalike): TargetReport {
    const known = precedents.get(like);
    if (known !== undefined) return known;
    const made = judge(withName(like, standInOf(like)), context);
    precedents.set(like, made);
    return made;
  }

  /** Whether a TTL seen in this time counts as drained, which only an instant of judging long after it does. */
  function drained({ startedAt, finishedAt }: Seen): boolean | undefined {
    const first = drainedAtTheLatest(startedAt, policy.figures) <= at;
    return first === drainedAtTheLatest(finishedAt, policy.figures) <= at ? first : undefined;
  }

  function isLikeIts(precedent: Observation, seen: Lookalike): boolean {
    const own = drained(seen);
    return own !== undefined && own === drained(precedent);
  }

  return (seen) => {
    if (isByName || !isLookalike(seen) || !isLikeIts(seen.like, seen))
      return judge(observationOf(seen), context);
    return { report: precedentOf(seen), lookalike: seen };
  };
}

function withName(observation: Observation, name: Name): Observation {
  const { target } = observation;
  return {
    ...observation,
    target: { ...target, name, input: name },
    answers: observation.answers.map((answer) =>
      answer.question.name === target.name ? answerAbout(answer, name) : answer,
    ),
  };
}
