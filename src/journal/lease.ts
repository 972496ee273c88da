import { Failure } from '../model/failure.ts';
import { formatInstant, type Instant, instant } from '../model/instant.ts';
import type { Lease } from '../model/journal.ts';
import type { Store } from './store.ts';

/**
 * Takes the lease if it is free, ran out before `now`, or is the owner's own (which makes it longer). Must run in one
 * writing transaction, so that of two who try at once only one gets it.
 */
export function takeLease(
  store: Store,
  owner: string,
  now: Instant,
  until: Instant,
): { readonly held: Lease; readonly mine: boolean } {
  const held = readLease(store);
  if (held !== undefined && held.owner !== owner && held.until >= now) return { held, mine: false };
  store.run(
    'INSERT INTO lease (id, owner, until) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET owner = ?1, until = ?2',
    owner,
    until,
  );
  return { held: { owner, until }, mine: true };
}

/** Gives it up; nothing happens if it is somebody else's by now. */
export function giveUpLease(store: Store, owner: string): void {
  store.run('DELETE FROM lease WHERE owner = ?', owner);
}

/** Throws Failure if somebody else has taken the lease: a pass that slept too long must not write any more. */
export function demandLease(store: Store, owner: string): void {
  const held = readLease(store);
  if (held?.owner === owner) return;
  const who =
    held === undefined ? 'nobody holds it now' : `${held.owner} holds it until ${formatInstant(held.until)}`;
  throw new Failure('journal', `The lease of the journal ${store.path} was lost: ${who}.`, {
    hint: 'Only one ttl-check may change TTLs at a time; nothing was sent. Run the command again when the other has ended.',
  });
}

function readLease(store: Store): Lease | undefined {
  const row = store.get<{ owner: string; until: number }>('SELECT owner, until FROM lease');
  return row === undefined ? undefined : { owner: row.owner, until: instant(row.until) };
}
