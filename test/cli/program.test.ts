import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../src/cli/ending.ts';
import { COMMAND_NAMES, runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { systemClock } from '../../src/cli/systemClock.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ttl-check-cli-'));
  await writeFile(path.join(folder, 'names.txt'), 'www.example.com\n\n# a comment\nbad..example\n');
  await writeFile(path.join(folder, 'broken.yaml'), 'resolverz: {}\npolicy: {margin: 5 parsecs}\n');
  await writeFile(path.join(folder, 'empty.yaml'), '{}\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** In this process: quick enough for a table of cases. */
async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const shell: Shell = {
    cwd: folder,
    env: {},
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    clock: systemClock(),
  };
  const code = await runProgram(args, shell).catch((error: unknown) => exitCodeFor(error, shell));
  return { code, stdout, stderr };
}

describe('bad usage', () => {
  // What is typed, and what the sentence must say.
  const CASES: readonly (readonly [string, readonly RegExp[]])[] = [
    ['', [/nothing to check/i, /ttl-check www\.example\.com/]],
    ['--tpye A www.example.com', [/no flag --tpye; did you mean --type\?/]],
    ['-x www.example.com', [/no flag -x/]],
    ['--timeout', [/--timeout needs a value/]],
    ['--timeout abc www.example.com', [/--timeout takes a number of seconds/, /"abc"/]],
    ['--timeout -1 www.example.com', [/--timeout takes a number/]],
    ['--timeout 1 --timeout 2 www.example.com', [/--timeout was given 2 times/]],
    ['--timeout= www.example.com', [/--timeout was given an empty value/]],
    ['--concurrency 1.5 www.example.com', [/--concurrency takes a whole number of names from 1/]],
    ['--concurrency 0 www.example.com', [/--concurrency takes a whole number/]],
    ['--fail-on errors www.example.com', [/--fail-on takes error, warning or never, not "errors"/]],
    ['--type FOO,A,ANY www.example.com', [/no record type "FOO", "ANY"/]],
    ['--stage day-of --cutover 2026-12-12T02:00Z www.example.com', [/--stage and --cutover contradict/]],
    [
      '--stage dayof www.example.com',
      [/no stage "dayof"; did you mean day-of\?/, /two-weeks, one-week, day-of, restore/],
    ],
    ['--timezone Europe/Berlin www.example.com', [/--timezone says in which zone/]],
    ['--cutover tomorrow www.example.com', [/"tomorrow" is not a date/]],
    ['--cutover 2026-12-12T02:00 www.example.com', [/has no offset and no time zone/]],
    [
      '--cutover 2026-03-29T02:30 --timezone Europe/Berlin www.example.com',
      [/does not exist in Europe\/Berlin/],
    ],
    ['--at 2026-13-01T00:00Z www.example.com', [/no date and time/]],
    ['--resolver gogle www.example.com', [/no resolver called "gogle"; did you mean google\?/]],
    ['--resolver none --resolver 192.0.2.53 www.example.com', [/--resolver none cannot be combined/]],
    ['--authority none --authority 192.0.2.53 www.example.com', [/--authority none cannot be combined/]],
    ['--authority ns1.example www.example.com', [/"ns1.example"/]],
    ['--format tabel www.example.com', [/no format "tabel"/, /table, json, ndjson/]],
    ['--format json --format table www.example.com', [/would both write to stdout/]],
    ['--format json=no/such/folder/x www.example.com', [/no\/such\/folder\/x cannot be written/]],
    [
      '--replay x --timeout 3 www.example.com',
      [/--replay judges what was recorded/, /"www.example.com", --timeout/],
    ],
    ['--replay missing.ndjson', [/missing\.ndjson/]],
    ['a..b c..d', [/"a\.\.b" is not a domain name/, /"c\.\.d" is not a domain name/]],
    ['--file names.txt', [/names\.txt:4/]],
    ['--file missing.txt', [/missing\.txt/]],
    ['--config missing.yaml www.example.com', [/missing\.yaml/]],
    ['--config broken.yaml www.example.com', [/broken\.yaml:1:1/, /resolvers/, /2:10 policy\.margin/]],
    ['--config empty.yaml', [/empty\.yaml names nothing to check/]],
    ['explian ttl-above-limit', [/no command "explian"; did you mean explain\?/]],
    ['explain ttl-above-limt', [/no rule "ttl-above-limt"; did you mean ttl-above-limit\?/]],
    ['explain a b', [/`explain` takes no argument "b"/]],
    ['completion csh', [/no completion for "csh"/, /bash, zsh, fish/]],
  ];

  it.each(CASES)('%s', async (line, sentences) => {
    const args =
      line === ''
        ? []
        : line.split(' ').map((arg) => (/^(names\.txt|\w+\.yaml)$/.test(arg) ? path.join(folder, arg) : arg));
    const { code, stdout, stderr } = await run(...args);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    for (const sentence of sentences) expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^ttl-check: .*[.?]\n/s);
    expect(stderr).not.toMatch(/ {4}at |undefined|NaN/);
  });
});

describe('help', () => {
  it.each(['', ...COMMAND_NAMES])(
    'of "%s" fits a screen of 80 columns and has an example',
    async (command) => {
      const { code, stdout } = await run(...(command === '' ? [] : [command]), '--help');
      const lines = stdout.trimEnd().split('\n');
      expect(code).toBe(0);
      expect(lines.length).toBeLessThanOrEqual(40);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      expect(stdout).toMatch(/Examples:\n {2}ttl-check /);
      expect(stdout).not.toContain('undefined');
    },
  );
});

describe('explain', () => {
  it('says what a rule means, why, and what to do', async () => {
    const { code, stdout } = await run('explain', 'ttl-above-limit');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ttl-above-limit \(error\): /);
    expect(stdout).toMatch(/\n\nWhy: /);
    expect(stdout).toMatch(/\n\nWhat to do: /);
  });

  it('lists all rules in 80 columns', async () => {
    const { stdout } = await run('explain');
    expect(stdout).toMatch(/^not-observed +\w+ /m);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('a bug', () => {
  it('is told apart from bad usage: code 3, and a request to report it', () => {
    let stderr = '';
    const code = exitCodeFor(new TypeError('boo'), {
      stderr: {
        write: (text) => {
          stderr += text;
        },
      },
    });
    expect(code).toBe(3);
    expect(stderr).toMatch(/a bug in ttl-check.*Please report it.*TypeError: boo/s);
  });
});
