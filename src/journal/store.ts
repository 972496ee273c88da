import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { Failure } from '../model/failure.ts';
import { journalFailure } from './journalFailure.ts';

/** An open database for the files of this room: prepared statements, whole transactions, failures as sentences. */
export interface Store {
  /** As messages show it. */
  readonly path: string;
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[];
  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  /** How many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  /** Runs `work` as one transaction: when this returns, it is on the disk; if it throws, nothing of it is. */
  write<Result>(work: () => Result): Result;
  /** Runs `work` on one state of the database, whatever others write meanwhile. */
  read<Result>(work: () => Result): Result;
  close(): void;
}

/** Takes over an open database whose schema is ours. */
export function storeOn(db: DatabaseSync, path: string): Store {
  const statements = new Map<string, StatementSync>();

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  function transaction<Result>(begin: string, work: () => Result): Result {
    if (!db.isOpen) throw new Failure('journal', `The journal ${path} is closed already.`);
    try {
      db.exec(begin);
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      rollBack();
      throw journalFailure(error, path);
    }
  }

  function rollBack(): void {
    try {
      // Some errors, a full disk among them, have rolled back by themselves.
      if (db.isTransaction) db.exec('ROLLBACK');
    } catch {
      // A disk that takes no rollback is rolled back by the next one who opens the file.
    }
  }

  return {
    path,
    all: <Row>(sql: string, ...values: readonly SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      prepared(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    write: (work) => transaction('BEGIN IMMEDIATE', work),
    read: (work) => transaction('BEGIN', work),
    close: () => {
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
}
