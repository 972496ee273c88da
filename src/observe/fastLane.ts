import type { Endpoint, Tried } from '../dns/exchange.ts';
import { createLookalikes, type LookalikeAnswer, type Lookalikes, type Shape } from '../dns/lookalikes.ts';
import type { Instant } from '../model/instant.ts';
import type { OwnAnswer, Seen } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { Answer, Observation } from '../model/observation.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Target } from '../model/target.ts';
import type { Asked } from './asker.ts';
import type { RunContext } from './context.ts';
import { arePlain } from './hop.ts';
import { type Asking, interpret } from './interpret.ts';
import { type BegunTarget, plainObservation } from './observeTarget.ts';
import { targetTypes } from './questions.ts';
import type { ZoneBook, ZoneEntry } from './zoneBook.ts';

/**
 * The short way for the names of a long list: in a zone that is settled, each is asked about once, and an answer that
 * looks like one before is not taken apart again. What turns out to be anything but plain goes the usual way from
 * there, with what was heard.
 */
export interface FastLane {
  /**
   * Calls `onSeen`, or `onOther` with what was begun, once, and never before it returned. The returned function ends
   * it at once. Undefined where the target has to go the usual way from the start.
   */
  observe(
    target: Target,
    onSeen: (seen: Seen) => void,
    onOther: (begun: BegunTarget) => void,
  ): (() => void) | undefined;
}

/** What the names of one zone have in common. */
interface Lane {
  readonly zone: ZoneEntry;
  readonly endpoints: readonly Endpoint[];
  readonly lookalikes: Lookalikes;
  /** By the types that targets ask for: lists share them. */
  readonly questions: Map<readonly RecordType[], Questions>;
}

/** What each target with the same types is asked about, and what came of it before. */
interface Questions {
  /** For any name: the name is filled in. */
  readonly askings: readonly Omit<Asking, 'name'>[];
  readonly seen: Branch;
}

/** Observations by the shapes of their answers, one level a question. */
interface Branch {
  readonly next: Map<Shape, Branch>;
  like: Observation | undefined;
}

/** A question of a target, answered or not. */
interface Heard {
  readonly tried: Tried;
  readonly at: Instant;
}

export function createFastLane(run: RunContext, book: ZoneBook): FastLane {
  const lanes = new WeakMap<ZoneEntry, Lane>();

  function laneOf(zone: ZoneEntry): Lane {
    const known = lanes.get(zone);
    if (known !== undefined) return known;
    const made: Lane = {
      zone,
      endpoints: (zone.settled?.servers ?? []).flatMap(({ endpoints }) => endpoints),
      lookalikes: createLookalikes(zone.apex),
      questions: new Map(),
    };
    lanes.set(zone, made);
    return made;
  }

  function questionsOf(lane: Lane, target: Target): Questions {
    const known = lane.questions.get(target.types);
    if (known !== undefined) return known;
    const { zone } = lane;
    const types = targetTypes(run, target, zone.apex);
    const askings = (zone.settled?.servers ?? []).flatMap(({ name: server, endpoints }) =>
      endpoints.flatMap((endpoint) =>
        types.map((type) => ({ vantage: 'authority' as const, server, endpoint, zone: zone.apex, type })),
      ),
    );
    const made: Questions = { askings, seen: newBranch() };
    lane.questions.set(target.types, made);
    return made;
  }

  function observe(
    target: Target,
    onSeen: (seen: Seen) => void,
    onOther: (begun: BegunTarget) => void,
  ): (() => void) | undefined {
    if (!isOrdinary(target) || run.asker.knowsEnd(target.name)) return undefined;
    const zone = book.settledZoneOf(target.name);
    if (zone === undefined || zone.apex === target.name) return undefined;
    const lane = laneOf(zone);
    if (lane.endpoints.length === 0 || !run.asker.canTryFirst(lane.endpoints)) return undefined;
    const questions = questionsOf(lane, target);
    const { askings } = questions;
    const startedAt = run.clock.now();
    const heard: Heard[] = new Array(askings.length);
    const stops: (() => void)[] = new Array(askings.length);
    let left = askings.length;
    const limits = {
      timeoutMs: Math.min(run.patience.timeoutMs, run.budgetMs),
      lookalikes: lane.lookalikes,
    };
    for (let i = 0; i < askings.length; i++) {
      const { endpoint, type } = askings[i] as Questions['askings'][number];
      stops[i] = run.asker.tryFirst(
        endpoint,
        { name: target.name, type, recursion: 'none' },
        limits,
        (tried) => {
          heard[i] = { tried, at: run.clock.now() };
          if (--left === 0) finish(lane, questions, { target, startedAt, heard }, onSeen, onOther);
        },
      );
    }
    return () => {
      for (let i = 0; i < stops.length; i++) if (heard[i] === undefined) stops[i]?.();
    };
  }

  function finish(
    { zone }: Lane,
    { askings, seen }: Questions,
    { target, startedAt, heard }: HeardOf,
    onSeen: (seen: Seen) => void,
    onOther: (begun: BegunTarget) => void,
  ): void {
    const branch = branchOf(seen, heard);
    if (branch?.like !== undefined) {
      const answers = ownAnswers(heard, askings);
      if (answers !== undefined) {
        onSeen({ like: branch.like, target, startedAt, finishedAt: run.clock.now(), answers });
        return;
      }
    }
    if (heard.some(({ tried }) => tried.kind === 'begun')) {
      onOther({ startedAt, said: () => heardOut(askings, target.name, heard) });
      return;
    }
    const said = heard.map((one, i) =>
      answerOf({ ...(askings[i] as Questions['askings'][number]), name: target.name }, one),
    );
    const observation = arePlain(said, zone.apex)
      ? plainObservation(run, zone, { target, startedAt, said })
      : undefined;
    if (observation === undefined) {
      onOther({ startedAt, said: () => Promise.resolve(said) });
      return;
    }
    if (branch !== undefined) branch.like ??= observation;
    onSeen(observation);
  }

  /** What is still open is asked again, as often as the patience of the run allows. */
  function heardOut(
    askings: Questions['askings'],
    name: Name,
    heard: readonly Heard[],
  ): Promise<readonly Answer[]> {
    return Promise.all(
      heard.map(async (one, i) => {
        const asking: Asking = { ...(askings[i] as Questions['askings'][number]), name };
        const { tried } = one;
        if (tried.kind !== 'begun') return answerOf(asking, one);
        const query = { name, type: asking.type, recursion: 'none' } as const;
        const limits = { ...run.patience, begun: tried };
        return interpret(asking, await run.asker.ask(asking.endpoint, query, 'flight', limits));
      }),
    );
  }

  return { observe };
}

