import type { Observation } from './observation.ts';
import type { Target } from './target.ts';

/** Sees what there is to see of a target. `cli`, `plan` and `schedule` call it; `observe/observer.ts` is the real one. */
export interface Observer {
  /**
   * Asks authorities, parent and resolvers. Never rejects for what the network does. After `signal`
   * aborts it resolves at once with what is known so far (circumstance `interrupted`).
   */
  observe(target: Target, signal?: AbortSignal): Promise<Observation>;
  /** How many questions were sent so far, tries included. */
  queriesSent(): number;
  close(): Promise<void>;
}
