import { nearMiss } from '../config/nearMiss.ts';
import { Failure } from '../model/failure.ts';

/** The flags of a command by their long names, for "did you mean". */
export interface KnownFlags {
  readonly command: string;
  readonly flags: readonly string[];
}

/** What yargs complains about, as a sentence of ours. `args` are what was typed. */
export function usageFailure(complaint: string, args: readonly string[], known: KnownFlags): Failure {
  const hint = `Run \`ttl-check ${known.command} --help\` for its flags and examples.`;
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/.exec(complaint)?.[1]?.split(', ') ?? [];
  if (unknown.length > 0)
    return new Failure('usage', unknown.map((one) => unknownSentence(one, args, known)).join(' '), { hint });
  const incomplete = /^Not enough arguments following: (.*)$/.exec(complaint)?.[1];
  if (incomplete !== undefined)
    return new Failure('usage', `${dashed(incomplete)} needs a value after it.`, { hint });
  return new Failure('usage', `${complaint.replace(/[.\s]*$/, '')}.`, { hint });
}

function unknownSentence(name: string, args: readonly string[], known: KnownFlags): string {
  const isFlag = args.some(
    (arg) => arg.startsWith('-') && arg.replace(/^-+/, '').split('=')[0]?.includes(name),
  );
  if (!isFlag) return `\`${known.command}\` takes no argument "${name}" there.`;
  const near = nearMiss(name, known.flags);
  return `There is no flag ${dashed(name)}${near === undefined ? '.' : `; did you mean ${dashed(near)}?`}`;
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
