/** As much of GitHub's expressions as this project's workflows, recipes and its action use. Everything else throws. */

/** What `${{ inputs.names }}` and the like lead to. */
export interface Contexts {
  readonly [context: string]: unknown;
}

/** The text with each `${{ … }}` replaced by what it comes to; nothing, where there is no such value, as on GitHub. */
export function evaluated(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => worthOf(expression, contexts));
}

function worthOf(expression: string, contexts: Contexts): string {
  if (!/^[a-z]+(?:\.[A-Za-z_][\w-]*)+$/.test(expression))
    throw new Error(`The harness does not know the expression ${expression}.`);
  const [context = '', ...path] = expression.split('.');
  if (!(context in contexts)) throw new Error(`The harness has no ${context}, which ${expression} asks for.`);
  let value: unknown = contexts[context];
  for (const key of path) value = (value as { readonly [key: string]: unknown } | undefined)?.[key];
  return value === undefined ? '' : String(value);
}

/** Whether a step with this `if` is run after what has happened so far. */
export function isWanted(condition: string | undefined, soFar: 'success' | 'failure'): boolean {
  switch (condition) {
    case undefined:
    case 'success()':
      return soFar === 'success';
    case 'failure()':
      return soFar === 'failure';
    case 'always()':
    case '!cancelled()':
      return true;
    default:
      throw new Error(`The harness does not know the condition ${condition}.`);
  }
}
