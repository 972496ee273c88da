import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { BadLine, linesOfFile } from '../files/linesOfFile.ts';
import { refusalOf } from '../files/refusal.ts';
import { repeatedJsonKey } from '../files/repeatedJsonKey.ts';
import { Failure } from '../model/failure.ts';
import type { Observation } from '../model/observation.ts';

/** The first line of a recording; a later, incompatible form gets another number. */
const HEADER = { recording: 'ttl-check', version: 1 } as const;

/** A recording being written: one observation a line, after a header line. */
export interface Recording {
  write(observation: Observation): Promise<void>;
  close(): Promise<void>;
}

/** Opens a recording for writing. Throws Failure (usage) when the file cannot be written. */
export async function openRecording(path: string): Promise<Recording> {
  const file = createWriteStream(path);
  const cannot = (cause: unknown) =>
    new Failure('usage', `The recording ${path} cannot be written: ${(cause as Error).message}.`, { cause });
  await once(file, 'open').catch((error: unknown) => {
    throw cannot(error);
  });
  let broken: unknown;
  file.on('error', (error) => {
    broken = error;
  });
  async function line(value: unknown): Promise<void> {
    if (broken !== undefined) throw cannot(broken);
    if (!file.write(`${JSON.stringify(value)}\n`)) await once(file, 'drain');
  }
  await line(HEADER);
  return {
    write: line,
    async close() {
      file.end();
      if (broken === undefined) await once(file, 'finish').catch(() => {});
      if (broken !== undefined) throw cannot(broken);
    },
  };
}

/** The observations of a recording, in its order. Throws Failure (usage) that names file and line. */
export async function* readRecording(path: string): AsyncGenerator<Observation> {
  // The schema library costs start-up time that a check without --replay need not pay.
  const { readObservation } = await import('./readObservation.ts');
  let line = 0;
  try {
    for await (const { text, line: number } of linesOfFile(path, MOST_LINE_CHARACTERS)) {
      if (text.trim() === '') continue;
      const isFirst = line === 0;
      line = number;
      const value: unknown = JSON.parse(text);
      const repeated = repeatedJsonKey(text);
      if (repeated !== undefined)
        throw new SyntaxError(`the key ${JSON.stringify(repeated.key)} stands twice`);
      if (isFirst) checkHeader(path, value);
      else yield readObservation(value);
    }
  } catch (error) {
    throw asFailure(path, line, error);
  }
  if (line === 0) throw new Failure('usage', `${path} is empty: it is not a recording of ttl-check.`);
}

/** Recordings of a whole run are long, their lines are not: 64 MiB is far more than one name can give. */
const MOST_LINE_CHARACTERS = 64 * 1024 * 1024;

function checkHeader(path: string, value: unknown): void {
  const header = (value ?? {}) as Partial<Record<keyof typeof HEADER, unknown>>;
  if (header.recording !== HEADER.recording)
    throw new Failure('usage', `${path} is not a recording of ttl-check.`, {
      hint: 'Make one with --record FILE.',
    });
  if (header.version !== HEADER.version)
    throw new Failure(
      'usage',
      `${path} is a recording of version ${String(header.version)}; this is version 1.`,
      {
        hint: 'Read it with the version of ttl-check that wrote it.',
      },
    );
}

function asFailure(path: string, line: number, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const why = refusalOf(error);
  if (why !== undefined)
    return new Failure('usage', `The recording ${path} cannot be read: ${why}.`, { cause: error });
  const at = error instanceof BadLine ? error.line : Math.max(line, 1);
  return new Failure('usage', `${path}:${at}: this is no observation: ${error.message}.`, {
    hint: 'The recording is damaged or was edited; record again.',
    cause: error,
  });
}
