/** A part of a page that a program writes: from `<!-- bench:NAME -->` to `<!-- /bench:NAME -->`, each on a line of its own. */

/** `page` with `body` between the marks of `name`. Throws if they are not there, in this order and once. */
export function withMarked(page: string, name: string, body: string): string {
  const open = `<!-- bench:${name} -->`;
  const close = `<!-- /bench:${name} -->`;
  const lines = page.split('\n');
  const from = lines.indexOf(open);
  const to = lines.indexOf(close);
  if (from < 0 || to < from || lines.lastIndexOf(open) !== from || lines.lastIndexOf(close) !== to)
    throw new Error(`The page needs the lines ${open} and ${close}, in this order and once each.`);
  return [...lines.slice(0, from + 1), '', body.trim(), '', ...lines.slice(to)].join('\n');
}
