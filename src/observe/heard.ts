/** What a first try of a question brought, and how it is told. */
import type { Tried } from '../dns/exchange.ts';
import type { Instant } from '../model/instant.ts';
import { answerAbout, type OwnAnswer } from '../model/lookalike.ts';
import type { Answer } from '../model/observation.ts';
import { type Asking, interpret } from './interpret.ts';

export interface Heard {
  readonly tried: Tried;
  readonly at: Instant;
}

/** What the answers have of their own; undefined where servers give different data, or one of them was decoded. */
export function ownAnswers(
  heard: readonly Heard[],
  askings: readonly Pick<Asking, 'type'>[],
): OwnAnswer[] | undefined {
  const answers: OwnAnswer[] = [];
  for (let i = 0; i < heard.length; i++) {
    const { tried, at } = heard[i] as Heard;
    if (tried.kind !== 'lookalike') return undefined;
    const { rdata } = tried.answer;
    for (let j = 0; j < i; j++)
      if (askings[j]?.type === askings[i]?.type && !isSame(answers[j]?.rdata, rdata)) return undefined;
    answers.push({ at, rttMs: Math.round(tried.rttMs * 10) / 10, transport: tried.transport, rdata });
  }
  return answers;
}

function isSame(one: readonly string[] | undefined, other: readonly string[]): boolean {
  return one?.length === other.length && one.every((text, i) => text === other[i]);
}

/** The answer as the usual way has it. Throws an Error for one that has not come. */
export function answerOf(asking: Asking, { tried, at }: Heard): Answer {
  if (tried.kind === 'begun') throw new Error(`no answer about ${asking.name} has come`);
  const { ignored, transport, rttMs } = tried;
  const told = { kind: 'message', rttMs, ignored, transport, tries: 1, at } as const;
  if (tried.kind === 'message') return interpret(asking, { ...told, message: tried.message });
  const { shape, rdata } = tried.answer;
  const answer = interpret({ ...asking, name: shape.name }, { ...told, message: shape.message });
  return answerAbout(answer, asking.name, rdata);
}
