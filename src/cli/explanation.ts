import { nearMiss } from '../config/nearMiss.ts';
import type { Rule } from '../judge/rule.ts';
import { RULES } from '../judge/rules.ts';
import { Failure } from '../model/failure.ts';
import { wrapped } from '../report/width.ts';

/**
 * What a rule means, why it is there and what to do, in lines of at most `columns`; a line for each rule if
 * none is named. Throws Failure `usage` for a rule that does not exist.
 */
export function explanation(id: string | undefined, columns: number): string {
  if (id === undefined) return listOfRules(columns);
  const rule = Object.hasOwn(RULES, id) ? RULES[id] : undefined;
  if (rule === undefined) throw unknownRule(id);
  return `${paragraphsOf(rule)
    .map((paragraph) => wrapped(paragraph, columns).join('\n'))
    .join('\n\n')}\n`;
}

function paragraphsOf({ id, severity, title, explain }: Rule): readonly string[] {
  return [
    `${id} (${severity}): ${title}`,
    explain.what,
    `Why: ${explain.why}`,
    `What to do: ${explain.todo}`,
  ];
}

function listOfRules(columns: number): string {
  const rules = Object.values(RULES);
  const idWidth = Math.max(...rules.map((rule) => rule.id.length));
  const lines = rules.flatMap(({ id, severity, title }) => {
    const head = `${id.padEnd(idWidth)}  ${severity.padEnd(7)}  `;
    const [first = '', ...rest] = wrapped(title, Math.max(20, columns - head.length));
    return [`${head}${first}`, ...rest.map((line) => `${' '.repeat(head.length)}${line}`)];
  });
  return `${lines.join('\n')}\n`;
}

function unknownRule(id: string): Failure {
  const near = nearMiss(id, Object.keys(RULES));
  return new Failure(
    'usage',
    `There is no rule "${id}"${near === undefined ? '.' : `; did you mean ${near}?`}`,
    {
      hint: '`ttl-check explain` lists all rules.',
    },
  );
}
