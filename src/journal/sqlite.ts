/** The journal in an SQLite file. `cli` and `schedule` open it; docs/journal.md says what is in it. */
import type { DatabaseSync } from 'node:sqlite';
import type { Journal } from '../model/journal.ts';
import { keepFormerTtl, markRestored, readFormerTtls } from './formerTtls.ts';
import { insertIntent, insertReceipt, readIntents, readOpenIntents } from './intents.ts';
import { demandLease, giveUpLease, takeLease } from './lease.ts';
import { type OpenOptions, openDatabase } from './openDatabase.ts';
import { pastTtlsAsOf, pastTtlsOf } from './pastTtls.ts';
import { insertPlan, prunePlans, readLatestPlan } from './plans.ts';
import { pruneNotifications, pruneRuns } from './prune.ts';
import { readRemembered, writeRemembered } from './remembered.ts';
import { addSighting, firstLook, readRuns, toldTtl } from './runs.ts';
import { insertState, readMigrations, readStates, readTick, writeTick } from './states.ts';
import { storeOn } from './store.ts';

export type { JournalMode, OpenOptions } from './openDatabase.ts';

/**
 * Opens the journal at `path` (`:memory:` for one that ends with the process). Throws Failure (journal) for a file that
 * is damaged, newer, or no journal, and where the file system refuses; such a file is left as it is.
 */
export async function openJournal(path: string, options: OpenOptions): Promise<Journal> {
  return sqliteJournal(openDatabase(path, options), path);
}

/** The journal on an open database that `openDatabase` or `migrate` made ready. `path` is for messages. */
export function sqliteJournal(db: DatabaseSync, path: string): Journal {
  const store = storeOn(db, path);
  return {
    recordSightings: async (sightings) =>
      store.write(() => {
        for (const sighting of sightings) addSighting(store, sighting);
      }),
    pastTtls: async (owner, type, asOf) =>
      store.read(() => {
        const runs = readRuns(store, owner, type, Number.POSITIVE_INFINITY);
        if (asOf !== undefined) return pastTtlsAsOf(runs, asOf);
        return runs.length === 0 ? undefined : pastTtlsOf(runs, toldTtl(store, owner, type));
      }),
    firstSeen: async (owner, type) => store.read(() => firstLook(store, owner, type)),
    sightings: async (owner, type, limit) => store.read(() => readRuns(store, owner, type, limit)),
    recordPlan: async (plan) => store.write(() => insertPlan(store, plan)),
    latestPlan: async (migration) => store.read(() => readLatestPlan(store, migration)),
    recordIntents: async (intents, leaseOwner) =>
      store.write(() => {
        if (leaseOwner !== undefined) demandLease(store, leaseOwner);
        // The former TTL stands in the same transaction: there is no instant at which only the intent does.
        for (const intent of intents) if (insertIntent(store, intent)) keepFormerTtl(store, intent);
      }),
    recordReceipts: async (receipts) =>
      store.write(() => {
        for (const receipt of receipts) insertReceipt(store, receipt);
      }),
    openIntents: async () => store.read(() => readOpenIntents(store)),
    intents: async (migration) => store.read(() => readIntents(store, migration)),
    formerTtls: async (migration) => store.read(() => readFormerTtls(store, migration)),
    recordRestored: async (migration, owner, type, at) =>
      store.write(() => markRestored(store, migration, owner, type, at)),
    recordState: async (change) => store.write(() => insertState(store, change)),
    states: async () => store.read(() => readStates(store)),
    migrations: async () => store.read(() => readMigrations(store)),
    recordTick: async (at, owner) => store.write(() => writeTick(store, at, owner)),
    lastTick: async () => store.read(() => readTick(store)),
    claimNotification: async (key, at) =>
      store.write(
        () => store.run('INSERT OR IGNORE INTO notifications (key, at) VALUES (?, ?)', key, at) > 0,
      ),
    remember: async (key, value, at) => store.write(() => writeRemembered(store, key, value, at)),
    recall: async (key) => store.read(() => readRemembered(store, key)),
    acquireLease: async (owner, now, until) => store.write(() => takeLease(store, owner, now, until)),
    releaseLease: async (owner) => store.write(() => giveUpLease(store, owner)),
    prune: async (before) =>
      store.write(() => ({
        sightings: pruneRuns(store, before),
        notifications: pruneNotifications(store, before),
        plans: prunePlans(store, before),
      })),
    close: async () => store.close(),
  };
}
