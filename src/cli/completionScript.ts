import { RULES } from '../judge/rules.ts';
import { Failure } from '../model/failure.ts';
import { CHECK_FLAGS, type Completion, type Flag } from './checkFlags.ts';
import { COMMAND_NAMES } from './program.ts';

/** A flag as the shells see it. */
interface Word {
  readonly flag: string;
  readonly alias: string | undefined;
  readonly describe: string;
  readonly takesValue: boolean;
  readonly complete: Completion | undefined;
}

/** Scripts without a call back into the program, so that a TAB costs nothing. */
const SCRIPTS = { bash, zsh, fish } satisfies Record<string, (words: readonly Word[]) => string>;

/** The completion script for a shell. Throws Failure `usage` for a shell that has none. */
export function completionScript(shell: string): string {
  if (!isKnown(shell))
    throw new Failure('usage', `There is no completion for "${shell}".`, {
      hint: `Name one of ${Object.keys(SCRIPTS).join(', ')}.`,
    });
  return SCRIPTS[shell](words());
}

function isKnown(shell: string): shell is keyof typeof SCRIPTS {
  return Object.hasOwn(SCRIPTS, shell);
}

function words(): readonly Word[] {
  const flags: readonly (readonly [string, Flag])[] = Object.entries(CHECK_FLAGS);
  const ofCheck = flags.map(([flag, options]) => ({
    flag,
    alias: typeof options.alias === 'string' ? options.alias : undefined,
    describe: options.describe,
    takesValue: options.type !== 'boolean',
    complete: options.complete,
  }));
  const plain = { takesValue: false, complete: undefined };
  return [
    ...ofCheck,
    { flag: 'help', alias: 'h', describe: 'Show this help', ...plain },
    { flag: 'version', alias: undefined, describe: 'Show the version', ...plain },
  ];
}

function bash(all: readonly Word[]): string {
  const cases = all
    .filter((word) => word.takesValue)
    .map((word) => {
      const names = [...(word.alias === undefined ? [] : [`-${word.alias}`]), `--${word.flag}`].join('|');
      const reply =
        word.complete === 'file'
          ? 'compgen -f -- "$word"'
          : `compgen -W "${(word.complete ?? []).join(' ')}" -- "$word"`;
      return `    ${names}) mapfile -t COMPREPLY < <(${reply}); return ;;`;
    });
  const flags = all.map((word) => `--${word.flag}`).join(' ');
  return `# bash completion for ttl-check
_ttl_check() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
${cases.join('\n')}
    explain) mapfile -t COMPREPLY < <(compgen -W "${Object.keys(RULES).join(' ')}" -- "$word"); return ;;
    completion) mapfile -t COMPREPLY < <(compgen -W "${Object.keys(SCRIPTS).join(' ')}" -- "$word"); return ;;
  esac
  if [[ "$word" == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${flags}" -- "$word")
  elif (( COMP_CWORD == 1 )); then
    mapfile -t COMPREPLY < <(compgen -W "${COMMAND_NAMES.join(' ')}" -- "$word")
  fi
}
complete -o default -F _ttl_check ttl-check
`;
}

function zsh(all: readonly Word[]): string {
  const specs = all.map((word) => {
    const value = !word.takesValue
      ? ''
      : word.complete === 'file'
        ? ':file:_files'
        : `:${word.flag}:(${(word.complete ?? []).join(' ')})`;
    return `  '*--${word.flag}[${quotedForZsh(word.describe)}]${value}'`;
  });
  return `#compdef ttl-check
# zsh completion for ttl-check
_arguments -s \\
${specs.map((spec) => `${spec} \\`).join('\n')}
  '1:command or name:(${COMMAND_NAMES.join(' ')})' \\
  '*:name:'
`;
}

function quotedForZsh(text: string): string {
  return text.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
}

function fish(all: readonly Word[]): string {
  const flags = all.map((word) => {
    const value = !word.takesValue
      ? ''
      : word.complete === 'file'
        ? ' -r -F'
        : ` -x${word.complete === undefined ? '' : ` -a '${word.complete.join(' ')}'`}`;
    const short = word.alias === undefined ? '' : ` -s ${word.alias}`;
    return `complete -c ttl-check -l ${word.flag}${short}${value} -d '${word.describe.replaceAll("'", "\\'")}'`;
  });
  return `# fish completion for ttl-check
complete -c ttl-check -f
complete -c ttl-check -n __fish_is_first_arg -a '${COMMAND_NAMES.join(' ')}'
complete -c ttl-check -n '__fish_seen_subcommand_from explain' -a '${Object.keys(RULES).join(' ')}'
complete -c ttl-check -n '__fish_seen_subcommand_from completion' -a '${Object.keys(SCRIPTS).join(' ')}'
${flags.join('\n')}
`;
}
