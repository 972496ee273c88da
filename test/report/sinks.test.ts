import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import { startDelivery } from '../../src/report/delivery.ts';
import { openFileSink } from '../../src/report/fileSink.ts';
import { streamSink } from '../../src/report/streamSink.ts';
import { AT, SAMPLES } from './samples.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ttl-check-sinks-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function failureOf(step: Promise<unknown>): Promise<Failure> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error('no Failure', { cause: error });
}

describe('a file', () => {
  it('keeps its old contents until the new ones are whole', async () => {
    const path = join(folder, 'out.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    const sink = await openFileSink(path);
    await sink.write('x'.repeat(200_000));
    expect(readFileSync(path, 'utf8')).toBe('old');
    await sink.close();
    expect(readFileSync(path, 'utf8')).toHaveLength(200_000);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['out.json']);
  });

  it('is as it was when the run is abandoned', async () => {
    const path = join(folder, 'out.json');
    writeFileSync(path, 'old');
    const sink = await openFileSink(path);
    await sink.write('half of a document');
    await sink.abandon();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out.json']);
  });

  it('is written behind a symbolic link, which stays', async () => {
    writeFileSync(join(folder, 'real'), 'old');
    symlinkSync('real', join(folder, 'link'));
    const sink = await openFileSink(join(folder, 'link'));
    await sink.write('new');
    await sink.close();
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
  });

  it('may be a device', async () => {
    const sink = await openFileSink('/dev/null');
    await sink.write('text');
    await sink.close();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says what is in the way before anything is asked', async () => {
    const missing = await failureOf(openFileSink(join(folder, 'no/such/out.json')));
    expect(missing.kind).toBe('usage');
    expect(missing.message).toBe(
      `${folder}/no/such/out.json cannot be written: its directory does not exist.`,
    );
    expect(missing.hint).toBe(`Make the directory ${folder}/no/such first.`);
    mkdirSync(join(folder, 'dir'));
    expect((await failureOf(openFileSink(join(folder, 'dir')))).message).toBe(
      `${folder}/dir is a directory, not a file.`,
    );
  });

  it.skipIf(process.getuid?.() === 0)('respects permissions', async () => {
    chmodSync(folder, 0o500);
    expect((await failureOf(openFileSink(join(folder, 'out.json')))).message).toContain('permission denied');
    chmodSync(folder, 0o700);
    writeFileSync(join(folder, 'read-only'), 'old', { mode: 0o400 });
    expect((await failureOf(openFileSink(join(folder, 'read-only')))).message).toContain('permission denied');
  });

  it.skipIf(process.platform !== 'linux')('says that the disk is full', async () => {
    const sink = await openFileSink('/dev/full');
    await sink.write('text');
    const failure = await failureOf(sink.close());
    expect(failure.kind).toBe('observe');
    expect(failure.message).toContain('/dev/full could not be written: the disk is full.');
  });
});

describe('stdout', () => {
  it('is waited for when it is full', async () => {
    const pipe = new PassThrough({ highWaterMark: 8 });
    const sink = streamSink(pipe);
    let written = false;
    const writing = sink.write('more than eight octets').then(() => {
      written = true;
    });
    await new Promise(setImmediate);
    expect(written).toBe(false);
    pipe.resume();
    await writing;
    expect(written).toBe(true);
  });

  it('ends quietly when the reader goes away', async () => {
    const sink = streamSink(failing('EPIPE'));
    await sink.write('one');
    await new Promise(setImmediate);
    await sink.write('two');
    await sink.close();
    expect(sink.gone()).toBe(true);
  });

  it('says that what it is redirected to is full', async () => {
    const sink = streamSink(failing('ENOSPC'));
    const failure = await failureOf(sink.write('one').then(() => sink.close()));
    expect(failure.message).toBe('stdout could not be written: the disk is full.');
  });

  function failing(code: string): Writable {
    return new Writable({
      autoDestroy: false,
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
    });
  }
});

describe('a delivery', () => {
  const options = { columns: 120, color: 'color', at: instant(Date.parse(AT)), verbosity: 'normal' } as const;
  const report = SAMPLES['too-long'];
  if (report === undefined) throw new Error('no sample');

  it('writes every format to its place, files without colour', async () => {
    let stdout = '';
    const requests = [
      { format: 'ndjson', file: null },
      { format: 'table', file: join(folder, 'out.txt') },
      { format: 'json', file: join(folder, 'out.json') },
    ] as const;
    const delivery = await startDelivery(requests, options, report, { write: (text) => (stdout += text) });
    for (const target of report.targets) await delivery.targets([target]);
    await delivery.end(report);
    expect(stdout.trimEnd().split('\n')).toHaveLength(report.targets.length + 1);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(report)),
    );
    const expected = new URL('scenarios/too-long.80.txt', import.meta.url);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(readFileSync(expected, 'utf8'));
  });

  it('leaves no file behind if another one cannot be made', async () => {
    const requests = [
      { format: 'json', file: join(folder, 'out.json') },
      { format: 'ndjson', file: join(folder, 'no/out.ndjson') },
    ] as const;
    await failureOf(startDelivery(requests, options, report, { write: () => true }));
    expect(readdirSync(folder)).toEqual([]);
  });
});
