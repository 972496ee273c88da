import { EXIT } from './exitCode.ts';

/** Ctrl-C, for one command. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  end(): void;
}

/**
 * The first SIGINT or SIGTERM aborts the signal, so that the command ends with what is known so far; the
 * second one ends the process at once.
 */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  function interrupt(): void {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    onFirst();
  }
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
