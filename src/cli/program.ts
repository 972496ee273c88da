import yargs, { type Argv, type CommandModule } from 'yargs';
import { nearMiss } from '../config/nearMiss.ts';
import { Failure } from '../model/failure.ts';
import { CHECK_FLAGS, type Flag } from './checkFlags.ts';
import { abortCommand } from './commands/abort.ts';
import { applyCommand } from './commands/apply.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { DEMO_FLAGS, demoCommand } from './commands/demo.ts';
import { explainCommand } from './commands/explain.ts';
import { historyCommand } from './commands/history.ts';
import { holdCommand } from './commands/hold.ts';
import { planCommand } from './commands/plan.ts';
import { preflightCommand } from './commands/preflight.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { resumeCommand } from './commands/resume.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { statusCommand } from './commands/status.ts';
import { watchCommand } from './commands/watch.ts';
import { EXIT, type ExitCode } from './exitCode.ts';
import { asksForFrontPage, frontPage } from './frontPage.ts';
import { HISTORY_FLAGS, STATUS_FLAGS } from './journalFlags.ts';
import { ABORT_FLAGS, APPLY_FLAGS, HOLD_FLAGS, PASS_FLAGS, RESUME_FLAGS, WATCH_FLAGS } from './passFlags.ts';
import { PLAN_FLAGS, PREFLIGHT_FLAGS } from './planFlags.ts';
import { REPORT_FLAGS } from './reportFlags.ts';
import { SCHEDULE_FLAGS } from './scheduleFlags.ts';
import type { End, Shell } from './shell.ts';
import { usageFailure } from './usage.ts';
import { VERSION } from './version.ts';

/** A line for each command, in the order of the help. */
const COMMANDS = {
  check: checkCommand,
  plan: planCommand,
  apply: applyCommand,
  schedule: scheduleCommand,
  preflight: preflightCommand,
  watch: watchCommand,
  restore: restoreCommand,
  hold: holdCommand,
  resume: resumeCommand,
  abort: abortCommand,
  report: reportCommand,
  status: statusCommand,
  history: historyCommand,
  explain: explainCommand,
  demo: demoCommand,
  completion: completionCommand,
} satisfies Record<string, (shell: Shell, end: End) => CommandModule>;

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** The flags of the commands that have many, for "did you mean" and for completion. */
export const FLAGS_OF: { readonly [command: string]: { readonly [flag: string]: Flag } } = {
  check: CHECK_FLAGS,
  plan: PLAN_FLAGS,
  apply: APPLY_FLAGS,
  schedule: SCHEDULE_FLAGS,
  watch: WATCH_FLAGS,
  restore: PASS_FLAGS,
  hold: HOLD_FLAGS,
  resume: RESUME_FLAGS,
  abort: ABORT_FLAGS,
  report: REPORT_FLAGS,
  status: STATUS_FLAGS,
  history: HISTORY_FLAGS,
  preflight: PREFLIGHT_FLAGS,
  demo: DEMO_FLAGS,
};

/** Flags that are the same everywhere. */
export const GLOBAL_FLAGS: readonly string[] = ['help', 'version'];

/**
 * Runs the command that `args` name and resolves with its exit code. Rejects with Failure for bad usage and
 * for everything else that ends a command, and with other errors where the program itself is wrong.
 */
export async function runProgram(args: readonly string[], shell: Shell): Promise<ExitCode> {
  refuseMistypedCommand(args);
  if (asksForFrontPage(args)) {
    shell.stdout.write(frontPage(Object.values(COMMANDS).map((command) => command(shell, () => {}))));
    return EXIT.ok;
  }
  let code: ExitCode = EXIT.ok;
  const parser = parserFor(args, shell, (ended) => {
    code = ended;
  });
  let help = '';
  await parser.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
    help = output;
  });
  if (help !== '') shell.stdout.write(`${help}\n`);
  return code;
}

/** `ttl-check explian` must not look for a name: a word without a dot that is nearly a command is one. */
function refuseMistypedCommand(args: readonly string[]): void {
  const [word = ''] = args;
  const near =
    /^[a-z]{4,}$/i.test(word) && !COMMAND_NAMES.includes(word) ? nearMiss(word, COMMAND_NAMES) : undefined;
  if (near !== undefined)
    throw new Failure('usage', `There is no command "${word}"; did you mean ${near}?`, {
      hint: `To check the name itself, write it with a dot at the end: ttl-check ${word}.`,
    });
}

function parserFor(args: readonly string[], shell: Shell, end: End): Argv {
  const parser = hidingTypes(yargs())
    .scriptName('ttl-check')
    .locale('en')
    .parserConfiguration({
      // Each of these would take or change what was typed: a name after `--type A`, `1e3` as a name.
      'greedy-arrays': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'populate--': true,
    })
    .strict()
    .exitProcess(false)
    .version(VERSION)
    .alias('help', 'h')
    .describe('help', 'Show this help')
    .describe('version', 'Show the version')
    .wrap(Math.min(80, shell.stdout.columns ?? 80))
    .fail((complaint: string, error: Error | undefined) => {
      throw error instanceof Failure || (error !== undefined && error.name !== 'YError')
        ? error
        : usageFailure(complaint, args, knownFlags(args));
    });
  for (const command of Object.values(COMMANDS)) parser.command(command(shell, end));
  return parser;
}

/** `[string]` behind every flag says nothing that its description does not, and costs a line each. */
function hidingTypes(parser: Argv): Argv {
  // The types of yargs 17 do not know it yet.
  const newer = parser as Argv & { usageConfiguration(options: { 'hide-types': boolean }): Argv };
  return newer.usageConfiguration({ 'hide-types': true });
}

function knownFlags(args: readonly string[]): { command: string; flags: readonly string[] } {
  const command = COMMAND_NAMES.find((name) => name === args[0]) ?? 'check';
  return {
    command,
    flags: [...GLOBAL_FLAGS, ...Object.keys(FLAGS_OF[command] ?? { 'no-color': {} })],
  };
}
