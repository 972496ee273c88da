import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** Makes a folder as the lab does, says so, and never ends. */
const COMMAND = `
  const { mkdtempSync } = require('node:fs');
  console.log(mkdtempSync(require('node:os').tmpdir() + '/ttl-check-lab-'));
  setInterval(() => {}, 1000);
`;

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s ends what runs in the lab, and leaves no files',
  async (signal) => {
    const tmp = mkdtempSync(path.join(tmpdir(), 'run-'));
    onTestFinished(() => rmSync(tmp, { recursive: true, force: true }));
    const run = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'run.ts'), process.execPath, '-e', COMMAND],
      { env: { ...process.env, TMPDIR: tmp }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(run, 'exit');
    const [line] = await once(run.stdout, 'data');
    expect(existsSync(String(line).trim())).toBe(true);
    run.kill(signal);
    expect(await ended).toEqual([143, null]);
    expect(readdirSync(tmp)).toEqual([]);
  },
);
