/**
 * Runs the check of a GitHub Action: inputs from the environment to arguments, never through a shell; the report to
 * the step's outputs; code 3, by `on-unknown`, to a warning.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const { env } = process;

/** Inputs with one value; the flag has the input's name. */
const ONE = [
  ...['file', 'shard', 'config', 'policy', 'cutover', 'timezone', 'stage', 'at', 'type', 'fail-on'],
  ...['baseline', 'write-baseline', 'journal', 'record', 'replay'],
  ...['timeout', 'concurrency', 'rate', 'total-rate'],
];
/** Inputs with a value a line. */
const MANY = ['resolver', 'authority', 'format'];
/** Inputs that are true or false. */
const SWITCHES = ['quiet', 'verbose'];

const NOT_OBSERVED = 3;

process.exitCode = run();

function run() {
  const onUnknown = input('on-unknown') || 'warn';
  if (onUnknown !== 'warn' && onUnknown !== 'fail') return refuse('on-unknown', 'warn or fail');
  const unclear = SWITCHES.find((name) => !['', 'true', 'false'].includes(input(name)));
  if (unclear !== undefined) return refuse(unclear, 'true or false');
  const report = join(mkdtempSync(join(env.RUNNER_TEMP ?? '.', 'ttl-check-')), 'report.json');
  const cwd = resolve(env.GITHUB_WORKSPACE ?? '.', input('working-directory') || '.');
  const program = env.TTL_CHECK_BIN ?? resolve(import.meta.dirname, '../bin/ttl-check.js');
  const { status, error } = spawnSync(process.execPath, [program, ...flagsFor(report)], {
    cwd,
    stdio: 'inherit',
  });
  if (error !== undefined) {
    process.stdout.write(
      `::error title=ttl-check::It could not be started in the working directory (${error.code}).\n`,
    );
    return 2;
  }
  tellOutputs(report);
  return status === NOT_OBSERVED && onUnknown === 'warn' ? 0 : (status ?? NOT_OBSERVED);
}

/** Says what an input takes, and ends as for bad usage. */
function refuse(name, values) {
  process.stdout.write(`::error title=ttl-check::The input ${name} takes ${values}.\n`);
  return 2;
}

/** Each value stands in one argument with its flag, and names behind `--`, so that none is taken for a flag. */
function flagsFor(report) {
  const one = ONE.flatMap((name) => (input(name) === '' ? [] : [`--${name}=${input(name)}`]));
  const many = MANY.flatMap((name) => linesOf(name).map((value) => `--${name}=${value}`));
  const switches = SWITCHES.flatMap((name) => (input(name) === 'true' ? [`--${name}`] : []));
  return [
    ...['check', '--format=github', `--format=json=${report}`, ...one, ...many, ...switches],
    ...['--', ...linesOf('names')],
  ];
}

function input(name) {
  return (env[`INPUT_${name.replaceAll('-', '_').toUpperCase()}`] ?? '').trim();
}

function linesOf(name) {
  return input(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Nothing is told of a run that ended before it had a report. */
function tellOutputs(report) {
  const read = readReport(report);
  if (read === undefined || env.GITHUB_OUTPUT === undefined) return;
  const { errors, warnings } = read.summary;
  const end = randomUUID();
  const outputs = Object.entries({ verdict: read.verdict, errors, warnings, report });
  appendFileSync(
    env.GITHUB_OUTPUT,
    outputs.map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`).join(''),
  );
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
