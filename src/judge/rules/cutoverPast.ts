import { formatInstant } from '../../model/instant.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';

export const cutoverPast: Rule = {
  id: 'cutover-past',
  severity: 'warning',
  title: 'The cutover has passed',
  explain: {
    what: 'The cutover lies before the instant of judging.',
    why: 'Nothing can be prepared for it any more. The limits of the last stage stay in force until the former TTLs are restored.',
    todo: 'Check the date and its time zone. If the cutover did happen, `ttl-check watch` shows who still answers the old data, and `ttl-check restore` brings the former TTLs back.',
  },
  check,
};

function check({ at, cutover, facts, stage }: Case): RuleFinding[] {
  if (cutover === undefined || at <= cutover.at) return [];
  return [
    {
      ...{ severity: 'warning', owner: facts.target.name, type: null },
      message: `${facts.target.name}: the cutover at ${formatInstant(cutover.at)} has passed; the stage is ${stage.id}. Check the date, or look at what is left with \`ttl-check watch\`.`,
      data: { cutover: formatInstant(cutover.at), at: formatInstant(at), stage: stage.id },
    },
  ];
}
