import { formatInstant } from '../../model/instant.ts';
import type { Case, Rule, RuleFinding } from '../rule.ts';
import { namesRecordOf } from '../waivers.ts';

export const waiverExpired: Rule = {
  id: 'waiver-expired',
  severity: 'warning',
  title: 'A waiver has expired',
  explain: {
    what: 'A waiver names a record of this target, and the date until which it held has passed.',
    why: 'Waivers are promises to look again. What it excused is reported again.',
    todo: 'Repair the record and delete the waiver, or decide anew and set a new date.',
  },
  check,
};

function check({ at, facts, context }: Case): RuleFinding[] {
  return context.waivers.flatMap((waiver): RuleFinding[] => {
    const owner = waiver.until <= at ? namesRecordOf(waiver, facts) : undefined;
    if (owner === undefined) return [];
    const place = waiver.origin === undefined ? '' : ` (${waiver.origin.file}:${waiver.origin.line})`;
    return [
      {
        ...{ severity: 'warning', owner, type: null },
        message: `${owner}: the waiver for ${waiver.name}${place} expired at ${formatInstant(waiver.until)}; its reason was: ${waiver.reason}. Repair the record or set a new date.`,
        data: { waiver: waiver.name, until: formatInstant(waiver.until), reason: waiver.reason },
      },
    ];
  });
}
