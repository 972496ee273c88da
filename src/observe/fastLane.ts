import type { Instant } from '../model/instant.ts';
import type { Seen } from '../model/lookalike.ts';
import type { Name } from '../model/name.ts';
import type { Answer } from '../model/observation.ts';
import type { Target } from '../model/target.ts';
import type { RunContext } from './context.ts';
import { answerOf, type Heard, ownAnswers } from './heard.ts';
import { arePlain, unfinished } from './hop.ts';
import { type Asking, interpret } from './interpret.ts';
import { branchOf, createLanes, type Lane, type Questions } from './lanes.ts';
import { type BegunTarget, plainObservation } from './observeTarget.ts';
import type { ZoneBook } from './zoneBook.ts';

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
  observe(target: Target, onSeen: OnSeen, onOther: OnOther): (() => void) | undefined;
}

type OnSeen = (seen: Seen) => void;
type OnOther = (begun: BegunTarget) => void;

/** A target of which every first try has ended. */
interface Tried {
  readonly target: Target;
  readonly startedAt: Instant;
  readonly heardAt: Instant;
  readonly heard: readonly Heard[];
}

export function createFastLane(run: RunContext, book: ZoneBook): FastLane {
  const laneOf = createLanes(run);
  const timeoutMs = Math.min(run.patience.timeoutMs, run.budgetMs);

  function observe(target: Target, onSeen: OnSeen, onOther: OnOther): (() => void) | undefined {
    if (!isOrdinary(target) || run.asker.knowsEnd(target.name)) return undefined;
    const zone = book.settledZoneOf(target.name);
    if (zone === undefined || zone.apex === target.name) return undefined;
    const lane = laneOf(zone);
    const { lookalikes, endpoints } = lane;
    if (endpoints.length === 0 || !run.asker.canTryFirst(endpoints)) return undefined;
    const questions = lane.questionsFor(target);
    const startedAt = run.clock.now();
    const heard: Heard[] = new Array(questions.askings.length);
    let left = heard.length;
    const stops = questions.askings.map(({ endpoint, type }, i) => {
      const query = { name: target.name, type, recursion: 'none' } as const;
      return run.asker.tryFirst(endpoint, query, { timeoutMs, lookalikes }, (tried) => {
        const at = run.clock.now();
        heard[i] = { tried, at };
        if (--left === 0) finish(lane, questions, { target, startedAt, heardAt: at, heard }, onSeen, onOther);
      });
    });
    return () => {
      for (const [i, stop] of stops.entries()) if (heard[i] === undefined) stop();
    };
  }

  function finish(
    { zone }: Lane,
    { askings, seen }: Questions,
    tried: Tried,
    onSeen: OnSeen,
    onOther: OnOther,
  ): void {
    const { target, startedAt, heard } = tried;
    const branch = branchOf(seen, heard);
    const answers = branch?.like === undefined ? undefined : ownAnswers(heard, askings);
    if (branch?.like !== undefined && answers !== undefined) {
      onSeen({ like: branch.like, target, startedAt, finishedAt: tried.heardAt, answers });
      return;
    }
    if (heard.some(({ tried }) => tried.kind === 'begun')) {
      onOther(goingOn(askings, tried));
      return;
    }
    const said = heard.map((one, i) => answerOf(askingOf(askings, i, target.name), one));
    const observation = arePlain(said, zone.apex)
      ? plainObservation(run, zone, { target, startedAt, said })
      : undefined;
    if (observation === undefined) {
      onOther({ startedAt, said: () => Promise.resolve(said), heard: () => said });
      return;
    }
    if (branch !== undefined) branch.like ??= observation;
    onSeen(observation);
  }

  /** What is still open is asked again, as often as the patience of the run allows. */
  function goingOn(askings: Questions['askings'], { target, startedAt, heard }: Tried): BegunTarget {
    const asked = heard.map((one, i) => ({ one, asking: askingOf(askings, i, target.name) }));
    const answers = new Map<Asking, Answer>();
    for (const { one, asking } of asked)
      if (one.tried.kind !== 'begun') answers.set(asking, answerOf(asking, one));

    async function answerTo({ one, asking }: (typeof asked)[number]): Promise<Answer> {
      if (one.tried.kind !== 'begun') return answerOf(asking, one);
      const query = { name: asking.name, type: asking.type, recursion: 'none' } as const;
      const limits = { ...run.patience, begun: one.tried };
      const answer = interpret(asking, await run.asker.ask(asking.endpoint, query, 'flight', limits));
      answers.set(asking, answer);
      return answer;
    }

    return {
      startedAt,
      said: () => Promise.all(asked.map(answerTo)),
      heard: (errand) =>
        asked.map(({ asking }) => answers.get(asking) ?? interpret(asking, unfinished(run, errand, asking))),
    };
  }

  return { observe };
}

function askingOf(askings: Questions['askings'], i: number, name: Name): Asking {
  return { ...(askings[i] as Questions['askings'][number]), name };
}

/** Letters, digits, hyphens and underscores: what such a name stands in needs no escaping, and no wildcard is among them. */
const PLAIN_NAME = /^[a-z0-9_.-]+$/;

/** Nothing about it is asked, judged or written in a way of its own. */
function isOrdinary({ name, cutover, migration, create }: Target): boolean {
  if (cutover !== undefined || migration !== undefined || create !== undefined) return false;
  return PLAIN_NAME.test(name);
}
