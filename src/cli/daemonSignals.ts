import type { ReloadWishes } from '../schedule/wakeUp.ts';
import { EXIT } from './exitCode.ts';

export type StopSignal = 'SIGTERM' | 'SIGINT';

/** What the operating system wants of a daemon. Tests hand in their own. */
export interface DaemonSignals {
  /** Aborts at the first SIGTERM or SIGINT, with its name as the reason. */
  readonly stop: AbortSignal;
  /** SIGHUP. */
  readonly reloads: ReloadWishes;
  /** Stops listening. */
  end(): void;
}

/** Listens for SIGTERM, SIGINT and SIGHUP. A second SIGTERM or SIGINT ends the process at once. */
export function listenForDaemonSignals(): DaemonSignals {
  const stopping = new AbortController();
  function stop(name: StopSignal): void {
    if (stopping.signal.aborted) process.exit(EXIT.interrupted);
    stopping.abort(name);
  }
  const reloads = keepWishes();
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', reloads.wish);
  return {
    stop: stopping.signal,
    reloads,
    end() {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      process.off('SIGHUP', reloads.wish);
    },
  };
}

/** Wishes that are kept until somebody asks for the next; several become one. */
export function keepWishes(): ReloadWishes & { readonly wish: () => void } {
  let isWished = false;
  let tell = (): void => {};
  return {
    wish() {
      isWished = true;
      tell();
    },
    next: (signal) =>
      new Promise((resolve) => {
        tell = () => {
          if (signal.aborted) return;
          isWished = false;
          resolve();
        };
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (isWished) tell();
      }),
  };
}
