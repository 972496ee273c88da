import type { JsonValue } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Store } from './store.ts';

/** Keeps a value in place of the one before. */
export function writeRemembered(store: Store, key: string, value: JsonValue, at: Instant): void {
  store.run(
    'INSERT INTO remembered (key, value, at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at',
    key,
    JSON.stringify(value),
    at,
  );
}

/** Undefined if there is none. */
export function readRemembered(store: Store, key: string): JsonValue | undefined {
  const row = store.get<{ value: string }>('SELECT value FROM remembered WHERE key = ?', key);
  return row === undefined ? undefined : (JSON.parse(row.value) as JsonValue);
}
