import type { OnEvent } from '../model/event.ts';
import type { Edges } from './edges.ts';
import { listenForInterruption } from './interruption.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';
import { type Surveying, type SurveyingOptions, startSurveying } from './surveying.ts';
import type { SurveyRequest } from './surveyRequest.ts';

/** What a command that looks at migrations works with. */
export interface Work {
  readonly surveying: Surveying;
  readonly onEvent: OnEvent;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  /** Takes the progress line away, before something is printed. */
  readonly clearProgress: () => void;
}

export interface WorkOptions {
  readonly request: SurveyRequest;
  readonly shell: Shell;
  readonly edges: Edges;
  readonly journal: NonNullable<SurveyingOptions['journal']>;
  /** The migrations that the command line names. */
  readonly names?: readonly string[];
}

/** Runs `work` with progress on stderr, an ear for Ctrl-C and all edges open, and closes them. Rejects with Failure. */
export async function withSurveying<Result>(
  { request, shell, edges, journal, names = [] }: WorkOptions,
  work: (work: Work) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress({
    ...{ stream: shell.stderr, clock: shell.clock },
    verbosity: request.quiet ? 'quiet' : 'normal',
  });
  const interruption = listenForInterruption(() => progress.clear());
  const { onEvent } = progress;
  const { signal } = interruption;
  try {
    await using surveying = await startSurveying({ request, shell, edges, onEvent, signal, journal, names });
    return await work({ surveying, onEvent, signal, clearProgress: progress.clear });
  } finally {
    progress.end();
    interruption.end();
  }
}
