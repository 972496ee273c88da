/**
 * Runs a command where the lab can be started: `node test/lab/run.ts COMMAND [ARGUMENT…]`.
 *
 * That is a network and PID namespace of its own, with a user namespace for those who are not root: port 53
 * is free there, runs do not meet, and every server ends with it. Root without namespaces gets plain loopback.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How to get into it. The second is for root alone: with no user namespace it keeps root's rights over files. */
const AS_USER = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
];
const AS_ROOT = ['unshare', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];

const command = process.argv.slice(2);
if (command.length === 0)
  end('Say which command to run in the lab: node test/lab/run.ts COMMAND [ARGUMENT…]', 2);
const [program = '', ...args] = [...wayIn(), ...command];
// Whatever is killed inside leaves its files, so all of them lie in a folder of ours.
const dir = mkdtempSync(path.join(tmpdir(), 'ttl-check-lab-'));
const child = spawn(program, args, {
  stdio: 'inherit',
  // Ordinary users often lack the sbin folders, where ip is.
  env: { ...process.env, PATH: searchPath(), TMPDIR: dir },
});
child.on('error', (error) => {
  removeDir();
  end(`${program} cannot be started: ${error.message}`, 3);
});
child.on('exit', (code) => {
  removeDir();
  process.exitCode ??= code ?? 1;
});
// unshare ignores SIGINT and SIGTERM; when it is killed, the kernel ends all that is inside.
for (const name of ['SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    child.kill('SIGKILL');
    process.exitCode = 143;
  });
// From a terminal the command has it as well, and decides.
process.on('SIGINT', () => undefined);

/** With patience: a server that was killed may write for a moment longer. */
function removeDir(): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** The words to put before a command. Ends with what to do if there is no way. */
function wayIn(): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  const complaints: string[] = [];
  for (const unshare of isRoot ? [AS_ROOT, AS_USER] : [AS_USER]) {
    // The shell stays as process 1, which takes no signal by default, so that the command gets its own.
    const way = [...unshare, 'sh', '-c', 'ip link set lo up && { "$@"; exit $?; }', 'lab'];
    const tried = spawnSync(
      way[0] ?? '',
      [...way.slice(1), 'ip', 'addr', 'add', '127.53.0.3/32', 'dev', 'lo'],
      {
        encoding: 'utf8',
        env: { ...process.env, PATH: searchPath() },
      },
    );
    if (tried.status === 0) return way;
    complaints.push((tried.error?.message ?? tried.stderr).trim());
  }
  if (isRoot) {
    process.stderr.write(
      `No namespace (${complaints.join('; ')}): the lab uses this machine's own loopback.\n`,
    );
    return [];
  }
  return end(
    `The lab needs a user and network namespace of its own, or root, and this system refuses: ${complaints.join('; ')}\n` +
      (isRestricted()
        ? 'Allow them until the next boot by: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n'
        : '') +
      'Or run it as root: sudo env "PATH=$PATH" npm run test:lab',
    3,
  );
}

/** Ubuntu since 23.10 makes user namespaces without rights. */
function isRestricted(): boolean {
  try {
    return readFileSync('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

function searchPath(): string {
  return [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(path.delimiter);
}

function end(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
