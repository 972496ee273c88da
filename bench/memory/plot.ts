/** A picture of resident memory over time, for light and for dark pages. */

export interface Sample {
  readonly seconds: number;
  readonly mebibytes: number;
  /** Results printed so far. */
  readonly lines: number;
}

const LEFT = 56;
const RIGHT = 620;
const TOP = 28;
const BOTTOM = 220;
/** What the issue of scale asks for, MiB. */
export const AIM: number = 250;

/** An SVG, complete in itself; `title` is what a screen reader says. */
export function plotted(samples: readonly Sample[], title: string): string {
  const end = Math.max(1, samples.at(-1)?.seconds ?? 1);
  const most = 50 * Math.ceil(Math.max(AIM + 50, ...samples.map(({ mebibytes }) => mebibytes)) / 50);
  const x = (seconds: number): string => (LEFT + ((RIGHT - LEFT) * seconds) / end).toFixed(1);
  const y = (mebibytes: number): string => (BOTTOM - ((BOTTOM - TOP) * mebibytes) / most).toFixed(1);
  const heights = Array.from({ length: most / 50 + 1 }, (_, i) => 50 * i).filter((at) => at % 100 === 0);
  const rules = heights.map(
    (at) =>
      `<path class="grid" d="M${LEFT} ${y(at)}H${RIGHT}"/><text x="${LEFT - 6}" y="${y(at)}" dy="4" text-anchor="end">${at}</text>`,
  );
  const every = stepFor(end);
  const times = Array.from({ length: Math.floor(end / every) + 1 }, (_, i) => every * i).map(
    (at) => `<text x="${x(at)}" y="${BOTTOM + 16}" text-anchor="middle">${at} s</text>`,
  );
  const line = samples.map(({ seconds, mebibytes }) => `${x(seconds)},${y(mebibytes)}`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 250" font-family="sans-serif" font-size="12" role="img" aria-label="${title}">
<title>${title}</title>
<style>
text { fill: #1f2328 } .grid { stroke: #d0d7de; fill: none } .aim { stroke: #9a6700; stroke-dasharray: 4 4; fill: none }
.aim-text { fill: #9a6700 } .memory { stroke: #0969da; stroke-width: 2; fill: none } .page { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .grid { stroke: #30363d } .aim { stroke: #d29922 } .aim-text { fill: #d29922 }
.memory { stroke: #58a6ff } .page { fill: #0d1117 }
}
</style>
<rect class="page" width="640" height="250" rx="6"/>
<text x="${LEFT}" y="18">resident memory, MiB</text>
${rules.join('\n')}
<path class="aim" d="M${LEFT} ${y(AIM)}H${RIGHT}"/><text class="aim-text" x="${RIGHT}" y="${y(AIM)}" dy="-4" text-anchor="end">aim: ${AIM}</text>
<polyline class="memory" points="${line}"/>
${times.join('\n')}
</svg>
`;
}

/** Seconds between the times written below: about six of them. */
function stepFor(end: number): number {
  return [1, 2, 5, 10, 20, 30, 60, 120, 300].find((step) => end / step <= 7) ?? 600;
}
