import { formatInstant, type Instant } from '../model/instant.ts';
import { type ClockText, countdown, upToMinute } from '../report/clockText.ts';
import { forTerminal } from '../report/escape.ts';
import { wrapped } from '../report/width.ts';
import { alignedRows } from './alignedRows.ts';
import type { DataSeen, RrsetLook, VantageLook } from './watchLook.ts';

/** What was seen of all RRsets at one time. */
export interface Round {
  readonly looks: readonly RrsetLook[];
  readonly at: Instant;
}

const WORDS: Readonly<Record<DataSeen, string>> = { old: 'OLD data', new: 'new data', unseen: 'no answer' };

/** The small table of a look: a line for each RRset, and below it everybody who was asked. */
export function watchTable(
  looks: readonly RrsetLook[],
  at: Instant,
  clock: ClockText,
  columns: number,
): string {
  return looks
    .flatMap((look) => [
      ...wrapped(
        forTerminal(`${look.watched.owner} ${look.watched.type}: ${untilText(look, at, clock)}`),
        columns,
      ),
      ...alignedRows(look.vantages.map((one) => ['', ...cells(one).map(forTerminal)])),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function cells({ vantage, server, address, data, remainingTtl }: VantageLook): string[] {
  const left = remainingTtl === undefined ? '' : `for ${remainingTtl} s more`;
  return [vantage, server, address, WORDS[data], left];
}

/** Until when the old data may be answered. */
export function untilText({ until, vantages }: RrsetLook, at: Instant, clock: ClockText): string {
  if (until !== null && until <= at)
    return vantages.some(({ data }) => data === 'old')
      ? 'The promised instant has passed, and somebody still answers the old data.'
      : 'No cache that honours TTLs holds the old data any more.';
  if (until !== null) {
    const iso = formatInstant(until);
    return `Caches may answer the old data until ${clock(upToMinute(iso))} (${countdown(iso, at)}).`;
  }
  const authorities = vantages.filter(({ vantage }) => vantage === 'authority');
  if (authorities.some(({ data }) => data === 'old'))
    return 'An authority answers the old data: caches go on taking them.';
  return authorities.length === 0
    ? 'No authority was seen.'
    : 'Not every authority was seen to answer the new data.';
}

/** What is told of the end, without the countdown that always moves. */
function boundOf(look: RrsetLook, at: Instant, clock: ClockText): string {
  return untilText(look, at, clock).replace(/ \([^)]*\)/, '');
}

/** A line for each vantage that answers otherwise than in the look before; at the first look, for all. */
export function changeLines(before: Round | undefined, { looks, at }: Round, clock: ClockText): string[] {
  return looks.flatMap((look) => {
    const { owner, type } = look.watched;
    const found = before?.looks.find(({ watched }) => watched.owner === owner && watched.type === type);
    const last = before === undefined || found === undefined ? undefined : { look: found, at: before.at };
    const changed = look.vantages.flatMap((one) => {
      const was = last?.look.vantages.find(
        ({ vantage, server, address }) =>
          vantage === one.vantage && server === one.server && address === one.address,
      )?.data;
      return was === one.data ? [] : [`${one.vantage} ${one.server} ${one.address}: ${WORDS[one.data]}`];
    });
    const until =
      last !== undefined && boundOf(last.look, last.at, clock) === boundOf(look, at, clock)
        ? []
        : [untilText(look, at, clock)];
    return [...changed, ...until].map((text) => forTerminal(`${formatInstant(at)} ${owner} ${type} ${text}`));
  });
}

/** A look as JSON has it, on one line. */
export function watchJson({ looks, at }: Round, state: 'going-on' | 'over'): string {
  const rrsets = looks.map(({ watched, vantages, until }) => ({
    ...{ owner: watched.owner, type: watched.type, old: watched.old },
    changedAt: watched.changedAt === null ? null : formatInstant(watched.changedAt),
    until: until === null ? null : formatInstant(until),
    vantages,
  }));
  return JSON.stringify({ schemaVersion: 1, at: formatInstant(at), state, rrsets });
}
