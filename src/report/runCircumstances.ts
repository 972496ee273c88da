/** What was met at many targets and is said once for the run. */
import type { Circumstance } from '../model/observation.ts';
import type { RunCircumstance } from '../model/report.ts';

export interface RunCircumstances {
  /** The circumstances of one observation. */
  add(circumstances: readonly Circumstance[]): void;
  /** In a fixed order, whatever order targets came in. */
  list(): readonly RunCircumstance[];
}

export function runCircumstances(): RunCircumstances {
  const seen = new Map<string, RunCircumstance>();

  function add(circumstances: readonly Circumstance[]): void {
    if (circumstances.length === 0) return;
    const messages = new Map(circumstances.map((it) => [sentenceOf(it), it.kind]));
    for (const [message, kind] of messages) {
      if (message === undefined) continue;
      seen.set(message, { kind, message, targets: (seen.get(message)?.targets ?? 0) + 1 });
    }
  }

  function list(): readonly RunCircumstance[] {
    return [...seen.values()].toSorted((a, b) => (a.message < b.message ? -1 : 1));
  }

  return { add, list };
}

/** `undefined` for what concerns one name alone: rules speak about that. */
function sentenceOf(circumstance: Circumstance): string | undefined {
  switch (circumstance.kind) {
    case 'no-route':
      return `This machine has no route to ${circumstance.family} addresses: servers were asked over ${
        circumstance.family === 'IPv6' ? 'IPv4' : 'IPv6'
      } only.`;
    case 'port-53-intercepted':
      return 'Something on the way answers on port 53 in place of the authorities: check from another network.';
    case 'doh-used':
      return `Port 53 gave no answer from ${circumstance.resolver}: it was asked over HTTPS instead.`;
    case 'interrupted':
      return 'The run was interrupted: what was not yet seen is unknown.';
    default:
      return undefined;
  }
}
