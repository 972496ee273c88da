/** The daemon and a Slack in this process: what it says, when, and how often. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import type { Provider } from '../../src/model/provider.ts';
import { complaintsAbout } from '../slack/slackRules.ts';
import { CHANNEL, type SlackServer, slackServer, TOKEN } from '../slack/slackServer.ts';
import { type Daemon, type DaemonScene, daemonScene, moving } from './daemonScene.ts';

const WEEKLY = `
timezone: Europe/Berlin
reports:
  - { name: weekly, to: { type: slack, urlEnv: SLACK_URL } }`;

let slack: SlackServer;
let scene: DaemonScene;

beforeEach(async () => {
  slack = await slackServer();
});

afterEach(async () => {
  let everything = scene.stderr();
  for (const file of await readdir(scene.folder))
    everything += (await readFile(path.join(scene.folder, file))).toString('latin1');
  for (const secret of ['SecretXYZ', TOKEN, 'B0SECRETB']) expect(everything).not.toContain(secret);
  await scene[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
});

async function sceneAt(at: string, settings: string, wrap?: (provider: Provider) => Provider): Promise<void> {
  scene = await daemonScene({
    at,
    ...(wrap === undefined ? {} : { wrap }),
    migrations: `${moving('shop', 'www')}\n${settings}`,
    env: { SLACK_URL: slack.webhookUrl, SLACK_TOKEN: TOKEN, HOOK_URL: `${slack.origin}/urlSecretXYZ` },
    messages: slack,
  });
}

/** The daemon, once it has looked for the first time and looked at the calendar `minutes` more times. */
async function passedMinutes(daemon: Daemon, minutes: number): Promise<void> {
  const end = scene.clock.now() + minutes * 60_000;
  while (scene.clock.now() < end) await daemon.pass(5);
}

function texts(): string[] {
  return slack.messages.map(({ blocks }) => JSON.stringify(blocks));
}

describe('a Monday', () => {
  it('passes, and Slack holds exactly one well-formed digest, whatever restarts and however many run', async () => {
    // Sunday noon in Berlin; the report is due on Monday at 09:00, which is 08:00 UTC.
    await sceneAt('2026-12-06T11:00:00Z', WEEKLY);
    const first = scene.start();
    await first.looked();
    scene.jumpTo('2026-12-07T07:58:30Z');
    await passedMinutes(first, 1);
    expect(slack.messages).toEqual([]);
    await first.until('message');
    expect(slack.messages).toHaveLength(1);
    await passedMinutes(first, 2);
    // A second one at the same time, with the same journal, refuses; a restarted one has nothing to send.
    expect(await scene.start().ended()).toBe(3);
    expect(await first.stop('SIGTERM')).toBe(0);
    const second = scene.start();
    await second.looked();
    await passedMinutes(second, 3);
    for (const hour of ['10', '14', '19', '23']) {
      scene.jumpTo(`2026-12-07T${hour}:00:00Z`);
      await passedMinutes(second, 2);
    }
    expect(slack.messages).toHaveLength(1);
    expect(slack.received).toHaveLength(1);
    const [digest] = slack.messages;
    expect(complaintsAbout(digest?.blocks)).toEqual([]);
    expect(digest?.text).toContain('1 migration: ');
    expect(texts()[0]).toContain('lowered to 3600 s: verified at every server');
    expect(texts()[0]).toContain('*`shop`* feasible');
  });

  it('comes at nine by the clock of its zone, before and after summer time ends, and at no other hour', async () => {
    // A Sunday; clocks in Berlin go back on the next one, 25 October 2026.
    await sceneAt('2026-10-18T10:00:00Z', WEEKLY);
    const daemon = scene.start();
    await daemon.looked();
    const sentAt: string[] = [];
    for (let hour = 11; hour < 11 + 9 * 24; hour++) {
      // Every hour in the morning, and now and then at other times.
      if ((hour % 24 < 6 || hour % 24 > 10) && hour % 4 !== 0) continue;
      scene.jumpTo(new Date(Date.UTC(2026, 9, 18, hour)).toISOString());
      await passedMinutes(daemon, 1.1);
      while (sentAt.length < slack.messages.length)
        sentAt.push(new Date(scene.clock.now()).toISOString().slice(0, 13));
    }
    expect(sentAt).toEqual(['2026-10-19T07', '2026-10-26T08']);
    for (const { blocks } of slack.messages) expect(complaintsAbout(blocks)).toEqual([]);
  }, 60_000);

  it('is late where the daemon was down, and left out where it was down for long', async () => {
    await sceneAt('2026-12-07T12:00:00Z', WEEKLY);
    const late = scene.start();
    await late.until('message');
    expect(slack.messages).toHaveLength(1);
    await late.stop('SIGTERM');
    scene.jumpTo('2026-12-16T12:00:00Z');
    const wednesday = scene.start();
    await wednesday.looked();
    await passedMinutes(wednesday, 3);
    expect(slack.messages).toHaveLength(1);
  });

  it('on which Slack refuses is told in the log, and in the next digest', async () => {
    await sceneAt('2026-12-07T08:00:30Z', WEEKLY);
    slack.mishap({ status: 404, body: 'no_service' });
    const daemon = scene.start();
    const { message, level } = await daemon.until('message');
    expect(message).toContain('was not delivered. Slack answered 404 no_service');
    expect(level).toBe('error');
    await passedMinutes(daemon, 3);
    expect(slack.received).toHaveLength(1);
    scene.jumpTo('2026-12-14T08:00:30Z');
    await daemon.until('message');
    expect(texts()[0]).toContain('*Not delivered*');
  });
});

