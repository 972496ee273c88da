/** The stages of a timeline: where each begins, its name, and what it allows. */
import type { Instant } from '../../model/instant.ts';
import type { DatedStage, LimitingStage } from '../../policy/policy.ts';
import { html, type Markup } from './markup.ts';

export interface LimitedStage extends DatedStage<LimitingStage> {
  /** In seconds; null if any TTL is allowed. */
  readonly limit: number | null;
}

export interface StageGround {
  readonly x: (at: Instant) => number;
  readonly y: (ttl: number) => number;
  readonly from: Instant;
  readonly to: Instant;
  readonly top: number;
  readonly bottom: number;
  /** Lines through the whole drawing, which no name may stand on. */
  readonly uprights: readonly Instant[];
}

/** Units that a character of a name takes, with what has to be free around it. */
const CHARACTER = 8;

export function stagesMarkup(stages: readonly LimitedStage[], ground: StageGround): readonly Markup[] {
  return stages.flatMap((stage, i) => stageMarkup(stage, stages[i + 1]?.from, i === 0, ground) ?? []);
}

function stageMarkup(
  { stage, from, limit }: LimitedStage,
  next: Instant | undefined,
  isFirst: boolean,
  ground: StageGround,
): Markup | null {
  const { x, y, top, bottom } = ground;
  const edgeOf = (at: Instant): number => Math.min(Math.max(x(at), x(ground.from)), x(ground.to));
  const left = isFirst ? x(ground.from) : edgeOf(from);
  const right = next === undefined ? x(ground.to) : edgeOf(next);
  if (right <= left) return null;
  const middle = placeOfName(left, right, stage.id.length * CHARACTER, ground.uprights.map(x));
  const name =
    middle === null
      ? null
      : html`<text class="dimtext" x="${middle}" y="${top - 6}" text-anchor="middle" data-stage-name="${stage.id}">${stage.id}</text>`;
  const edge =
    isFirst || from < ground.from
      ? null
      : html`<line class="gridline" x1="${left}" x2="${left}" y1="${top - 18}" y2="${bottom}" data-stage="${stage.id}" data-at="${from}"/>`;
  if (limit === null) return html`${edge}${name}`;
  return html`${edge}<rect class="above" x="${left}" y="${top}" width="${right - left}" height="${y(limit) - top}"/>
<line class="limit" x1="${left}" x2="${right}" y1="${y(limit)}" y2="${y(limit)}" data-limit="${limit}"/>${name}`;
}

/** The middle of the stage, or of the widest part of it that no upright cuts; null where there is no room. */
function placeOfName(left: number, right: number, width: number, uprights: readonly number[]): number | null {
  const middle = (left + right) / 2;
  const isFree = uprights.every((upright) => Math.abs(upright - middle) > width / 2);
  if (isFree) return right - left < width ? null : middle;
  const edges = [left, ...uprights.filter((upright) => upright > left && upright < right), right].toSorted(
    (a, b) => a - b,
  );
  const parts = edges.slice(1).map((end, i) => ({ begin: edges[i] ?? end, end }));
  const widest = parts.toSorted((a, b) => b.end - b.begin - (a.end - a.begin))[0];
  if (widest === undefined || widest.end - widest.begin < width) return null;
  return (widest.begin + widest.end) / 2;
}
