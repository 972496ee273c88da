/** What came of the demo, as a page tells it and as a program reads it. */
import { formatInstant, type Instant, plusSeconds, secondsBetween } from '../model/instant.ts';
import type { PassReport } from '../model/pass.ts';
import { inWords } from '../model/ttl.ts';
import { upToMinute } from '../report/clockText.ts';
import { forJson } from '../report/escape.ts';
import { renderStoryHtml, type StoryAct } from '../report/html/storyHtml.ts';
import { createJson } from '../report/json.ts';
import { renderPassJson } from '../report/pass/passJson.ts';
import { renderPlanJson } from '../report/plan/planJson.ts';
import { renderWhole } from '../report/reporter.ts';
import { MOVE_NAME, NEW_ADDRESS, OLD_ADDRESS } from '../world/demoMove.ts';
import type { DemoOutcome } from './demo.ts';
import type { MoveOutcome } from './demoMove.ts';
import { VERSION } from './version.ts';

const TOOL = { name: 'ttl-check', version: VERSION } as const;

/** Half of the seconds that are drawn before the cutover and after the promise. */
const AROUND = 60;

/** The whole migration as a page that needs no word of explanation. */
export function demoHtml({ check, move }: DemoOutcome): string {
  const { after, caches } = move;
  const cutover = after.plan.cutover.at;
  const promised = promisedUntil(move);
  const lastOld =
    caches.map(({ lastOldAnswerAt }) => lastOldAnswerAt).toSorted((a, b) => b - a)[0] ?? cutover;
  return renderStoryHtml({
    tool: TOOL,
    title: `${MOVE_NAME} moved, and left nobody behind`,
    lead: `It had a TTL of a day, three days before its cutover. The TTL was lowered twice, each time early enough; so the last old answer came ${inWords(secondsBetween(cutover, lastOld))} after the cutover. With the TTL of a day, it could have been a whole day. Then the former TTL came back.`,
    planned: after,
    lanes: {
      from: plusSeconds(cutover, -2 * AROUND),
      to: plusSeconds(promised, 2 * AROUND),
      ...{ cutover, promised, old: OLD_ADDRESS, new: NEW_ADDRESS },
      caches: caches.map(({ cache, lastOldAnswerAt }) => ({ name: cache, lastOld: lastOldAnswerAt })),
    },
    acts: actsOf(check, move),
  });
}

function actsOf(check: DemoOutcome['check'], move: MoveOutcome): StoryAct[] {
  const { before, passes, caches, published } = move;
  const cutover = before.plan.cutover.at;
  const target = check.targets.find(({ name }) => name === `${MOVE_NAME}.`);
  const error = target?.findings.find(({ severity }) => severity === 'error');
  const [first, second, third] = passes;
  const drained = (pass: PassReport | undefined): string => {
    const step = pass?.results[0]?.step;
    return step === undefined
      ? ''
      : `Caches have let go of the old one by ${minute(step.completeAt)} at the latest.`;
  };
  return [
    {
      at: before.plan.at,
      title: 'A check finds it',
      said: [error?.message ?? ''],
      command: `ttl-check ${MOVE_NAME} --cutover ${formatInstant(cutover)}`,
    },
    {
      at: before.plan.at,
      title: 'A plan dates each step',
      said: [
        `To be ready, the TTL goes down in two steps, each of which needs the old TTL's time to take effect. There is still time for both.`,
      ],
      command: 'ttl-check plan shop',
    },
    {
      at: first?.startedAt ?? before.plan.at,
      title: `Lowered: ${changeOf(first)}`,
      said: [`At once, for a TTL of a day needs a day to be forgotten. ${drained(first)}`],
      command: 'ttl-check schedule --yes',
    },
    {
      at: second?.startedAt ?? cutover,
      title: `Lowered again: ${changeOf(second)}`,
      said: [`On the day itself. ${drained(second)} That is before the cutover.`],
      command: 'ttl-check schedule --yes',
    },
    {
      at: cutover,
      title: `The cutover: ${OLD_ADDRESS} → ${NEW_ADDRESS}`,
      said: [
        `Somebody moves the service. From the TTL alone it is certain that the old address is gone by ${exactly(promisedUntil(move))}.`,
        `${caches.map(({ cache, lastOldAnswerAt }) => `${cache} gave it for the last time at ${exactly(lastOldAnswerAt)}`).join(', ')}.`,
      ],
      command: 'ttl-check watch shop',
    },
    {
      at: third?.startedAt ?? cutover,
      title: `The former TTL comes back: ${changeOf(third)}`,
      said: [
        `Three days later, when nothing went wrong. This is the step that people forget. The servers now answer ${published.address} with ${published.ttl} s.`,
      ],
      command: 'ttl-check schedule --yes',
    },
  ];
}

function changeOf(pass: PassReport | undefined): string {
  const step = pass?.results[0]?.step;
  return step === undefined ? 'nothing' : `${step.from} → ${step.to} s`;
}

function promisedUntil({ caches, after }: MoveOutcome): Instant {
  return caches[0]?.promisedUntil ?? after.plan.cutover.at;
}

/** One JSON document: what the commands of the demo print, and what the caches answered. */
export function demoJson({ check, move }: DemoOutcome): string {
  const { before, after, passes, caches, published } = move;
  const document = {
    schemaVersion: 1,
    tool: TOOL,
    check: JSON.parse(renderWhole(createJson(), check)),
    plan: JSON.parse(renderPlanJson({ tool: TOOL, at: before.plan.at, migrations: [before] })),
    passes: passes.map((pass) =>
      JSON.parse(
        renderPassJson({
          ...{ tool: TOOL, command: 'apply', mode: 'write', at: pass.startedAt },
          ...{ passes: [pass], carryOut: '' },
        }),
      ),
    ),
    caches: caches.map(({ cache, promisedUntil: until, lastOldAnswerAt }) => ({
      ...{ cache, promisedUntil: formatInstant(until), lastOldAnswerAt: formatInstant(lastOldAnswerAt) },
    })),
    published: { owner: `${MOVE_NAME}.`, type: 'A', ...published },
    end: JSON.parse(renderPlanJson({ tool: TOOL, at: after.plan.at, migrations: [after] })),
  };
  return `${forJson(JSON.stringify(document, null, 2))}\n`;
}

/** The next whole minute, since it is an end. */
function minute(at: Instant): string {
  return upToMinute(formatInstant(at)).slice(5, 16).replace('T', ' ');
}

function exactly(at: Instant): string {
  return formatInstant(at).slice(11, 19);
}
