/** Words beside the changes of a timeline, placed where nothing else stands. */
import type { Instant } from '../../model/instant.ts';
import { inWords } from '../../model/ttl.ts';
import { html, type Markup } from './markup.ts';
import type { LinePoint } from './timelineSteps.ts';

/** Units of the drawing from which on words stand rather at the left of what they are about. */
const RIGHT_PART = 545;

/** Units that a character takes, and a line. */
const CHARACTER = 6.8;
const HEIGHT = 14;

/** Where words stand; `bottom` is what they stand on. */
export interface LineOfWords {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

interface Place extends LineOfWords {
  readonly anchor: 'start' | 'end';
}

export interface LabelGround {
  readonly x: (at: Instant) => number;
  readonly y: (ttl: number) => number;
  /** Where the axes end. */
  readonly left: number;
  readonly right: number;
  /** Uprights that no word may stand on, and one that it may if there is no other place. */
  readonly cutover: number;
  readonly now: number;
  /** Other words, line by line. */
  readonly taken: readonly LineOfWords[];
}

/** A label for each change that has room for one; what has none is said by its dot's title and by the table. */
export function labelsMarkup(points: readonly LinePoint[], ground: LabelGround): readonly Markup[] {
  const placed: LineOfWords[] = [...ground.taken];
  return points.flatMap((point): Markup[] => {
    const words = wordsOf(point);
    const places = placesFor(point, words.length * CHARACTER, ground).filter((place) =>
      isFree(place, placed, ground),
    );
    const place = places.find(({ left, right }) => !stands(ground.now, left, right)) ?? places[0];
    if (place === undefined) return [];
    placed.push(place);
    const { anchor, left, right, bottom } = place;
    return [
      html`<text class="label" x="${anchor === 'start' ? left : right}" y="${bottom}" text-anchor="${anchor}">${words}</text>`,
    ];
  });
}

function wordsOf({ ttl, from, mark }: LinePoint): string {
  const verbs =
    ttl < from ? { done: 'lowered to', ahead: 'lower to' } : { done: 'back to', ahead: 'back to' };
  return `${mark === 'done' || mark === 'ahead' ? verbs[mark] : 'changed to'} ${inWords(ttl)}`;
}

/** Under a lower TTL, beside one that comes back: where the line itself does not run; the best first. */
function placesFor({ at, ttl, from }: LinePoint, width: number, { x, y }: LabelGround): Place[] {
  const starting = (bottom: number): Place => ({
    ...{ anchor: 'start', bottom, left: x(at) + 9, right: x(at) + 9 + width },
  });
  const ending = (bottom: number): Place => ({
    ...{ anchor: 'end', bottom, left: x(at) - 9 - width, right: x(at) - 9 },
  });
  // Far down the upright where words stand beside its top.
  if (ttl >= from) return [ending(y(ttl) + 4), starting(y(ttl) - 9), ending((y(ttl) + y(from)) / 2)];
  const under = [starting(y(ttl) + 18), ending(y(ttl) + 18)];
  return x(at) > RIGHT_PART ? under.toReversed() : under;
}

function isFree(
  place: Place,
  placed: readonly LineOfWords[],
  { left, right, cutover }: LabelGround,
): boolean {
  if (place.left < left || place.right > right || stands(cutover, place.left, place.right)) return false;
  return !placed.some(
    (other) =>
      place.left < other.right && other.left < place.right && Math.abs(place.bottom - other.bottom) < HEIGHT,
  );
}

function stands(x: number, left: number, right: number): boolean {
  return x > left - 2 && x < right + 2;
}
