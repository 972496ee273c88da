import { access, constants, copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Each program of the lab with the Debian package that brings it. */
const PACKAGES = {
  nsd: 'nsd',
  knotd: 'knot',
  knotc: 'knot',
  named: 'bind9',
  unbound: 'unbound',
  kresd: 'knot-resolver',
  pdns_recursor: 'pdns-recursor',
  dnsmasq: 'dnsmasq-base',
  dig: 'bind9-dnsutils',
  nsupdate: 'bind9-dnsutils',
  ip: 'iproute2',
  openssl: 'openssl',
} as const;

export type Program = keyof typeof PACKAGES;

/** Ordinary users often lack the sbin folders, where the servers are. */
const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of each. Throws one error that names all that are missing, and how to get them. */
export async function findPrograms<P extends Program>(programs: readonly P[]): Promise<Record<P, string>> {
  const found = new Map<P, string>();
  for (const program of programs) {
    const file = await findProgram(program);
    if (file !== undefined) found.set(program, file);
  }
  const missing = programs.filter((program) => !found.has(program));
  if (missing.length > 0)
    throw new Error(
      `The lab needs programs that are not installed: ${missing.map((p) => `${p} (package ${PACKAGES[p]})`).join(', ')}. ` +
        'scripts/install-lab.sh installs them on Debian and Ubuntu.',
    );
  return Object.fromEntries(found) as Record<P, string>;
}

async function findProgram(program: Program): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const file = path.join(folder, program);
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * The program, or a copy of it in `dir` where AppArmor has a profile for its path: a profile of the
 * distribution lets a server read its own folders under /etc and /var only, and ours are elsewhere.
 */
export async function unconfined(file: string, dir: string): Promise<string> {
  const enabled = await readFile('/sys/module/apparmor/parameters/enabled', 'utf8').catch(() => 'N');
  if (!enabled.startsWith('Y') || !(await hasProfile(file))) return file;
  const copy = path.join(dir, 'bin', path.basename(file));
  await mkdir(path.dirname(copy), { recursive: true });
  await copyFile(file, copy);
  return copy;
}

async function hasProfile(file: string): Promise<boolean> {
  const folder = '/etc/apparmor.d';
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const text = await readFile(path.join(folder, entry.name), 'utf8').catch(() => '');
    if (text.includes(file)) return true;
  }
  return false;
}
