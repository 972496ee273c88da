/**
 * The scheduler by GitHub: its scripts in clones of a bare repository, the real DNS servers of the lab, and a Route 53
 * in this process whose changes go to them. OIDC is a step that sets variables.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { systemClock } from '../../src/cli/systemClock.ts';
import { type Route53, startRoute53 } from '../../src/world/route53.ts';
import { type JobResult, readJob, runJob, type Texts } from '../ci/job.ts';
import { ROOT, writeFiles } from '../ci/runner.ts';
import { ADDRESSES } from '../lab/addresses.ts';
import { eventually } from '../lab/eventually.ts';
import { executeWell } from '../lab/execute.ts';
import { updateCommands } from '../lab/update.ts';
import { git, LAB_RESOLVER, newPlace, type Place } from './place.ts';

const BRANCH = 'ttl-check-journal';
const RECIPE = path.join(ROOT, 'config/examples/github/apply.yml');
const SERVERS = ['ns1.move.test', 'ns2.move.test', 'ns3.move.test'];
const AUTHORITIES = [ADDRESSES.primary, ADDRESSES.knot, ADDRESSES.nsd];

let route53: Route53;
let place: Place;
let remote: string;
let runs = 0;

/** As Route 53's own servers would: all of them serve what was accepted. */
async function publish(ttl: number): Promise<void> {
  const change = { zone: 'move.test', name: 'www.move.test', type: 'A', ttl, rdata: ['192.0.2.10'] };
  await executeWell('nsupdate', ['-k', inject('recipes').keyFile], {
    input: updateCommands(ADDRESSES.primary, change),
  });
  for (const address of AUTHORITIES)
    await eventually(15_000, async () => {
      const shown = await executeWell('dig', [
        `@${address}`,
        '+noall',
        '+answer',
        '+norecurse',
        'www.move.test',
        'A',
      ]);
      return new RegExp(`\\s${ttl}\\s+IN\\s+A\\s`).test(shown) ? undefined : `${address} says ${shown}`;
    });
}

