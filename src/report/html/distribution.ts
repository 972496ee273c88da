/** How the configured TTLs of each zone are spread, over all targets, shown or not. */
import type { TargetReport } from '../../model/report.ts';
import { html, type Markup } from './markup.ts';

/** About even steps of a logarithm, at the limits that policies have: 300, 3600, a second under a day, a week (in s). */
const BINS = [
  { most: 60, label: 'up to 1 min' },
  { most: 300, label: 'up to 5 min' },
  { most: 900, label: 'up to 15 min' },
  { most: 3_600, label: 'up to 1 h' },
  { most: 21_600, label: 'up to 6 h' },
  { most: 86_399, label: 'under 1 d' },
  { most: 604_800, label: '1 d to 1 week' },
  { most: Number.POSITIVE_INFINITY, label: 'over 1 week' },
] as const;

/** Zones that are drawn; and those that are told apart at all, so that memory stays flat. */
const DRAWN_ZONES = 6;
const COUNTED_ZONES = 1_000;

const ELSEWHERE = 'other zones';

/** Of a drawing, in its own units. */
const ROW = 22;
const LEFT = 112;
const LENGTH = 220;

export interface Distribution {
  add(target: TargetReport): void;
  /** A drawing for each of the zones with the most RRsets; null where no TTL was seen. */
  markup(): Markup | null;
}

export function ttlDistribution(): Distribution {
  const zones = new Map<string, number[]>();

  function add({ zone, rrsets }: TargetReport): void {
    for (const { configuredTtl, foreign } of rrsets) {
      if (configuredTtl === null || foreign === true) continue;
      const known = zone !== null && (zones.has(zone) || zones.size < COUNTED_ZONES);
      const name = known ? zone : ELSEWHERE;
      const counts = zones.get(name) ?? BINS.map(() => 0);
      const bin = BINS.findIndex(({ most }) => configuredTtl.max <= most);
      counts[bin] = (counts[bin] ?? 0) + 1;
      zones.set(name, counts);
    }
  }

  function markup(): Markup | null {
    if (zones.size === 0) return null;
    const sorted = [...zones].toSorted(([, a], [, b]) => total(b) - total(a));
    const more = sorted.slice(DRAWN_ZONES);
    const left = more.reduce((sum, [, counts]) => sum + total(counts), 0);
    return html`<section aria-labelledby="ttls">
<h2 id="ttls">TTLs of each zone</h2>
<div class="grid">${sorted.slice(0, DRAWN_ZONES).map(([zone, counts], i) => drawing(zone, counts, i))}</div>
${more.length === 0 ? null : html`<p class="dim">${more.length} more zones with ${left} RRsets are not drawn.</p>`}
</section>`;
  }

  return { add, markup };
}

function drawing(zone: string, counts: readonly number[], index: number): Markup {
  const most = Math.max(...counts);
  const said = BINS.flatMap(({ label }, i) => (counts[i] === 0 ? [] : [`${label}: ${counts[i]}`])).join(', ');
  const rows = BINS.map(({ label }, i) => {
    const count = counts[i] ?? 0;
    const width = Math.round((count / most) * LENGTH * 10) / 10;
    return html`<text x="${LEFT - 10}" y="${i * ROW + 15}" text-anchor="end" class="dimtext">${label}</text>
<rect x="${LEFT}" y="${i * ROW + 4}" width="${LENGTH}" height="14" rx="3" class="track"/>
<rect x="${LEFT}" y="${i * ROW + 4}" width="${width}" height="14" rx="3" class="bar" data-count="${count}"/>
<text x="${LEFT + LENGTH + 8}" y="${i * ROW + 15}">${count}</text>`;
  });
  return html`<figure><figcaption>${zone}: ${total(counts)} RRsets</figcaption>
<svg viewBox="0 0 ${LEFT + LENGTH + 50} ${BINS.length * ROW + 4}" role="img" aria-labelledby="bins-${index}">
<title id="bins-${index}">RRsets of ${zone} by configured TTL. ${said}.</title>
${rows}
</svg></figure>`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
