/** Figures of several rounds. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of no figures at all, zeros; of an even number, the upper of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: sorted[0] ?? 0,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    max: sorted.at(-1) ?? 0,
  };
}

/** Round by round, `above` divided by `below`: what happens on the machine meanwhile meets both. */
export function ratioOf(above: readonly number[], below: readonly number[]): Spread {
  return spreadOf(above.map((value, i) => value / (below[i] ?? Number.NaN)));
}

/** `1.24 (1.20–1.31)`; `1.24` of one round. */
export function shown({ min, median, max }: Spread, digits = 2): string {
  if (min === max) return median.toFixed(digits);
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** `1.2 × (1.1–1.3)`; `1.2 ×` of one round; a dash where nothing could be measured to divide by. */
export function shownTimes({ min, median, max }: Spread): string {
  if (![min, median, max].every(Number.isFinite)) return '–';
  const digits = median < 10 ? 2 : 1;
  if (min === max) return `${median.toFixed(digits)} ×`;
  return `${median.toFixed(digits)} × (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** `one round`, `5 rounds in turn`. */
export function roundsSaid(rounds: number): string {
  return rounds === 1 ? 'one round' : `${rounds} rounds in turn`;
}