beforeAll(async () => {
  const records = (TTL: number, Type: string, ...values: readonly string[]) => ({
    ...{ TTL, Type, ResourceRecords: values.map((Value) => ({ Value })) },
  });
  await publish(86_400);
  let published = 86_400;
  route53 = await startRoute53({
    clock: systemClock(),
    zones: [
      {
        ...{ id: 'Z0000000EXAMPLE', name: 'move.test.', nameServers: SERVERS },
        sets: [
          { Name: 'move.test.', ...records(3600, 'NS', ...SERVERS.map((name) => `${name}.`)) },
          {
            Name: 'move.test.',
            ...records(3600, 'SOA', 'ns1.move.test. hostmaster.move.test. 1 3600 900 1209600 60'),
          },
          { Name: 'www.move.test.', ...records(86_400, 'A', '192.0.2.10') },
        ],
      },
    ],
    onInSync: ({ sets }) => {
      const ttl = sets.find(({ Name, Type }) => Name === 'www.move.test.' && Type === 'A')?.TTL ?? 0;
      if (ttl !== published) void publish(ttl);
      published = ttl;
    },
  });
  place = await newPlace({
    'ttl-check.yaml': `${LAB_RESOLVER}providers:
  aws: { type: route53 }
migrations:
  - name: shop
    cutover: ${new Date(Date.now() + 5 * 86_400_000).toISOString()}
    provider: aws
    records:
      - { name: www.move.test, types: [A] }
`,
  });
  remote = path.join(place.root, 'remote.git');
  await git(place.root, place.env, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  await git(place.repository, place.env, 'push', '--quiet', remote, 'main');
  // As the recipe's first lines say.
  await git(place.repository, place.env, 'switch', '--quiet', '--orphan', BRANCH);
  await git(place.repository, place.env, 'commit', '--quiet', '--allow-empty', '--message=Journal');
  await git(place.repository, place.env, 'push', '--quiet', remote, BRANCH);
});

afterAll(async () => {
  await route53.stop();
});

/** A run on a machine of its own. `meanwhile` happens after the pass, before the journal is pushed. */
async function run(meanwhile?: () => Promise<void>): Promise<JobResult> {
  const root = path.join(place.root, `run-${runs++}`);
  const workspace = path.join(root, 'workspace');
  await mkdir(workspace, { recursive: true });
  const { steps, env } = await readJob(RECIPE, 'apply');
  const from = steps.findIndex(({ name }) => name === 'Keep the journal');
  const pause = meanwhile === undefined ? [] : [{ uses: 'meanwhile' }];
  return runJob(
    { steps: [...steps.slice(0, from), ...pause, ...steps.slice(from)], env },
    {
      ...{ root, workspace, env: { ...place.env, AWS_ENDPOINT_URL: route53.endpoint } },
      secrets: { TTL_CHECK_ROLE: 'arn:aws:iam::123456789012:role/ttl-check' },
      foreign: {
        'actions/checkout': async ({ ref = 'main', path: into = '.' }) => {
          const args = ['clone', '--quiet', '--depth=1', `--branch=${ref}`, `file://${remote}`, into];
          await git(workspace, place.env, ...args);
          return undefined;
        },
        'actions/setup-node': async () => undefined,
        'aws-actions/configure-aws-credentials': async (inputs: Texts) => {
          expect(inputs).toEqual({
            'role-to-assume': 'arn:aws:iam::123456789012:role/ttl-check',
            'aws-region': 'us-east-1',
          });
          return {
            ...{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
            ...{ AWS_SESSION_TOKEN: 'token', AWS_REGION: 'us-east-1' },
          };
        },
        meanwhile: async () => {
          await meanwhile?.();
          return undefined;
        },
      },
    },
  );
}

/** Somebody else's push to the branch, or to another that looks like it. */
async function pushed(file: string, text: string): Promise<void> {
  const clone = path.join(place.root, `other-${runs++}`);
  await git(place.root, place.env, 'clone', '--quiet', `--branch=${BRANCH}`, remote, clone);
  await writeFiles(clone, { [file]: text });
  await git(clone, place.env, 'add', '--all');
  const who = ['-c', 'user.name=Other', '-c', 'user.email=other@example.com'];
  await git(clone, place.env, ...who, 'commit', '--quiet', `--message=${file}`);
  await git(clone, place.env, 'push', '--quiet');
}

/** What the journal of a branch knows, as the program tells it. */
async function history(branch: string): Promise<string> {
  const clone = path.join(place.root, `look-${runs++}`);
  await git(place.root, place.env, 'clone', '--quiet', `--branch=${branch}`, remote, clone);
  return executeWell(
    process.execPath,
    [inject('recipes').program, 'history', 'www.move.test', '--journal', path.join(clone, 'ttl-check.db')],
    { env: place.env, cwd: clone },
  );
}

const lowerings = (): number =>
  route53.requests().filter(({ action }) => action === 'ChangeResourceRecordSets').length;
const commits = (branch: string): Promise<string> =>
  git(place.root, place.env, '--git-dir', remote, 'log', '--format=%s', branch);

it('lowers the TTL once, and keeps the former one on the branch from run to run', async () => {
  const first = await run();
  expect(first.log).toMatch(/changed {7}www\.move\.test\. A: 86400 → 3600 s, step one-week/);
  expect(first.conclusion).toBe('success');
  expect(lowerings()).toBe(1);
  expect(await history(BRANCH)).toContain('86400');

  const second = await run();
  expect(second.conclusion).toBe('success');
  expect(second.log).toContain('Nothing is due now.');
  expect(lowerings()).toBe(1);
  expect(await history(BRANCH)).toContain('86400');
});

it('keeps both when somebody has pushed something else meanwhile', async () => {
  const { conclusion } = await run(() => pushed('README.md', 'What is this branch?\n'));
  expect(conclusion).toBe('success');
  expect((await commits(BRANCH)).split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^Journal of /),
    'README.md',
  ]);
  expect(await history(BRANCH)).toContain('86400');
});

it('keeps its journal on another branch, and fails, when somebody has pushed a journal meanwhile', async () => {
  const { conclusion, log } = await run(() => pushed('ttl-check.db', 'theirs'));
  expect(conclusion).toBe('failure');
  expect(log).toContain('::error title=ttl-check::Two journals:');
  expect((await commits(BRANCH)).split('\n')[0]).toBe('ttl-check.db');
  expect(await history(`${BRANCH}-17`)).toContain('86400');
});

it('changes nothing when there is no branch', async () => {
  const before = route53.requests().length;
  await git(place.root, place.env, '--git-dir', remote, 'branch', '--delete', '--force', BRANCH);
  await expect(run()).rejects.toThrow(`Remote branch ${BRANCH} not found`);
  expect(route53.requests().length).toBe(before);
});
