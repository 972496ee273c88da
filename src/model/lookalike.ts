/**
 * What was seen of a target whose answers are those of another one but for its own name, addresses and times: most
 * names of a long list. `observe` makes them; whoever does not care takes `observationOf`.
 */
import type { Instant } from './instant.ts';
import type { Name } from './name.ts';
import type { Answer, Observation, TransportKind } from './observation.ts';
import type { Target } from './target.ts';

export interface Lookalike {
  /** The one that it looks like: of the same run and zone, plain, all servers saying the same. */
  readonly like: Observation;
  readonly target: Target;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** What differs in each answer of `like` about its target's name, in their order. */
  readonly answers: readonly OwnAnswer[];
}

/** What an answer has of its own. */
export interface OwnAnswer {
  readonly at: Instant;
  readonly rttMs: number;
  readonly transport: TransportKind;
  /** Presentation form, sorted, each once; empty where the answer has no RRset. */
  readonly rdata: readonly string[];
}

export type Seen = Observation | Lookalike;

export function isLookalike(seen: Seen): seen is Lookalike {
  return 'like' in seen;
}

/** The whole observation. */
export function observationOf(seen: Seen): Observation {
  if (!isLookalike(seen)) return seen;
  const { like, target, startedAt, finishedAt, answers } = seen;
  let next = 0;
  return {
    ...like,
    ...{ target, startedAt, finishedAt },
    answers: like.answers.map((answer) => {
      const own = answer.question.name === like.target.name ? answers[next++] : undefined;
      if (own === undefined) return answer;
      const { at, rttMs, transport, rdata } = own;
      return { ...answerAbout(answer, target.name, rdata), at, rttMs, transport };
    }),
  };
}

/** A plain answer as it would be about another name; with `rdata`, with these data in place of its own. */
export function answerAbout(answer: Answer, name: Name, rdata?: readonly string[]): Answer {
  return {
    ...answer,
    question: { ...answer.question, name },
    rrsets: answer.rrsets.map((set) => ({ ...set, owner: name, rdata: rdata ?? set.rdata })),
  };
}
