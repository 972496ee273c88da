import { RULES } from '../judge/rules.ts';
import { Failure } from '../model/failure.ts';
import type { Completion, Flag } from './checkFlags.ts';
import { COMMAND_NAMES, FLAGS_OF } from './program.ts';

/** A flag as the shells see it. */
interface Word {
  readonly flag: string;
  readonly alias: string | undefined;
  readonly describe: string;
  readonly takesValue: boolean;
  readonly complete: Completion | undefined;
}

/** The words of each command that has flags of its own. */
type Commands = ReadonlyMap<string, readonly Word[]>;

/** Scripts without a call back into the program, so that a TAB costs nothing. */
const SCRIPTS = { bash, zsh, fish } satisfies Record<string, (commands: Commands) => string>;

/** The completion script for a shell. Throws Failure `usage` for a shell that has none. */
export function completionScript(shell: string): string {
  if (!isKnown(shell))
    throw new Failure('usage', `There is no completion for "${shell}".`, {
      hint: `Name one of ${Object.keys(SCRIPTS).join(', ')}.`,
    });
  return SCRIPTS[shell](new Map(Object.entries(FLAGS_OF).map(([command, flags]) => [command, words(flags)])));
}

function isKnown(shell: string): shell is keyof typeof SCRIPTS {
  return Object.hasOwn(SCRIPTS, shell);
}

function words(flags: { readonly [flag: string]: Flag }): readonly Word[] {
  const own = Object.entries(flags).map(([flag, options]) => ({
    flag,
    alias: typeof options.alias === 'string' ? options.alias : undefined,
    describe: options.describe,
    takesValue: options.type !== 'boolean',
    complete: options.complete,
  }));
  const plain = { takesValue: false, complete: undefined };
  return [
    ...own,
    { flag: 'help', alias: 'h', describe: 'Show this help', ...plain },
    { flag: 'version', alias: undefined, describe: 'Show the version', ...plain },
  ];
}

function bash(commands: Commands): string {
  const cases = [...commands].map(([command, all]) => {
    const values = all
      .filter((word) => word.takesValue)
      .map((word) => {
        const names = [...(word.alias === undefined ? [] : [`-${word.alias}`]), `--${word.flag}`].join('|');
        const reply =
          word.complete === 'file'
            ? 'compgen -f -- "$word"'
            : `compgen -W "${(word.complete ?? []).join(' ')}" -- "$word"`;
        return `        ${names}) mapfile -t COMPREPLY < <(${reply}); return ;;`;
      });
    // A word that is no command is a name to check.
    return `    ${command === 'check' ? '*' : command})
      flags="${all.map((word) => `--${word.flag}`).join(' ')}"
      case "$before" in
${values.join('\n')}
      esac ;;`;
  });
  const checkLast = cases.toSorted((a, b) => Number(a.startsWith('    *')) - Number(b.startsWith('    *')));
  return `# bash completion for ttl-check
_ttl_check() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" flags
  case "$before" in
    explain) mapfile -t COMPREPLY < <(compgen -W "${Object.keys(RULES).join(' ')}" -- "$word"); return ;;
    completion) mapfile -t COMPREPLY < <(compgen -W "${Object.keys(SCRIPTS).join(' ')}" -- "$word"); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${checkLast.join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
  elif (( COMP_CWORD == 1 )); then
    mapfile -t COMPREPLY < <(compgen -W "${COMMAND_NAMES.join(' ')}" -- "$word")
  fi
}
complete -o default -F _ttl_check ttl-check
`;
}

function zsh(commands: Commands): string {
  const cases = [...commands].map(([command, all]) => {
    const specs = all.map((word) => {
      const value = !word.takesValue
        ? ''
        : word.complete === 'file'
          ? ':file:_files'
          : `:${word.flag}:(${(word.complete ?? []).join(' ')})`;
      return `      '*--${word.flag}[${quotedForZsh(word.describe)}]${value}' \\`;
    });
    return `  ${command === 'check' ? '*' : command})
    _arguments -s \\
${specs.join('\n')}
      '1:command or name:(${COMMAND_NAMES.join(' ')})' \\
      '*:name:' ;;`;
  });
  const checkLast = cases.toSorted((a, b) => Number(a.startsWith('  *')) - Number(b.startsWith('  *')));
  return `#compdef ttl-check
# zsh completion for ttl-check
case "$words[2]" in
${checkLast.join('\n')}
esac
`;
}

function quotedForZsh(text: string): string {
  return text.replace(/[[\]:]/g, '\\$&').replaceAll("'", "'\\''");
}

function fish(commands: Commands): string {
  const own = COMMAND_NAMES.filter((command) => command !== 'check' && commands.has(command));
  const flags = [...commands].flatMap(([command, all]) => {
    const seen =
      command === 'check'
        ? `not __fish_seen_subcommand_from ${own.join(' ')}`
        : `__fish_seen_subcommand_from ${command}`;
    return all.map((word) => {
      const value = !word.takesValue
        ? ''
        : word.complete === 'file'
          ? ' -r -F'
          : ` -x${word.complete === undefined ? '' : ` -a '${word.complete.join(' ')}'`}`;
      const short = word.alias === undefined ? '' : ` -s ${word.alias}`;
      return `complete -c ttl-check -n '${seen}' -l ${word.flag}${short}${value} -d '${word.describe.replaceAll("'", "\\'")}'`;
    });
  });
  return `# fish completion for ttl-check
complete -c ttl-check -f
complete -c ttl-check -n __fish_is_first_arg -a '${COMMAND_NAMES.join(' ')}'
complete -c ttl-check -n '__fish_seen_subcommand_from explain' -a '${Object.keys(RULES).join(' ')}'
complete -c ttl-check -n '__fish_seen_subcommand_from completion' -a '${Object.keys(SCRIPTS).join(' ')}'
${flags.join('\n')}
`;
}
