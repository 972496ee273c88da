/** A check as users run it, from the question to the verdict, of a name whose only authority is the hostile server. */
import { createExchanger } from '../../src/dns/exchanger.ts';
import { instant } from '../../src/model/instant.ts';
import { type Name, parentOf, parseName } from '../../src/model/name.ts';
import type { Observation, TransportKind } from '../../src/model/observation.ts';
import { type RecordType, typeCode, typeName } from '../../src/model/recordType.ts';
import type { TargetReport } from '../../src/model/report.ts';
import { createObserver } from '../../src/observe/observer.ts';
import { answerFromZones } from '../../src/world/answerFromZones.ts';
import { type ManualClock, manualClock } from '../../src/world/manualClock.ts';
import { readQuery, responseTo } from '../../src/world/response.ts';
import { zone } from '../../src/world/zone.ts';
import { judged } from '../judge/context.ts';
import { passing } from '../observe/observing.ts';
import { type HostileServer, type Script, TEST_CA } from './hostileServer.ts';

export const NAME: Name = parseName('www.example.com');

/** One name's budget (docs/observing.md). */
export const BUDGET_MS = 10_000;

export interface Checked {
  readonly observation: Observation;
  /** Judged by the stage day-of: ready means 300 s or less. */
  readonly report: TargetReport;
  /** What the answers to the question itself came to. */
  readonly outcomes: readonly string[];
  /** Of the manual clock. */
  readonly tookMs: number;
}

export interface CheckOptions {
  readonly transport: TransportKind;
  readonly name?: Name;
  readonly type?: RecordType;
  /** For scripts that take their time. */
  readonly clock?: ManualClock;
}

/**
 * Checks the name while the server plays `script` to the question for it, and tells the truth about the zone around
 * it. The clock moves while everybody waits.
 */
export async function wholeCheck(
  server: HostileServer,
  script: Script,
  { transport, name = NAME, type = 'A', clock = manualClock('2026-12-01T00:00:00Z') }: CheckOptions,
): Promise<Checked> {
  server.play(honestBut(script, name, type));
  const exchanger = createExchanger({ clock, dial: server.dial, tls: { ca: TEST_CA } });
  const observer = createObserver({
    ...{ exchanger, clock, timeoutMs: 2000, tries: 3, budgetMs: BUDGET_MS, resolvers: [] },
    authority: { mode: 'given', endpoints: [server.endpointOf(transport)] },
  });
  try {
    const before = clock.monotonicMs();
    const observation = await passing(clock, observer.observe({ input: name, name, types: [type] }));
    const tookMs = clock.monotonicMs() - before;
    const report = judged(observation, {
      at: instant(Math.floor(clock.now() / 1000) * 1000),
      stage: 'day-of',
    });
    const own = observation.answers.filter(
      ({ question }) => question.name === name && question.type === type,
    );
    return { observation, report, outcomes: own.map(({ outcome }) => outcome), tookMs };
  } finally {
    await observer.close();
  }
}

/** The zone is there, and so is the name; what it has of the type asked for is the script's. */
function honestBut(script: Script, name: Name, type: RecordType): Script {
  const apex = parentOf(name) ?? name;
  const around = zone(apex, `@ 3600 NS ns1.example.net.\n${name} 60 TXT "here"`);
  return (octets, transport) => {
    const query = readQuery(octets);
    if (query === undefined) return [];
    const { question } = query;
    if (question.name === name && question.type === typeCode(type)) return script(octets, transport);
    const reply = answerFromZones([around], { name: question.name, type: typeName(question.type) });
    const carrier = transport === 'udp' ? 'udp' : 'tcp';
    return [responseTo(query, reply, { transport: carrier, recursion: 'not-offered' })];
  };
}