interface HeardOf {
  readonly target: Target;
  readonly startedAt: Instant;
  readonly heard: readonly Heard[];
}

/** Nothing about it is asked or judged in a way of its own; wildcards and escaped octets are. */
function isOrdinary({ name, cutover, migration, create }: Target): boolean {
  return (
    cutover === undefined &&
    migration === undefined &&
    create === undefined &&
    !name.includes('\\') &&
    !name.includes('*')
  );
}

function newBranch(): Branch {
  return { next: new Map(), like: undefined };
}

/** Where observations with answers of these shapes are kept; undefined if one of them has none. */
function branchOf(root: Branch, heard: readonly Heard[]): Branch | undefined {
  let branch = root;
  for (const { tried } of heard) {
    const shape =
      tried.kind === 'lookalike' ? tried.answer.shape : tried.kind === 'message' ? tried.shape : undefined;
    if (shape === undefined || (tried.kind !== 'begun' && tried.ignored > 0)) return undefined;
    let next = branch.next.get(shape);
    if (next === undefined) {
      next = newBranch();
      branch.next.set(shape, next);
    }
    branch = next;
  }
  return branch;
}

/** Undefined where servers give different data, or an answer was not read as a lookalike. */
function ownAnswers(heard: readonly Heard[], askings: Questions['askings']): OwnAnswer[] | undefined {
  const answers: OwnAnswer[] = [];
  for (let i = 0; i < heard.length; i++) {
    const { tried, at } = heard[i] as Heard;
    if (tried.kind !== 'lookalike') return undefined;
    const { rdata } = tried.answer;
    for (let j = 0; j < i; j++)
      if (askings[j]?.type === askings[i]?.type && !isSame(answers[j]?.rdata, rdata)) return undefined;
    answers.push({ at, rttMs: Math.round(tried.rttMs * 10) / 10, transport: tried.transport, rdata });
  }
  return answers;
}

function isSame(one: readonly string[] | undefined, other: readonly string[]): boolean {
  return one?.length === other.length && one.every((text, i) => text === other[i]);
}

/** The answer as the usual way would have it. */
function answerOf(asking: Asking, { tried, at }: Heard): Answer {
  if (tried.kind === 'begun') throw new Error('an answer that has not come');
  const { ignored, transport, rttMs } = tried;
  const told = { kind: 'message', rttMs, ignored, transport, tries: 1, at } as const;
  if (tried.kind === 'message') return interpret(asking, { ...told, message: tried.message });
  const { shape, rdata }: LookalikeAnswer = tried.answer;
  const asked: Asked = { ...told, message: shape.message };
  const answer = interpret({ ...asking, name: shape.name }, asked);
  return {
    ...answer,
    question: { name: asking.name, type: asking.type },
    rrsets: answer.rrsets.map((set) => ({ ...set, owner: asking.name, rdata })),
  };
}
