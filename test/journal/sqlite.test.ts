import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openJournal } from '../../src/journal/sqlite.ts';
import { journalContract } from '../contracts/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'ttl-check-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let file = 0;
journalContract('SQLite, a file', () => openJournal(join(folder, `${file++}.sqlite`), { mode: 'write' }));
journalContract('SQLite, in memory', () => openJournal(':memory:', { mode: 'write' }));
