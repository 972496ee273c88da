import { Failure } from '../model/failure.ts';
import type { MigrationState } from '../model/journal.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { choiceOf, once, type RawFlags } from './flagValues.ts';
import { changeState, knownMigration, sentences, sinceWhen, stateJson, stateNow } from './migrationState.ts';
import { withWritableJournal } from './readingJournal.ts';
import type { Shell } from './shell.ts';

/** What `hold` and `resume` make of a migration, and what they say. */
interface Wish {
  readonly state: MigrationState;
  readonly already: (since: string) => string;
  readonly done: (was: MigrationState) => string;
}

/** `hold`: nothing of a migration is changed until it is resumed. Rejects with Failure. */
export async function runHold(migration: string, flags: RawFlags, shell: Shell): Promise<ExitCode> {
  return await change(migration, flags, shell, {
    state: 'held',
    already: (since) => `${migration} is on hold already${since}.`,
    done: () =>
      `${migration} is on hold: nothing of it is changed until \`ttl-check resume ${migration}\`. ` +
      'TTLs stay as they are now; steps that fall due meanwhile are made late, and a plan that does not fit any more says so.',
  });
}

/** `resume`: takes a migration up again that was put on hold or aborted. Rejects with Failure. */
export async function runResume(migration: string, flags: RawFlags, shell: Shell): Promise<ExitCode> {
  return await change(migration, flags, shell, {
    state: 'running',
    already: () => `${migration} is running: there is nothing to resume.`,
    done: (was) =>
      `${migration} goes on${was === 'held' ? '' : ', though it was ended: what its plan asks for is lowered again'}. ` +
      `The next \`ttl-check apply --yes\`, or the daemon, makes the steps that are due; \`ttl-check plan ${migration}\` shows whether it still fits.`,
  });
}

async function change(name: string, flags: RawFlags, shell: Shell, wish: Wish): Promise<ExitCode> {
  const format = choiceOf(flags, 'format', ['table', 'json']) ?? 'table';
  const reason = once(flags, 'reason');
  return await withWritableJournal(flags, shell, async ({ journal, config }) => {
    const migration = await knownMigration(name, config, journal);
    const before = await stateNow(journal, migration);
    if (wish.state === 'held') refuseToHold(migration, before.state);
    const isSame = before.state === wish.state && reason === undefined;
    const columns = shell.stdout.columns ?? PLAIN_COLUMNS;
    const at = shell.clock.now();
    const said = isSame
      ? { at, by: '', ...before, migration }
      : await changeState(journal, { migration, state: wish.state, at, reason });
    const text = isSame ? wish.already(sinceWhen(before)) : wish.done(before.state);
    shell.stdout.write(format === 'json' ? stateJson(said, before.state) : sentences(text, columns));
    return EXIT.ok;
  });
}

/** Resumed later, it would be lowered again: who held it would have undone the end of it. */
function refuseToHold(migration: string, state: MigrationState): void {
  if (state !== 'aborted' && state !== 'done') return;
  throw new Failure('usage', `${migration} was ended, so there is nothing to hold.`, {
    hint: `\`ttl-check status\` shows it; \`ttl-check resume ${migration}\` takes it up again.`,
  });
}
