/** The action with its installation, as the project's own workflow uses it, in a copy without anything built. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobResult, readJob, runJob, type Texts } from '../ci/job.ts';
import { ROOT } from '../ci/runner.ts';
import { freshCopy } from './checkout.ts';
import { startRegistry } from './registry.ts';

let checkout: string;
let root: string;

beforeAll(async () => {
  checkout = await freshCopy();
  root = await mkdtemp(path.join(tmpdir(), 'ttl-check-runner-'));
});

afterAll(async () => {
  for (const folder of [checkout, root]) await rm(folder, { recursive: true, force: true });
});

function environment(more: Texts = {}): Texts {
  const kept = ['HOME', 'NODE_EXTRA_CA_CERTS', 'npm_config_registry', 'npm_config_cafile'];
  const ours = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(ours),
    PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    npm_config_prefer_offline: 'true',
    ...more,
  };
}

describe("the project's own workflow", () => {
  it('builds the action from its checkout and sees a ready name pass and a late one fail', async () => {
    const job = await readJob(path.join(ROOT, '.github/workflows/ci.yml'), 'action');
    const nothing = async (): Promise<undefined> => undefined;
    let result: JobResult | undefined;
    try {
      result = await runJob(job, {
        ...{ root, workspace: checkout, env: environment() },
        foreign: { 'actions/checkout': nothing, 'actions/setup-node': nothing },
      });
    } finally {
      const pid = Number(result?.steps.zone?.outputs.pid);
      if (pid > 1) process.kill(pid);
    }
    expect(result.log).toContain('ready: ready 0 0\nlate: failure not-ready 1\n');
    expect(result.conclusion).toBe('success');
    expect(result.log).toMatch(
      /^::error title=ttl-above-limit%3A www\.example\.com\. A::www\.example\.com\. A: TTL 864000 s/m,
    );
    expect(result.summary).toContain('| `www.example.com.` | A | 864000 (10 d) |');
    // npm ci, the zone, two times two steps of the action, and the look at them.
    expect(result.codes).toEqual([0, 0, 0, 0, 0, 1, 0]);
    // npm's installation and the build have no bound of their own on a busy machine.
  }, 240_000);
});

describe('a checkout with nothing in it', () => {
  it('is installed and built by the action alone', async () => {
    const bare = await freshCopy();
    try {
      const result = await runJob(
        {
          steps: [{ id: 'ttl', uses: 'OWNER/ttl-check@v0', with: { replay: 'no-such-file.ndjson' } }],
          env: {},
        },
        { root, workspace: root, ownAction: bare, env: environment() },
      );
      expect(result.log).toContain('no-such-file.ndjson');
      expect(result.codes).toEqual([0, 2]);
    } finally {
      await rm(bare, { recursive: true, force: true });
    }
  }, 240_000);
});

describe('the input version', () => {
  it('installs that release from the registry, and nothing else', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', root], {
      cwd: checkout,
      maxBuffer: 1 << 24,
      env: environment(),
    });
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
    const { name, version, bin } = JSON.parse(await readFile(path.join(checkout, 'package.json'), 'utf8'));
    await using registry = await startRegistry(path.join(root, filename), { name, version, bin });
    const run = (released: string): Promise<JobResult> =>
      runJob(
        {
          steps: [
            {
              id: 'ttl',
              uses: 'OWNER/ttl-check@v0',
              with: { version: released, replay: 'no-such-file.ndjson' },
            },
          ],
          env: {},
        },
        {
          ...{ root, workspace: root, ownAction: checkout },
          env: environment({ npm_config_registry: registry.url, npm_config_cache: path.join(root, 'cache') }),
        },
      );
    const { log, codes } = await run(version);
    expect(registry.asked).toEqual([`/${name}`, `/${name}/-/${name}-${version}.tgz`]);
    expect(log).toContain('no-such-file.ndjson');
    expect(codes).toEqual([0, 2]);
    const refused = await run('latest; touch pwned');
    expect([refused.log, refused.codes]).toEqual([
      '::error title=ttl-check::The input version takes a release such as 1.2.3.\n',
      [2],
    ]);
  });
});
