/** What the names of one zone have in common in a long list: whom to ask what, and what came of it before. */
import type { Endpoint } from '../dns/exchange.ts';
import { createLookalikes, type Lookalikes, MOST_SHAPES, type Room, type Shape } from '../dns/lookalikes.ts';
import type { Observation } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Target } from '../model/target.ts';
import type { RunContext } from './context.ts';
import type { Heard } from './heard.ts';
import type { Asking } from './interpret.ts';
import { targetTypes } from './questions.ts';
import type { ZoneEntry } from './zoneBook.ts';

/** The lane of a settled zone. */
export interface Lane {
  readonly zone: ZoneEntry;
  readonly endpoints: readonly Endpoint[];
  readonly lookalikes: Lookalikes;
  questionsFor(target: Target): Questions;
}

/** What each target with the same types is asked about. */
export interface Questions {
  /** For any name: the name is filled in. */
  readonly askings: readonly Omit<Asking, 'name'>[];
  readonly seen: Branch;
}

/** Observations by the shapes of their answers, one level a question. */
export interface Branch {
  readonly next: Map<Shape, Branch>;
  like: Observation | undefined;
  /** For branches of the whole run. */
  readonly room: Room;
}

/**
 * A zone whose answers fall into so many combinations of shapes is no ordinary one: an observation and its report take
 * some 10 kB, and a server that gives each name TTLs of its own must not fill the memory.
 */
const MOST_BRANCHES = 10_000;

/** The lane of each zone, made when it is first wanted. */
export function createLanes(run: RunContext): (zone: ZoneEntry) => Lane {
  const lanes = new WeakMap<ZoneEntry, Lane>();
  const rooms = { branches: { left: MOST_BRANCHES }, shapes: { left: MOST_SHAPES } };
  return (zone) => {
    const known = lanes.get(zone);
    if (known !== undefined) return known;
    const made = createLane(run, zone, rooms);
    lanes.set(zone, made);
    return made;
  };
}

function createLane(
  run: RunContext,
  zone: ZoneEntry,
  rooms: { readonly branches: Room; readonly shapes: Room },
): Lane {
  const servers = zone.settled?.servers ?? [];
  /** By the very list of types: the targets of a list share it. */
  const questions = new Map<readonly RecordType[], Questions>();

  function questionsFor(target: Target): Questions {
    const known = questions.get(target.types);
    if (known !== undefined) return known;
    const types = targetTypes(run, target, zone.apex);
    const askings = servers.flatMap(({ name: server, endpoints }) =>
      endpoints.flatMap((endpoint) =>
        types.map((type) => ({ vantage: 'authority' as const, server, endpoint, zone: zone.apex, type })),
      ),
    );
    const made: Questions = { askings, seen: newBranch(rooms.branches) };
    questions.set(target.types, made);
    return made;
  }

  return {
    ...{ zone, endpoints: servers.flatMap(({ endpoints }) => endpoints) },
    ...{ lookalikes: createLookalikes(zone.apex, rooms.shapes), questionsFor },
  };
}

function newBranch(room: Room): Branch {
  return { next: new Map(), like: undefined, room };
}

/** Where observations with answers of these shapes are kept; undefined if an answer has no shape, or there is no room. */
export function branchOf(root: Branch, heard: readonly Heard[]): Branch | undefined {
  let branch = root;
  for (const { tried } of heard) {
    // Datagrams that did not match are told of, and so no other observation is like this one.
    if (tried.kind === 'begun' || tried.ignored > 0) return undefined;
    const shape = tried.kind === 'lookalike' ? tried.answer.shape : tried.shape;
    if (shape === undefined) return undefined;
    let next = branch.next.get(shape);
    if (next === undefined) {
      if (branch.room.left === 0) return undefined;
      branch.room.left--;
      next = newBranch(branch.room);
      branch.next.set(shape, next);
    }
    branch = next;
  }
  return branch;
}
