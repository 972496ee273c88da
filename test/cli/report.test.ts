/** `report` as a user runs it: printed, and sent to a Slack in this process. */
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/model/journal.ts';
import { CHANNEL, type SlackServer, slackServer, TOKEN, WEBHOOK_PATH } from '../slack/slackServer.ts';
import { type MoveScene, moveScene, SHOP } from './moveScene.ts';
import type { Ran } from './planScene.ts';

const KEY = 'hmacKeyXYZ';

const REPORTS = `
names: [api.example.com]
reports:
  - { name: weekly, runs: "https://ci.example.com/runs", to: { type: slack, urlEnv: SLACK_URL } }
  - { name: threads, to: { type: slack-bot, tokenEnv: SLACK_TOKEN, channel: ${CHANNEL} } }
  - { name: hook, to: { type: webhook, urlEnv: HOOK_URL, secretEnv: HOOK_KEY } }
  - { name: page, format: markdown, to: { type: file, path: digest.md } }
`;

let slack: SlackServer;
let scene: MoveScene;
let everything: string;

beforeEach(async () => {
  slack = await slackServer();
  scene = await at('2026-12-07T08:05:00Z');
  everything = '';
});

afterEach(async () => {
  await expectNoSecrets();
  await scene[Symbol.asyncDispose]();
  await slack[Symbol.asyncDispose]();
});

/** What was printed, as one text to look at. */
function shown({ code, stdout, stderr }: Ran): string {
  return `${stdout}${stderr}exit ${code}\n`;
}

async function at(
  instant: string,
  more: { readonly env?: object; readonly journal?: (file: string) => Promise<Journal> } = {},
): Promise<MoveScene> {
  const env = {
    ...{ SLACK_URL: slack.webhookUrl, SLACK_TOKEN: TOKEN },
    ...{ HOOK_URL: `${slack.origin}/hook/urlSecretXYZ`, HOOK_KEY: KEY },
    ...more.env,
  };
  return await moveScene({
    ...{ at: instant, config: SHOP + REPORTS, env, fetch: slack.fetch },
    isBusy: () => slack.inFlight() > 0,
    ...(more.journal === undefined ? {} : { journal: more.journal }),
  });
}

async function report(flags: { readonly [flag: string]: unknown }): Promise<Ran> {
  const ran = await scene.report(flags);
  everything += shown(ran);
  return ran;
}

/** Neither in what was printed nor in any file: not in the journal, not in a report. */
async function expectNoSecrets(): Promise<void> {
  for (const file of await readdir(scene.folder))
    everything += (await readFile(path.join(scene.folder, file))).toString('latin1');
  for (const secret of ['SecretXYZ', KEY, TOKEN, WEBHOOK_PATH, 'B0SECRETB'])
    expect(everything).not.toContain(secret);
}

describe('report', () => {
  it('prints what is next and what is in the way', async () => {
    const ran = await report({});
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Report of 2026-12-07 08:05Z');
    expect(ran.stdout).toContain('shop  feasible');
    expect(ran.stdout).toMatch(/next +now: lower www\.example\.com\. A to 3600 s/);
    expect(ran.stdout).toContain('Watched: 1 name');
    expect(ran.stdout).toContain('3600 s  api.example.com. A');
  });

  it('draws the timelines in its page, with what was done', async () => {
    await scene.apply({ yes: true });
    await scene.clock.advance(3600);
    const { stdout } = await report({ format: ['html'] });
    expect(stdout).toMatch(/data-step="one-week" data-is="done" data-at="\d+" data-ttl="3600"/);
    expect(stdout).toMatch(/data-step="day-of" data-is="ahead" data-at="\d+" data-ttl="300"/);
  });

  it('tells what a pass did since', async () => {
    await scene.apply({ yes: true });
    await scene.clock.advance(3600);
    const ran = await report({ format: ['json'], since: '2 days' });
    const { migrations } = JSON.parse(ran.stdout);
    expect(migrations[0].done).toMatchObject([{ step: 'one-week', to: 3600, outcome: 'verified' }]);
    const later = await report({ format: ['json'], since: '1 minute' });
    expect(JSON.parse(later.stdout).migrations[0].done).toEqual([]);
  });

  it.each([
    [{ to: 'weekli' }, 'There is no report called "weekli"; did you mean weekly?'],
    [{ since: 'soon' }, '--since "soon"'],
    [{ again: true }, '--again belongs to --to'],
    [{ to: 'weekly', format: ['json'] }, '--to sends a report as the configuration says'],
    [{ format: ['slak'] }, 'There is no format "slak"'],
  ])('refuses %j', async (flags, words) => {
    const ran = await report(flags);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(words);
    expect(slack.received).toEqual([]);
  });

  it('writes no DNS', async () => {
    await report({ to: 'weekly' });
    expect(scene.live()).toBe('86400 192.0.2.10');
  });
});

