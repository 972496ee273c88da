import { Failure } from '../model/failure.ts';
import { isDataType, type RecordType, typeCode, typeName } from '../model/recordType.ts';

/** What yargs made of the command line: by flag, a text, a switch or, for a flag that was repeated, an array. */
export type RawFlags = { readonly [flag: string]: unknown };

/** The value of a flag that may be given once; `undefined` without it. Throws Failure `usage`. */
export function once(flags: RawFlags, flag: string): string | undefined {
  const values = every(flags, flag);
  if (values.length > 1)
    throw new Failure('usage', `--${flag} was given ${values.length} times (${values.join(', ')}).`, {
      hint: 'Give it once.',
    });
  return values[0];
}

/** All values of a flag that may be repeated, in their order. Throws Failure `usage` for an empty one. */
export function every(flags: RawFlags, flag: string): readonly string[] {
  const value = flags[flag];
  if (value === undefined) return [];
  const values = (Array.isArray(value) ? value : [value]).map(String);
  if (values.includes(''))
    throw new Failure('usage', `--${flag} was given an empty value.`, {
      hint: 'Give it a value or leave it out.',
    });
  return values;
}

/** Whether a switch is on. A repeated one counts as its last. */
export function isOn(flags: RawFlags, flag: string): boolean {
  const value = flags[flag];
  return (Array.isArray(value) ? value.at(-1) : value) === true;
}

/** The flag's number, within the bounds. Throws Failure `usage`. */
export function numberOf(
  flags: RawFlags,
  flag: string,
  bounds: { readonly min: number; readonly max: number; readonly whole?: true; readonly unit: string },
): number | undefined {
  const text = once(flags, flag);
  if (text === undefined) return undefined;
  const value = /^[0-9]*\.?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  const fits =
    value >= bounds.min && value <= bounds.max && (bounds.whole === undefined || Number.isInteger(value));
  if (!fits) {
    const kind = bounds.whole ? 'a whole number' : 'a number';
    throw new Failure(
      'usage',
      `--${flag} takes ${kind} of ${bounds.unit} from ${bounds.min} to ${bounds.max}, not "${text}".`,
    );
  }
  return value;
}

/** The flag's value, one of `choices`. Throws Failure `usage`. */
export function choiceOf<Choice extends string>(
  flags: RawFlags,
  flag: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = once(flags, flag);
  const choice = choices.find((one) => one === text);
  if (text !== undefined && choice === undefined)
    throw new Failure(
      'usage',
      `--${flag} takes ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not "${text}".`,
    );
  return choice;
}

/** Record types from texts such as `A` or `a,aaaa`, each once. Throws Failure `usage` naming every unknown one. */
export function recordTypes(texts: readonly string[]): readonly RecordType[] {
  const typed = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  const types = new Set<RecordType>();
  const unknown: string[] = [];
  for (const text of typed) {
    const code = typeCode(text);
    if (code === undefined || !isDataType(code)) unknown.push(`"${text}"`);
    else types.add(typeName(code));
  }
  if (unknown.length > 0)
    throw new Failure(
      'usage',
      `There is no record type ${unknown.join(', ')} that a name can be asked for.`,
      {
        hint: 'Types are written as A, AAAA, CNAME, NS, MX, … or TYPE1234, several with commas.',
      },
    );
  return [...types];
}
