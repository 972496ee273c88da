/**
 * The resident memory of a check of very many names over time: `node bench/memory.ts [names] [picture.svg]`. Prints a
 * line every two seconds (Linux only: it reads /proc) and draws a picture.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './lookups/server.ts';
import { writeNames, writeZone } from './lookups/zone.ts';

const [namesText = '1000000', picture] = process.argv.slice(2);
const names = Number(namesText);
const EVERY_MS = 2_000;

interface Sample {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly lines: number;
}

const folder = await mkdtemp(join(tmpdir(), 'ttl-check-bench-'));
try {
  await writeZone(join(folder, 'zone.db'), names);
  await writeNames(join(folder, 'names'), names, (name) => name);
  await using server = await startServer(folder, 5398, []);
  const samples = await watch(`${server.address}:${server.port}`);
  if (picture !== undefined) writeFileSync(picture, drawn(samples));
} finally {
  await rm(folder, { recursive: true });
}

async function watch(authority: string): Promise<readonly Sample[]> {
  const program = join(import.meta.dirname, '../bin/ttl-check.js');
  const flags = [
    '--file',
    join(folder, 'names'),
    '--type',
    'A',
    '--resolver',
    'none',
    '--authority',
    authority,
  ];
  const child = spawn(process.execPath, [program, ...flags, '--format', 'ndjson', '--fail-on', 'never'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const samples: Sample[] = [];
  const began = performance.now();
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const octet of chunk) if (octet === 10) lines++;
  });
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    const mebibytes = residentOf(child.pid ?? 0);
    if (mebibytes === undefined) return;
    samples.push({ seconds, mebibytes, lines });
    console.log(
      `${seconds.toFixed(0).padStart(4)} s ${String(lines).padStart(9)} names ${mebibytes.toFixed(0).padStart(5)} MiB`,
    );
  }, EVERY_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0 || lines !== names + 1)
    throw new Error(`it ended with ${code} after ${lines} of ${names + 1} lines`);
  return samples;
}

/** MiB; undefined once the process is gone. */
function residentOf(pid: number): number | undefined {
  try {
    return Number(/^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

function drawn(samples: readonly Sample[]): string {
  const last = samples.at(-1)?.lines ?? 1;
  const top = 100 * Math.ceil(Math.max(250, ...samples.map(({ mebibytes }) => mebibytes)) / 100);
  const x = (lines: number): string => (60 + (560 * lines) / last).toFixed(1);
  const y = (mebibytes: number): string => (220 - (200 * mebibytes) / top).toFixed(1);
  const marks = Array.from({ length: top / 100 + 1 }, (_, i) => 100 * i).map(
    (at) =>
      `<line x1="60" x2="620" y1="${y(at)}" y2="${y(at)}" stroke="#ddd"/><text x="54" y="${y(at)}" text-anchor="end" dy="4">${at}</text>`,
  );
  const line = samples.map(({ lines, mebibytes }) => `${x(lines)},${y(mebibytes)}`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260" font-family="sans-serif" font-size="12" role="img">
<title>Resident memory of a check of ${names} names, MiB over names done</title>
<rect width="640" height="260" fill="#fff"/>
${marks.join('\n')}
<polyline points="${line}" fill="none" stroke="#06c" stroke-width="2"/>
<text x="60" y="240">0</text><text x="620" y="240" text-anchor="end">${last} names</text>
<text x="60" y="256">resident memory, MiB; ${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}</text>
</svg>
`;
}
