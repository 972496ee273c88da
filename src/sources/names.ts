import { toAsciiName } from '../dns/idn.ts';
import { Failure } from '../model/failure.ts';
import { BadName, type Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Origin, Target } from '../model/target.ts';

export interface SourceOptions {
  /** The types to ask for. */
  readonly types: readonly RecordType[];
}

/** A name as somebody wrote it. Throws BadName with the reason. */
export function targetOf(input: string, options: SourceOptions, origin?: Origin): Target {
  const name: Name = toAsciiName(input);
  return { input, name, types: options.types, ...(origin === undefined ? {} : { origin }) };
}

/** Targets of the command line, each name once. Throws Failure (usage) that lists every bad name. */
export function targetsFromNames(names: readonly string[], options: SourceOptions): Target[] {
  const targets = new Map<Name, Target>();
  const problems: string[] = [];
  for (const input of names) {
    try {
      const target = targetOf(input, options);
      if (!targets.has(target.name)) targets.set(target.name, target);
    } catch (error) {
      if (!(error instanceof BadName)) throw error;
      problems.push(`${JSON.stringify(input)} is not a domain name: ${error.message}.`);
    }
  }
  if (problems.length > 0) throw badNames(problems);
  return [...targets.values()];
}

/** One failure for all names that cannot be read. */
export function badNames(problems: readonly string[]): Failure {
  return new Failure('usage', problems.join('\n'), {
    hint: 'Write names like www.example.com; octets that are no letters, digits or hyphens as \\DDD (RFC 1035 §5.1).',
  });
}