describe('what is told at once', () => {
  const AT_ONCE = `
notifications:
  - { name: ops, to: { type: slack, urlEnv: SLACK_URL } }`;

  it('is a step that was done', async () => {
    await sceneAt('2026-12-05T12:00:00Z', AT_ONCE);
    const daemon = scene.start();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(slack.messages.map(({ text }) => text)).toEqual([
      expect.stringContaining('🟢 shop: www.example.com. A: 86400 → 3600 s, step one-week of shop: changed'),
    ]);
  });

  it('is a step that failed, once a day and not at every look', async () => {
    await sceneAt('2026-12-05T12:00:00Z', AT_ONCE, (provider) => ({
      ...provider,
      changeTtls: async () => {
        throw new Failure('provider', 'Access was denied.');
      },
    }));
    const daemon = scene.start();
    await daemon.looked();
    for (const _again of [1, 2]) {
      await passedMinutes(daemon, 2);
      daemon.reload();
      await daemon.looked();
    }
    await passedMinutes(daemon, 2);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain('🔴 shop: www.example.com. A: 86400 → 3600 s, step one-week');
    expect(texts()[0]).toContain('Access was denied.');
    scene.jumpTo('2026-12-06T12:30:00Z');
    daemon.reload();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(texts().filter((text) => text.includes('Access was denied.'))).toHaveLength(2);
  });

  it('is a step that comes late, and a day before that the migration is not ready, each once', async () => {
    await sceneAt('2026-12-12T09:00:00Z', AT_ONCE);
    const daemon = scene.start();
    await daemon.looked();
    daemon.reload();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    const all = texts().join('\n');
    expect(all.match(/shop is not ready, less than 24 h before its cutover/g)).toHaveLength(1);
    expect(all.match(/step day-of of shop: late\. It was due at /g)).toHaveLength(1);
    for (const { blocks } of slack.messages) expect(complaintsAbout(blocks)).toEqual([]);
  });

  it("is somebody else's hand", async () => {
    await sceneAt('2026-12-05T12:00:00Z', AT_ONCE);
    const daemon = scene.start();
    await daemon.looked();
    scene.change({ ttl: 7200 });
    daemon.reload();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(slack.messages.some(({ text }) => text.startsWith('🔴 shop'))).toBe(true);
    expect(texts().join()).toContain('7200');
  });

  it('is that a migration is not ready two hours before, also in quiet hours, and the rest afterwards', async () => {
    const quiet = `
notifications:
  - { name: ops, quietHours: { from: "00:00", to: "23:00" }, timezone: UTC, to: { type: slack, urlEnv: SLACK_URL } }`;
    await sceneAt('2026-12-12T11:00:00Z', quiet);
    const daemon = scene.start();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('shop is not ready, less than 2 h before its cutover');
    expect(texts()[0]).not.toContain('step day-of');
    await daemon.stop('SIGTERM');
    scene.jumpTo('2026-12-12T23:00:30Z');
    const later = scene.start();
    await later.looked();
    await passedMinutes(later, 2);
    expect(texts().slice(1).join()).toContain('step day-of of shop: changed');
    expect(
      texts()
        .join()
        .match(/step day-of of shop: changed/g),
    ).toHaveLength(1);
  });

  it('is kept while the channel is out of order', async () => {
    await sceneAt('2026-12-05T12:00:00Z', AT_ONCE);
    slack.mishap({ status: 404, body: 'no_service' }, { status: 404, body: 'no_service' });
    const daemon = scene.start();
    await daemon.looked();
    for (const _look of [1, 2, 3]) {
      await passedMinutes(daemon, 2);
      daemon.reload();
      await daemon.looked();
    }
    await passedMinutes(daemon, 2);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('step one-week of shop: changed');
  });

  it('waits for the next start where the daemon was stopped before it was told', async () => {
    await sceneAt('2026-12-05T12:00:00Z', AT_ONCE);
    slack.mishap({ status: 503 });
    const daemon = scene.start();
    await daemon.until('step-done');
    await daemon.stop('SIGTERM');
    const later = scene.start();
    await later.looked();
    await passedMinutes(later, 2);
    expect(
      texts()
        .join()
        .match(/step one-week of shop: changed/g),
    ).toHaveLength(1);
  });

  it('goes into a thread for each migration, whose head is brought up to date in place', async () => {
    await sceneAt(
      '2026-12-05T12:00:00Z',
      `
notifications:
  - { name: ops, to: { type: slack-bot, tokenEnv: SLACK_TOKEN, channel: ${CHANNEL} } }`,
    );
    const daemon = scene.start();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    const [head, reply] = slack.messages;
    expect(texts()[0]).toContain('*`shop`* feasible');
    expect(reply?.thread_ts).toBe(head?.ts);
    await daemon.stop('SIGTERM');
    scene.jumpTo('2026-12-12T00:00:30Z');
    const later = scene.start();
    await later.looked();
    await passedMinutes(later, 2);
    expect(slack.messages.map(({ thread_ts: thread }) => thread)).toEqual([undefined, head?.ts, head?.ts]);
    expect(slack.messages[0]?.updates).toBe(1);
    for (const { blocks } of slack.messages) expect(complaintsAbout(blocks)).toEqual([]);
  });

  it('goes to a webhook as JSON, of the kinds that were asked for', async () => {
    await sceneAt(
      '2026-12-05T12:00:00Z',
      `
notifications:
  - { name: pager, events: [not-ready], to: { type: webhook, urlEnv: HOOK_URL } }
  - { name: log, events: [step-done], to: { type: webhook, urlEnv: HOOK_URL } }`,
    );
    const daemon = scene.start();
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(slack.received).toHaveLength(1);
    expect(JSON.parse(slack.received[0]?.body ?? '')).toMatchObject({
      ...{ kind: 'notification', notification: 'log', migration: 'shop' },
      events: [{ kind: 'step-done', event: 'step-done' }],
    });
  });
});

describe('a dry run', () => {
  it('sends nothing, and says so', async () => {
    await sceneAt('2026-12-07T08:00:30Z', WEEKLY);
    const daemon = scene.start({});
    await daemon.looked();
    await passedMinutes(daemon, 2);
    expect(slack.received).toEqual([]);
    expect(scene.stderr()).toContain('A dry run sends neither reports nor notifications.');
  });
});

describe('a secret that is missing', () => {
  it('stops the daemon before it changes anything', async () => {
    await sceneAt('2026-12-05T12:00:00Z', WEEKLY.replace('SLACK_URL', 'NO_SUCH_VARIABLE'));
    expect(await scene.start().ended()).toBe(2);
    expect(scene.stderr()).toContain('The variable NO_SUCH_VARIABLE is to hold the URL');
    expect(scene.live()).toBe('86400 192.0.2.10');
  });
});
