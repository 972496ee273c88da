/** A list whose server misbehaves in a way of its own about each name: the report of each is that of the name alone. */
import { expect, it } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { createRememberingJudge } from '../../src/judge/rememberingJudge.ts';
import { isLookalike, type Seen } from '../../src/model/lookalike.ts';
import type { Observer } from '../../src/model/observer.ts';
import { typeName } from '../../src/model/recordType.ts';
import type { TargetReport } from '../../src/model/report.ts';
import { reportOf } from '../../src/model/retelling.ts';
import type { Target } from '../../src/model/target.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { atOnce } from '../../src/sources/atOnce.ts';
import { targetsFromNames } from '../../src/sources/names.ts';
import { answerFromZones } from '../../src/world/answerFromZones.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { readQuery, responseTo } from '../../src/world/response.ts';
import { zone } from '../../src/world/zone.ts';
import { contextOf, judged } from '../judge/context.ts';
import { passing } from '../observe/observing.ts';
import { type HostileServer, type Script, startHostileServer } from './hostileServer.ts';

const MANNERS = [
  ...['plain', 'plain', 'plain', 'plain', 'plain', 'plain', 'two', 'nowhere', 'nothing', 'alias', 'long'],
  ...['cut', 'no-edns', 'other-case', 'lost', 'refused', 'failing', 'shortened', 'other-id', 'left-over'],
] as const;
type Manner = (typeof MANNERS)[number];

const NAMES = 240;

function mannerOf(i: number): Manner {
  return MANNERS[i % MANNERS.length] ?? 'plain';
}

function recordsOf(i: number): string[] {
  const address = `A 192.0.2.${i % 250}`;
  switch (mannerOf(i)) {
    case 'nowhere':
      return [];
    case 'nothing':
      return [`n${i} 60 TXT "here"`];
    case 'alias':
      return [`n${i} 60 CNAME n0`];
    case 'two':
      return [`n${i} 300 ${address}`, `n${i} 300 A 198.51.100.${i % 250}`];
    case 'long':
      return [`n${i} ${86_400 * (1 + (i % 7))} ${address}`];
    default:
      return [`n${i} 300 ${address}`];
  }
}

const ZONE = zone(
  'example.com',
  ['@ 3600 NS ns1.example.net.', ...Array.from({ length: NAMES }, (_, i) => recordsOf(i)).flat()].join('\n'),
);

/** Over TCP only what can be done there too. */
function script(): Script {
  const lost = new Set<string>();
  return (octets, transport) => {
    const query = readQuery(octets);
    if (query === undefined) return [];
    const { name, type } = query.question;
    const carrier = transport === 'udp' ? 'udp' : 'tcp';
    const reply = answerFromZones([ZONE], { name, type: typeName(type) });
    const answer = responseTo(query, reply, { transport: carrier, recursion: 'not-offered' });
    const number = /^n([0-9]+)\./.exec(name)?.[1];
    const view = new DataView(answer.buffer, answer.byteOffset, answer.length);
    switch (number === undefined ? 'plain' : mannerOf(Number(number))) {
      case 'cut':
        if (carrier === 'udp') view.setUint8(2, view.getUint8(2) | 2);
        return [answer];
      case 'no-edns': {
        if (octets[11] === 0) return [answer];
        const complaint = Uint8Array.from({ length: 12 }, (_, at) => (at < 4 ? (answer[at] ?? 0) : 0));
        complaint[3] = 1;
        return [complaint];
      }
      case 'other-case':
        view.setUint8(13, view.getUint8(13) ^ 0x20);
        return [answer];
      case 'lost':
        if (lost.has(`${name} ${type}`)) return [answer];
        lost.add(`${name} ${type}`);
        return [];
      case 'refused':
        view.setUint8(3, 5);
        return [answer];
      case 'failing':
        view.setUint8(3, 2);
        return [answer];
      case 'shortened':
        return carrier === 'udp' ? [answer.slice(0, -3), answer] : [answer];
      case 'left-over':
        return carrier === 'udp' ? [Uint8Array.of(...answer, 0), answer] : [answer];
      case 'other-id': {
        const other = Uint8Array.from(answer);
        other[0] = (answer[0] ?? 0) ^ 1;
        return [other, answer];
      }
      default:
        return [answer];
    }
  };
}

function observerOf(server: HostileServer, clock: ManualClock, protocol: 'udp' | 'tcp'): Observer {
  return createObserver({
    ...{ exchanger: createExchanger({ clock, dial: server.dial }), clock, resolvers: [] },
    ...{ timeoutMs: 2000, tries: 3, budgetMs: 10_000, looks: 'once' },
    authority: { mode: 'given', endpoints: [{ protocol, address: '192.0.2.1' }] },
  });
}

/** Without round trips, and without what came to the same port: that is told to all who have questions there. */
function essence(report: TargetReport): unknown {
  const findings = report.findings.filter(({ rule }) => rule !== 'ignored-answers');
  const text = JSON.stringify({ ...report, findings }, (key, value) => (key === 'rttMs' ? 'some' : value));
  return JSON.parse(text);
}

it.each(['udp', 'tcp'] as const)(
  'a long list over %s is reported as each name alone',
  async (protocol) => {
    await using server = await startHostileServer();
    const clock = manualClock('2026-12-01T00:00:00Z');
    const context = contextOf({ at: clock.now(), stage: 'day-of' });
    const names = Array.from({ length: NAMES }, (_, i) => `n${i}.example.com`);
    const targets = targetsFromNames(names, { types: ['A', 'AAAA'] });
    const judge = createRememberingJudge(context);

    async function ofList(): Promise<Seen[]> {
      const observer = observerOf(server, clock, protocol);
      server.play(script());
      const seen = observer.observeMany(atOnce(targets), { concurrency: 8 });
      try {
        const all = (await passing(clock, Array.fromAsync(seen))).flat();
        expect(observer.queriesSent()).toBe(server.asked());
        return all;
      } finally {
        await observer.close();
      }
    }

    async function alone(target: Target): Promise<TargetReport> {
      const observer = observerOf(server, clock, protocol);
      server.play(script());
      try {
        return judged(await passing(clock, observer.observe(target)), context);
      } finally {
        await observer.close();
      }
    }

    const seen = await ofList();
    expect(seen.map(({ target }) => target.input)).toEqual(names);
    expect(seen.filter(isLookalike).length).toBeGreaterThan(NAMES / 4);
    // Two of each manner from the middle of the list, where all has been learnt.
    for (const one of seen.slice(120, 120 + 2 * MANNERS.length))
      expect(essence(reportOf(judge(one)))).toEqual(essence(await alone(one.target)));
  },
  60_000,
);
