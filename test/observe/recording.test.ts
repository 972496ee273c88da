import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecording, readRecording } from '../../src/observe/recording.ts';
import { DEMO_NAMES, DEMO_WORLD } from '../../src/world/demoWorld.ts';
import { scene } from './observing.ts';

describe('a recording', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ttl-check-recording-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives back what was written', async () => {
    await using s = await scene(DEMO_WORLD);
    const path = join(folder, 'demo.jsonl');
    const recording = await openRecording(path);
    const observations = [];
    for (const name of DEMO_NAMES) observations.push(await s.observe(name));
    for (const observation of observations) await recording.write(observation);
    await recording.close();
    expect(await Array.fromAsync(readRecording(path))).toEqual(observations);
  });

  const header = '{"recording":"ttl-check","version":1}\n';
  it.each([
    ['is empty', '', 'is empty'],
    ['is something else', '{"a":1}\n', 'is not a recording'],
    ['comes from a later version', '{"recording":"ttl-check","version":9}\n', 'version 9'],
    ['is cut off', `${header}{"target":{"inp`, 'cut.jsonl:2: this is no observation'],
    ['was edited', `${header}{"target":{"input":"x","name":"Example.com"}}\n`, 'cut.jsonl:2'],
    ['is binary', '\u0000\u0001\u0002', 'cut.jsonl:1'],
  ])('that %s is refused with the line', async (_, content, reason) => {
    const path = join(folder, 'cut.jsonl');
    await writeFile(path, content);
    await expect(Array.fromAsync(readRecording(path))).rejects.toThrow(reason);
  });

  it('that cannot be written says so at the start', async () => {
    await expect(openRecording(join(folder, 'none', 'x.jsonl'))).rejects.toThrow('cannot be written');
  });

  it('is one JSON object a line after its header', async () => {
    const path = join(folder, 'header.jsonl');
    const recording = await openRecording(path);
    await recording.close();
    expect(await readFile(path, 'utf8')).toBe(header);
  });
});
