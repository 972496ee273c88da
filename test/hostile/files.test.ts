/** All that may be wrong with a file, tried on every kind of file that the program reads. */
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { FILE_KINDS, type FileKind } from './fileKinds.ts';

const ROOT = 0;
/** Nobody's, on every system that has root. */
const NOBODY = 65_534;
/** Far more than any of it takes on a busy machine, and far less than reading 1 GB as text does. */
const MOST_GROWTH = 400 * 1024 * 1024;

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ttl-check-files-'));
  await chmod(folder, 0o755);
  path = join(folder, 'file');
});
afterAll(() => rm(folder, { recursive: true }));

/** The complaint about the file that lies there now; undefined if it is read. */
async function complaint({ read }: FileKind, at: string = path): Promise<string | undefined> {
  try {
    await read(at);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.kind).toMatch(/^(config|usage)$/);
    return error.message;
  }
}

describe.each(Object.entries(FILE_KINDS))('%s', (_name, kind) => {
  const { good, twice, deep } = kind;

  test('is read as it should be, with LF, CRLF, a byte order mark, and out of a pipe', async () => {
    for (const text of [good, good.replaceAll('\n', '\r\n'), `\ufeff${good}`]) {
      await writeFile(path, text);
      expect(await complaint(kind)).toBeUndefined();
    }
    if (kind === FILE_KINDS['names list']) return; // It is read twice; `-` takes a pipe.
    const pipe = pipeWith('printf %s "$CONTENT"', { CONTENT: good });
    expect(await complaint(kind, pipe)).toBeUndefined();
  });

  test('cut off anywhere is read or complained about', async () => {
    const step = Math.max(1, Math.floor(good.length / 60));
    for (let length = 0; length < good.length; length += step) {
      await writeFile(path, good.slice(0, length));
      const found = await complaint(kind);
      if (found !== undefined) expect(found).toContain('file');
    }
  });

  test('of any octets is read or complained about', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(good.length), async (octets, at) => {
        const text = Buffer.from(good);
        await writeFile(path, Buffer.concat([text.subarray(0, at), octets, text.subarray(at)]));
        await complaint(kind);
      }),
      { seed: 20_261_201, numRuns: 60 },
    );
  });

  test('in another encoding is refused, and the place or the encoding is told', async () => {
    await writeFile(path, Buffer.from(`\ufeff${good}`, 'utf16le'));
    expect(await complaint(kind)).toMatch(/UTF-8/);
    await writeFile(path, Buffer.concat([Buffer.from(good), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])]));
    expect(await complaint(kind)).toMatch(/UTF-8/);
  });

  test.skipIf(twice === undefined)('with a key twice is refused, with the line', async () => {
    await writeFile(path, twice ?? '');
    expect(await complaint(kind)).toMatch(/:\d+.* (a second time|twice)/);
  });

  test.skipIf(deep === undefined)('nested too deeply is refused', async () => {
    await writeFile(path, deep ?? '');
    expect(await complaint(kind)).toMatch(/file/);
  });

  test('that is a folder, is missing or leads in a circle is refused in words', async () => {
    expect(await complaint(kind, folder)).toMatch(/it is a directory/);
    expect(await complaint(kind, join(folder, 'absent'))).toMatch(/it does not exist/);
    expect(await complaint(kind, join(path, 'below'))).toMatch(/no directory|does not exist/);
    const circle = join(folder, 'circle');
    await symlink(circle, circle).catch(() => {});
    expect(await complaint(kind, circle)).toMatch(/go in a circle/);
  });

  test('that may not be read is refused in words', async () => {
    const locked = join(folder, 'locked');
    await writeFile(locked, good, { mode: 0 });
    onTestFinished(() => rm(locked));
    // Nothing is locked for root, so the question is asked as somebody else.
    const isRoot = process.geteuid?.() === ROOT;
    if (isRoot) process.seteuid?.(NOBODY);
    const found = await complaint(kind, locked).finally(() => isRoot && process.seteuid?.(ROOT));
    expect(found).toMatch(/no permission to read it/);
  });

  test('of 1 GB is refused before it is read, with bounded memory', async () => {
    await writeFile(path, good);
    await truncate(path, 2 ** 30);
    const before = process.memoryUsage().rss;
    expect(await complaint(kind)).toMatch(/larger than|too large|more than|no observation/);
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
    await rm(path);
  });

  test('out of a pipe without end is refused at the same size', async () => {
    if (kind === FILE_KINDS['names list']) return;
    const pipe = pipeWith('cat /dev/zero', {});
    expect(await complaint(kind, pipe)).toMatch(/larger than|too large|more than|no observation/);
  });

  test('that changes while it is read is read or complained about', async () => {
    const next = join(folder, 'next');
    for (let round = 0; round < 20; round++) {
      await writeFile(path, good);
      const reading = complaint(kind);
      if (round % 2 === 0) await truncate(path, round * 3);
      else {
        await writeFile(next, good.slice(0, round * 5));
        await rename(next, path);
      }
      await reading;
    }
  });
});

/** A named pipe into which this shell command writes. */
function pipeWith(command: string, env: Readonly<Record<string, string>>): string {
  const pipe = join(folder, `pipe-${Math.floor(performance.now() * 1000)}`);
  spawnSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', `${command} > "$PIPE"`], {
    env: { ...process.env, ...env, PIPE: pipe },
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    writer.kill('SIGKILL');
    await rm(pipe, { force: true });
  });
  return pipe;
}

test('a list of names that changes between its two readings is complained about, with the line', async () => {
  const { openNameFile } = await import('../../src/sources/nameFile.ts');
  await mkdir(join(folder, 'lists'), { recursive: true });
  const list = join(folder, 'lists', 'names');
  await writeFile(list, 'www.example.com\napi.example.com\n');
  const { targets } = await openNameFile(list, { types: ['A'] });
  await writeFile(list, 'www.example.com\nbad..example\n');
  await expect(Array.fromAsync(targets)).rejects.toThrow(/names:2: "bad\.\.example" is not a domain name/);
});
