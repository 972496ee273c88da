/** Several processes that send one report at the same time, over one journal. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ttlCheck } from '../cli/cli.ts';
import { complaintsAbout } from './slackRules.ts';
import { slackServer } from './slackServer.ts';

// Once a year, so that the processes never lie on two sides of its hour.
const CONFIG = `reports:
  - { name: weekly, cron: "0 9 1 1 *", to: { type: slack, urlEnv: SLACK_URL } }
`;

it('processes that run at the same time send a report once, and none of them names the URL', async () => {
  await using slack = await slackServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-at-once-'));
  try {
    await writeFile(path.join(folder, 'ttl-check.yaml'), CONFIG);
    const ran = await Promise.all(
      Array.from({ length: 4 }, () =>
        ttlCheck(['report', '--to', 'weekly', '--journal', 'journal.db'], {
          ...{ cwd: folder, env: { SLACK_URL: slack.webhookUrl } },
        }),
      ),
    );
    expect(slack.received).toHaveLength(1);
    expect(slack.messages).toHaveLength(1);
    expect(complaintsAbout(slack.messages[0]?.blocks)).toEqual([]);
    expect(ran.filter(({ stderr }) => / was sent\./.test(stderr))).toHaveLength(1);
    // The others came while it was under way, or after it.
    for (const { stderr, code } of ran.filter((one) => !/ was sent\./.test(one.stderr))) {
      expect(stderr).toMatch(/was sent already|was tried already/);
      expect([0, 3]).toContain(code);
    }
    for (const { stdout, stderr } of ran) expect(stdout + stderr).not.toContain('SecretXYZ');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);
