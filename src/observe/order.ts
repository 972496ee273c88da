import type { Answer, Vantage } from '../model/observation.ts';

const RANK: Record<Vantage, number> = { authority: 0, parent: 1, resolver: 2 };

/**
 * Answers by vantage, each group in the order in which it was asked, whatever came first: a report must not
 * depend on timing. A question that two parts of the program had answered together stands once.
 */
export function inOrder(answers: readonly Answer[]): Answer[] {
  const seen = new Set<string>();
  const once = answers.filter((a) => {
    const key = [a.vantage, a.server, a.address, a.question.name, a.question.type, a.zone, a.again].join(' ');
    return seen.has(key) ? false : seen.add(key);
  });
  return once.sort((a, b) => RANK[a.vantage] - RANK[b.vantage]);
}
