import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../model/failure.ts';
import { openRecording, type Recording } from '../observe/recording.ts';
import { codeOf, whyNotWritten } from '../report/whyNotWritten.ts';

/**
 * The recording of `--record`: the file is begun with the first observation, so that a run which observes nothing
 * leaves what was there. Rejects with Failure (usage) at once where it could not be written.
 */
export async function startRecording(path: string): Promise<Recording> {
  await refuseUnwritable(path);
  let recording: Recording | undefined;
  return {
    async write(observation) {
      recording ??= await openRecording(path);
      await recording.write(observation);
    },
    async close() {
      await recording?.close();
    },
  };
}

/** Asks without opening: to open a pipe and close it again would end it for whoever reads it. */
async function refuseUnwritable(path: string): Promise<void> {
  const there = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw cannot(path, error);
  });
  if (there?.isDirectory() === true)
    throw new Failure('usage', `The recording ${path} cannot be written: it is a directory.`, {
      hint: 'Name a file in it.',
    });
  await access(there === undefined ? dirname(path) : path, constants.W_OK).catch((error: unknown) => {
    throw cannot(path, error);
  });
}

function cannot(path: string, cause: unknown): Failure {
  return new Failure('usage', `The recording ${path} cannot be written: ${whyNotWritten(cause)}.`, {
    hint: 'Name a file in a directory that you may write to.',
    cause,
  });
}
