import { access } from 'node:fs/promises';
import path from 'node:path';
import type { Report, RrsetReport, TargetReport } from '../../src/model/report.ts';
import { type Ended, execute } from './execute.ts';

const ROOT_DIR = path.resolve(import.meta.dirname, '../..');

/** The built program, as users start it. */
const COMMAND: readonly string[] = [process.execPath, path.join(ROOT_DIR, 'bin/ttl-check.js')];
const BUILT = path.join(ROOT_DIR, 'dist/main.js');

/** No run of the lab takes as long; a hang is then a failure with what was printed so far. */
const LONGEST_RUN_MS = 120_000;

/** `ttl-check ARGS` in a folder without a configuration. `caFile` is trusted for TLS in addition. */
export async function ttlCheck(args: readonly string[], caFile?: string): Promise<Ended> {
  await access(BUILT).catch(() => {
    throw new Error(`${BUILT} is missing: the lab tests run the built program. Run "npm run build" first.`);
  });
  const [program = '', ...first] = COMMAND;
  return execute(program, [...first, ...args], {
    cwd: '/',
    timeoutMs: LONGEST_RUN_MS,
    env: { ...process.env, NO_COLOR: '1', ...(caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile }) },
  });
}

export interface Checked {
  readonly code: number | null;
  readonly report: Report;
  readonly stderr: string;
}

/** A check with `--format json`. Throws with what the program said if that is no report. */
export async function check(args: readonly string[], caFile?: string): Promise<Checked> {
  const { code, stdout, stderr } = await ttlCheck([...args, '--format', 'json'], caFile);
  try {
    return { code, stderr, report: JSON.parse(stdout) as Report };
  } catch (cause) {
    throw new Error(`ttl-check ${args.join(' ')} ended with ${code} and no report: ${stderr}${stdout}`, {
      cause,
    });
  }
}

/** The only target of a report. */
export function targetOf(report: Report): TargetReport {
  const [target, second] = report.targets;
  if (target === undefined || second !== undefined)
    throw new Error(`The report has ${report.targets.length} targets; one was asked for.`);
  return target;
}

/** The entry of one RRset. Throws with those that are there. */
export function rrsetOf(report: Report, owner: string, type: string): RrsetReport {
  const rrsets = targetOf(report).rrsets;
  const found = rrsets.find((r) => r.owner === owner && r.type === type);
  if (found === undefined)
    throw new Error(
      `The report has no ${owner} ${type}; it has ${rrsets.map((r) => `${r.owner} ${r.type}`).join(', ') || 'none'}.`,
    );
  return found;
}

/** The rules that have something to say about the only target, each once, sorted. */
export function rulesOf(report: Report): string[] {
  return [...new Set(targetOf(report).findings.map((f) => f.rule))].sort();
}
