/** The program as users start it, and the daemon as it runs beside them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ttlCheck } from '../command.ts';
import type { Ended } from '../execute.ts';
import type { Project } from './project.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../bin/ttl-check.js');

/** Longer than any step that may be under way when it is told to end. */
const ENDS_WITHIN_MS = 15_000;

export interface Schedule {
  /** Its log so far. */
  readonly log: () => Promise<string>;
  /** SIGTERM, and how it ended. Throws if it does not. */
  readonly stop: () => Promise<number | null>;
}

/** `ttl-check schedule --yes` for a project. */
export function startSchedule(project: Project): Schedule {
  const logFile = path.join(project.dir, 'schedule.log');
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [MAIN, 'schedule', '--yes', ...project.flags], {
    cwd: project.dir,
    stdio: ['ignore', log, log],
    env: { ...process.env, NO_COLOR: '1' },
  });
  closeSync(log);
  const ended = endOf(child);
  return {
    log: () => readFile(logFile, 'utf8'),
    stop: async () => {
      child.kill('SIGTERM');
      const last = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
      const code = await ended;
      clearTimeout(last);
      return code;
    },
  };
}

/** The exit code of a child; null if a signal ended it. */
export function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}

/** `ttl-check COMMAND …` for a project. */
export function run(project: Project, command: string, ...more: readonly string[]): Promise<Ended> {
  return ttlCheck([command, ...more, ...project.flags]);
}

/** A command with `--format json`. Throws with what it said if that is no document. */
export async function runJson<T>(project: Project, command: string, ...more: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await run(project, command, ...more, '--format', 'json');
  try {
    return JSON.parse(stdout) as T;
  } catch (cause) {
    throw new Error(`ttl-check ${command} ended with ${code} and no JSON: ${stderr}${stdout}`, { cause });
  }
}
