/** Globs of a policy: `*` is any run of characters, dots too. Every other character stands for itself. */

/**
 * Whether a canonical name matches a glob. Case and the trailing dot of the glob do not matter.
 * Takes time proportional to the product of both lengths at worst, whatever the pattern.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const glob = absolute(pattern.toLowerCase());
  let g = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (g < glob.length && glob[g] === '*') {
      star = g++;
      resume = n;
    } else if (g < glob.length && glob[g] === name[n]) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++resume;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

function absolute(pattern: string): string {
  return pattern.endsWith('.') || pattern.endsWith('*') ? pattern : `${pattern}.`;
}
