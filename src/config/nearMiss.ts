/** How many letters must be put in, taken out or replaced to get from `a` to `b` (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The word that was probably meant; `undefined` if none is close enough: a third of its letters, at least one. */
export function nearMiss(found: string, words: readonly string[]): string | undefined {
  if (found.length > 64) return undefined;
  const lower = found.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const word of words) {
    const distance = editDistance(lower, word.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(word.length / 3))) {
      best = word;
      least = distance;
    }
  }
  return best;
}

/** ` (did you mean "cutover"?)`, or nothing. */
export function didYouMean(found: string, words: readonly string[]): string {
  const near = nearMiss(found, words);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
