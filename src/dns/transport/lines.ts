import { createQueue, type Queue, type Queued } from './queue.ts';

/** Questions that wait until a connection may carry them: where a server answers only so many on each. */
export interface Lines {
  /** Calls `granted` when a connection may carry this question, at once if one may; then there is nothing to give up. */
  take(peer: string, granted: () => void): Place | undefined;
  /** The question does not wait any more. */
  giveUp(peer: string, place: Place): void;
  /** A granted question is carried no more. */
  release(peer: string): void;
  /** From now on so many at a time. */
  allow(peer: string, most: number): void;
}

/** A question that waits. */
export interface Place extends Queued {
  readonly granted: () => void;
}

interface Line {
  most: number;
  taken: number;
  readonly queue: Queue<Place>;
}

/** What is remembered of servers that nobody asks just now is dropped beyond so many. */
const MOST_REMEMBERED = 10_000;

export function createLines(): Lines {
  const lines = new Map<string, Line>();

  function lineOf(peer: string): Line {
    const known = lines.get(peer);
    if (known !== undefined) return known;
    if (lines.size >= MOST_REMEMBERED)
      for (const [name, { taken, queue }] of lines) if (taken + queue.size() === 0) lines.delete(name);
    const made: Line = { most: Number.POSITIVE_INFINITY, taken: 0, queue: createQueue() };
    lines.set(peer, made);
    return made;
  }

  function take(peer: string, granted: () => void): Place | undefined {
    const line = lineOf(peer);
    if (line.queue.size() === 0 && line.taken < line.most) {
      line.taken++;
      granted();
      return undefined;
    }
    const place: Place = { granted, waits: false };
    line.queue.add(place);
    return place;
  }

  function admit(line: Line): void {
    while (line.taken < line.most) {
      const next = line.queue.shift();
      if (next === undefined) return;
      line.taken++;
      next.granted();
    }
  }

  function release(peer: string): void {
    const line = lineOf(peer);
    line.taken--;
    admit(line);
  }

  function allow(peer: string, most: number): void {
    const line = lineOf(peer);
    line.most = most;
    admit(line);
  }

  return { take, release, allow, giveUp: (peer, place) => lineOf(peer).queue.leave(place) };
}
