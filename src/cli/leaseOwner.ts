import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Who holds the journal's lease: told to others who want it, and never the same twice. */
export function leaseOwner(command: string): string {
  return `${command} on ${hostname()}, process ${process.pid}, ${randomUUID().slice(0, 8)}`;
}
