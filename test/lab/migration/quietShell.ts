import type { Shell } from '../../../src/cli/shell.ts';
import { systemClock } from '../../../src/cli/systemClock.ts';
import type { Clock } from '../../../src/model/clock.ts';
import { plusSeconds } from '../../../src/model/instant.ts';

export interface QuietShell extends Shell {
  /** All that the program wrote, in order. */
  readonly said: () => string;
}

/** A shell that keeps what is written, with a clock that goes right but for so many seconds. */
export function quietShell(aheadSeconds: number): QuietShell {
  let text = '';
  const stream = {
    write(more: string): void {
      text += more;
    },
  };
  return {
    ...{ cwd: '/', env: process.env, stdout: stream, stderr: stream },
    clock: clockAhead(aheadSeconds),
    said: () => text,
  };
}

function clockAhead(seconds: number): Clock {
  const clock = systemClock();
  return { ...clock, now: () => plusSeconds(clock.now(), seconds) };
}
