/** Every kind of file that the program reads. A new one is a line here, and all that may be wrong with it is tried. */
import { basename, dirname } from 'node:path';
import { planFileText, readPlanFile } from '../../src/apply/planFile.ts';
import { secretOf } from '../../src/cli/secretOf.ts';
import { loadBaseline } from '../../src/config/baselineFile.ts';
import { loadConfig, loadPolicy } from '../../src/config/load.ts';
import { parseName } from '../../src/model/name.ts';
import { readRecording } from '../../src/observe/recording.ts';
import { readTsigKey } from '../../src/providers/rfc2136/keyFile.ts';
import { openNameFile } from '../../src/sources/nameFile.ts';
import { AT, PLAN_SAMPLES } from '../report/planSamples.ts';

export interface FileKind {
  /** A file that is as it should be. */
  readonly good: string;
  /** The same with a key twice; absent where there are no keys. */
  readonly twice?: string;
  /** Too deep for anybody; absent where nothing nests. */
  readonly deep?: string;
  /** Reads a file of this kind to the end. Rejects with Failure. */
  readonly read: (path: string) => Promise<unknown>;
  /** Lists and recordings are read as they come, so that they may be as long as one likes. */
  readonly bound: 'file' | 'line';
}

const NEST = 100_000;
const YAML_BOMB = `a: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(60)}]\n`).join('')}`;
const PLANS = Object.values(PLAN_SAMPLES).flatMap(({ migrations }) => migrations.map(({ plan }) => plan));
const PLAN = planFileText(PLANS.slice(0, 1), AT, '0.1.0');
const OBSERVATION = JSON.stringify({
  target: { input: 'www.example.com', name: 'www.example.com.', types: ['A'] },
  ...{ startedAt: AT, finishedAt: AT, zone: null, zones: [], answers: [], circumstances: [] },
});
const HEADER = JSON.stringify({ recording: 'ttl-check', version: 1 });
const KEY = 'key "k.example." {\n  algorithm hmac-sha256;\n  secret "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";\n};\n';

export const FILE_KINDS: Readonly<Record<string, FileKind>> = {
  configuration: {
    good: '# café\ntimezone: UTC\nnames:\n  - www.example.com\n',
    twice: 'timezone: UTC\nnames: []\ntimezone: UTC\n',
    deep: YAML_BOMB,
    read: (path) => loadConfig({ cwd: dirname(path), path: basename(path) }),
    bound: 'file',
  },
  policy: {
    good: '# café\nstages:\n  day-of: {errorAbove: 5m}\n',
    twice: 'stages: {}\nstages: {}\n',
    deep: `stages: ${'{a: '.repeat(NEST)}`,
    read: (path) => loadPolicy(basename(path), { cwd: dirname(path) }),
    bound: 'file',
  },
  baseline: {
    good: '{"baselineVersion": 1, "findings": []}\n',
    twice: '{"baselineVersion": 1, "findings": [], "findings": []}\n',
    deep: `{"baselineVersion": 1, "findings": ${'['.repeat(NEST)}${']'.repeat(NEST)}}`,
    read: (path) => loadBaseline(basename(path), dirname(path)),
    bound: 'file',
  },
  plan: {
    good: PLAN,
    twice: PLAN.replace('"schemaVersion": 1,', '"schemaVersion": 1,\n  "schemaVersion": 1,'),
    deep: `{"kind": "ttl-check plan", "plans": ${'['.repeat(NEST)}${']'.repeat(NEST)}}`,
    read: readPlanFile,
    bound: 'file',
  },
  recording: {
    good: `${HEADER}\n${OBSERVATION}\n`,
    twice: `${HEADER}\n${OBSERVATION.replace('"zone":null', '"zone":null,"zone":"example.com."')}\n`,
    deep: `${HEADER}\n${'['.repeat(NEST)}${']'.repeat(NEST)}\n`,
    read: async (path) => await Array.fromAsync(readRecording(path)),
    bound: 'line',
  },
  'names list': {
    good: '# café\nwww.example.com\napi.example.com\n',
    async read(path) {
      const { targets } = await openNameFile(path, { types: ['A'] });
      return (await Array.fromAsync(targets)).flat();
    },
    bound: 'line',
  },
  'TSIG key': {
    good: KEY,
    read: (path) =>
      readTsigKey(
        {
          ...{ type: 'rfc2136', server: { address: '192.0.2.1', port: 53 }, zone: parseName('example.com') },
          ...{ keyName: parseName('k.example'), algorithm: 'hmac-sha256', key: { kind: 'file', path } },
        } as Parameters<typeof readTsigKey>[0],
        {},
      ),
    bound: 'file',
  },
  secret: {
    good: 'https://hooks.example/xyz\n',
    read: (path) => secretOf({ kind: 'file', path }, 'the URL', { env: {} }),
    bound: 'file',
  },
};
