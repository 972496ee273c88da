import { execFile, execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, startTtlCheck, ttlCheck } from './cli.ts';

let silent: Socket;
let resolver: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-process-'));
  silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  resolver = `udp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});

afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a resolver that never answers', () => {
  it('is code 3 and says so', async () => {
    const { code, stdout, stderr } = await ttlCheck(['-r', resolver, '--timeout', '0.05', 'www.example.com']);
    expect(code).toBe(3);
    expect(stdout).toContain('[not-observed]');
    expect(stderr).toBe('');
  });

  it('is code 3 with --fail-on never too', async () => {
    expect(
      (await ttlCheck(['-r', resolver, '--timeout', '0.05', '--fail-on', 'never', 'www.example.com'])).code,
    ).toBe(3);
  });
});

/** Shorter than the ten seconds that a name has. */
const BEFORE_THE_BUDGET = { timeout: 9_000 };

describe('Ctrl-C', BEFORE_THE_BUDGET, () => {
  it('ends before a name has had its time with what is known so far, and code 130', async () => {
    const child = startTtlCheck([
      '-r',
      resolver,
      '--timeout',
      '30',
      '--format',
      'json',
      'www.example.com',
      'example.org',
    ]);
    await once(silent, 'message');
    const end = ended(child);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe('unknown');
    expect(report.targets.map((target: { name: string }) => target.name)).toEqual([
      'www.example.com.',
      'example.org.',
    ]);
  });

  it('ends while names are still awaited on stdin', async () => {
    const child = startTtlCheck(['-r', resolver, '--timeout', '30', '--format', 'ndjson', '--file', '-']);
    child.stdin?.write('www.example.com\n');
    await once(silent, 'message');
    const end = ended(child);
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });
});

describe('a reader that goes away', () => {
  it('is no error', async () => {
    const child = startTtlCheck(['-r', resolver, '--timeout', '0.05', 'www.example.com']);
    child.stdout?.destroy();
    const { code, stderr } = await ended(child);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('names on stdin', () => {
  it('are checked one a line', async () => {
    const args = ['-r', resolver, '--timeout', '0.05', '--format', 'ndjson', '-f', '-'];
    const { stdout } = await ttlCheck(args, { input: '# two names\nwww.example.com\n\nexample.org.\n' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.name)).toEqual(['www.example.com.', 'example.org.', undefined]);
    expect(lines.at(-1).summary.targets).toBe(2);
  });

  it('that are bad are named with their line', async () => {
    const { code, stderr } = await ttlCheck(['-r', resolver, '--timeout', '0.05', '-f', '-'], {
      input: 'a..b\n',
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/:1.*"a\.\.b"|line 1/);
  });
});

describe('a recording', () => {
  it('replayed without a network gives the same report, byte for byte', async () => {
    const file = path.join(folder, 'recording.ndjson');
    const at = ['--at', '2026-12-01T00:00:00Z', '--format', 'json'];
    const live = await ttlCheck([
      ...at,
      '-r',
      resolver,
      '--timeout',
      '0.05',
      '--record',
      file,
      'www.example.com',
      'example.org',
    ]);
    const replayed = await ttlCheck([...at, '--replay', file]);
    expect(replayed.stdout).toBe(live.stdout);
    expect(replayed.code).toBe(live.code);
    const again = await ttlCheck(['--replay', file, '--format', 'json']);
    expect(again.stdout).toBe((await ttlCheck(['--replay', file, '--format', 'json'])).stdout);
  });

  it('can be judged for a cutover', async () => {
    const file = path.join(folder, 'recording.ndjson');
    const args = [
      '--replay',
      file,
      '--cutover',
      '2026-12-12T02:00',
      '--timezone',
      'Europe/Berlin',
      '--format',
      'json',
    ];
    const { stdout } = await ttlCheck(args);
    expect(JSON.parse(stdout).targets[0].cutover).toBe('2026-12-12T01:00:00Z');
  });
});

describe('reports to files', () => {
  it('can be several at once, one on stdout', async () => {
    const file = path.join(folder, 'out.json');
    const { stdout } = await ttlCheck([
      ...['-r', resolver, '--timeout', '0.05', 'www.example.com'],
      ...['--format', 'table', '--format', `json=${file}`],
    ]);
    expect(stdout).toContain('www.example.com.');
    expect(JSON.parse(await readFile(file, 'utf8')).summary.targets).toBe(1);
  });
});

describe('--version', () => {
  it('is the version of the package', async () => {
    const { stdout } = await ttlCheck(['--version']);
    const manifest = new URL('../../package.json', import.meta.url);
    expect(stdout).toBe(`${JSON.parse(await readFile(manifest, 'utf8')).version}\n`);
  });
});

describe('an old Node', () => {
  const OLD = ['/usr/local/bin/node', '/usr/bin/node'].find((file) => {
    try {
      const version = execFileSync(file, ['--version'], { encoding: 'utf8' });
      return Number(/^v(\d+)/.exec(version)?.[1]) < 24;
    } catch {
      return false;
    }
  });

  it.runIf(OLD !== undefined)('gets a sentence, code 2', async () => {
    const bin = fileURLToPath(new URL('../../bin/ttl-check.js', import.meta.url));
    await new Promise<void>((resolve) => {
      execFile(OLD ?? '', [bin, 'www.example.com'], (error, stdout, stderr) => {
        expect(error?.code).toBe(2);
        expect(stdout).toBe('');
        expect(stderr).toMatch(/needs Node\.js 24 or newer and this is \d+\..*https:\/\/nodejs\.org/);
        resolve();
      });
    });
  });

  it('could still parse the door', async () => {
    const text = await readFile(new URL('../../bin/ttl-check.js', import.meta.url), 'utf8');
    // What came after Node 12: optional chaining, ??, private fields, top-level await.
    expect(text.replace(/\/\/.*|'[^'\n]*'/g, '')).not.toMatch(/\?\.|\?\?|^\s*await |#\w+\s*[=(]/m);
  });
});