describe('report --to', () => {
  const MONDAY = '2026-12-07T09:00:00Z';

  beforeEach(async () => {
    await scene[Symbol.asyncDispose]();
    scene = await at('2026-12-07T09:05:00Z');
  });

  it('posts one well-formed message', async () => {
    const ran = await report({ to: 'weekly' });
    expect(ran.stderr).toContain(`The report weekly of ${MONDAY} was sent.`);
    expect(ran.code).toBe(0);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain('1 migration: 1 with errors in the way.');
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain('https://ci.example.com/runs');
  });

  it('posts once for a period, however often it is run, unless it is asked for again', async () => {
    await report({ to: 'weekly' });
    await scene.clock.advance(2 * 86_400);
    const second = await report({ to: 'weekly' });
    expect(shown(second)).toContain(`The report weekly of ${MONDAY} was sent already.`);
    expect(second.code).toBe(0);
    expect(slack.messages).toHaveLength(1);
    await report({ to: 'weekly', again: true });
    expect(slack.messages).toHaveLength(2);
    await scene.clock.advance(5 * 86_400);
    await report({ to: 'weekly' });
    expect(slack.messages).toHaveLength(3);
  });

  it('posts once where two run at the same time', async () => {
    await Promise.all([report({ to: 'weekly' }), report({ to: 'weekly' }), report({ to: 'weekly' })]);
    expect(slack.messages).toHaveLength(1);
  });

  it('posts to Slack and to a webhook in the same period', async () => {
    await report({ to: 'weekly' });
    await report({ to: 'hook' });
    expect(slack.received.map(({ path: to }) => to)).toEqual([WEBHOOK_PATH, '/hook/urlSecretXYZ']);
  });

  it('waits as long as Slack asks for', async () => {
    slack.mishap({ status: 429, body: 'rate_limited', retryAfter: '30' });
    const before = scene.clock.now();
    expect((await report({ to: 'weekly' })).code).toBe(0);
    expect(scene.clock.now() - before).toBeGreaterThanOrEqual(30_000);
    expect(slack.messages).toHaveLength(1);
  });

  it('tries again after errors of Slack, a broken connection and a silence', async () => {
    slack.mishap({ status: 500, body: 'internal_error' }, { status: 503 }, 'break-off');
    expect((await report({ to: 'weekly' })).code).toBe(0);
    expect(slack.received).toHaveLength(4);
    expect(slack.messages).toHaveLength(1);
  });

  it.each([
    [{ status: 404, body: 'no_service' }, 'Slack answered 404 no_service: the webhook was removed'],
    [{ status: 400, body: 'invalid_blocks' }, 'Slack answered 400 invalid_blocks'],
    [{ status: 403, body: 'action_prohibited' }, 'an administrator does not allow it'],
    [{ status: 410, body: 'channel_is_archived' }, 'the channel is archived'],
    [{ status: 400, body: `<b>${'hookSecretXYZ'}</b>` }, 'Slack answered 400 that is not known here'],
    [{ status: 302, body: '' }, 'Slack answered 302'],
    [{ status: 429, body: 'rate_limited', retryAfter: '7200' }, 'It asks to wait for 2 h.'],
  ])('ends with 3 where Slack answers %j, and asks once', async (mishap, words) => {
    slack.mishap(mishap);
    const ran = await report({ to: 'weekly' });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('was not delivered.');
    expect(ran.stderr).toContain(words);
    expect(slack.received).toHaveLength(1);
  });

  it('gives up after five tries', async () => {
    slack.mishap(...Array.from({ length: 9 }, () => ({ status: 503 })));
    const ran = await report({ to: 'weekly' });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('It was tried 5 times.');
    expect(slack.received).toHaveLength(5);
  });

  it('says that it may have arrived where nobody answered', async () => {
    slack.mishap(...Array.from({ length: 9 }, () => 'break-off' as const));
    const ran = await report({ to: 'weekly' });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('may not have arrived.');
  });

  it('tells the next time that an earlier one was not delivered, and ends with 3 once more', async () => {
    slack.mishap({ status: 404, body: 'no_service' });
    await report({ to: 'weekly' });
    const tried = await report({ to: 'weekly' });
    expect(tried.stderr).toContain('was tried already');
    expect(tried.code).toBe(3);
    const printed = await report({});
    expect(printed.stdout).toContain('Not delivered');
    expect(printed.code).toBe(3);
    await scene.clock.advance(7 * 86_400);
    const next = await report({ to: 'weekly' });
    expect(next.code).toBe(3);
    expect(next.stderr).toContain(
      `The report weekly of ${MONDAY} was not delivered. Slack answered 404 no_service`,
    );
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain('*Not delivered*');
    expect((await report({})).code).toBe(0);
  });

  it('sends nothing twice after a crash between the claim and the answer, and says so', async () => {
    const crash = new Error('a power cut');
    const whole = scene;
    scene = await at('2026-12-07T09:05:00Z', {
      journal: async (file) => {
        const { openJournal } = await import('../../src/journal/sqlite.ts');
        const journal = await openJournal(file.replace(scene.folder, whole.folder), { mode: 'write' });
        return {
          ...journal,
          remember: async (key, value, now) => {
            if (JSON.stringify(value).includes('"sent"')) throw crash;
            await journal.remember(key, value, now);
          },
        };
      },
    });
    await report({ to: 'weekly' });
    await scene[Symbol.asyncDispose]();
    scene = whole;
    expect(slack.messages).toHaveLength(1);
    const again = await report({ to: 'weekly' });
    expect(again.stderr).toContain('was tried already and did not arrive for certain');
    expect(again.code).toBe(3);
    expect(slack.messages).toHaveLength(1);
  });

  it.each([
    [
      'SLACK_URL',
      '',
      'The variable SLACK_URL is to hold the URL that messages are posted to, and it is empty.',
    ],
    ['SLACK_URL', 'not a url hookSecretXYZ', 'The variable SLACK_URL holds no URL'],
    ['SLACK_URL', 'file:///hookSecretXYZ', 'The variable SLACK_URL holds no URL'],
    [
      'SLACK_URL',
      'https://user:passSecretXYZ@slack.example/',
      "The variable SLACK_URL holds a URL with a user's name",
    ],
    ['SLACK_TOKEN', 'xoxb-1 2\nbotSecretXYZ', 'The variable SLACK_TOKEN holds characters that no token has'],
  ])('refuses %s=%j before anything is claimed', async (name, value, words) => {
    await scene[Symbol.asyncDispose]();
    scene = await at('2026-12-07T09:05:00Z', { env: { [name]: value } });
    const ran = await report({ to: name === 'SLACK_TOKEN' ? 'threads' : 'weekly' });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(words);
    expect(slack.received).toEqual([]);
  });

  it('signs what it sends to a webhook', async () => {
    await report({ to: 'hook' });
    const [request] = slack.received;
    const [, seconds = '', hex] =
      /^t=([0-9]+),v1=([0-9a-f]{64})$/.exec(String(request?.headers['ttl-check-signature'])) ?? [];
    expect(hex).toBe(createHmac('sha256', KEY).update(`${seconds}.${request?.body}`).digest('hex'));
    expect(Math.abs(Number(seconds) * 1000 - scene.clock.now())).toBeLessThan(120_000);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      ...{ kind: 'report', report: 'hook', period: MONDAY },
      digest: { schemaVersion: 1, migrations: [{ name: 'shop' }] },
    });
  });

  it('sends every try of one message under one key', async () => {
    slack.mishap({ status: 502 });
    await report({ to: 'hook' });
    const keys = slack.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('posts by the token of a bot', async () => {
    slack.mishap({ status: 429, retryAfter: '20' });
    const ran = await report({ to: 'threads' });
    expect(ran.stderr).toContain('The report threads of');
    expect(ran.code).toBe(0);
    expect(slack.received[0]?.path).toBe('/api/chat.postMessage');
    expect(slack.messages).toHaveLength(1);
  });

  it('tells what is wrong with a token', async () => {
    await scene[Symbol.asyncDispose]();
    scene = await at('2026-12-07T09:05:00Z', { env: { SLACK_TOKEN: 'xoxb-otherSecretXYZ' } });
    const ran = await report({ to: 'threads' });
    expect(ran.stderr).toContain('Slack answered invalid_auth: the token is not valid; make a new one');
    expect(ran.code).toBe(3);
  });

  it('writes a file', async () => {
    const ran = await report({ to: 'page' });
    expect(ran.code).toBe(0);
    expect(await readFile(path.join(scene.folder, 'digest.md'), 'utf8')).toContain('## shop: feasible');
  });
});
