import type { z } from 'zod';
import { didYouMean } from './nearMiss.ts';
import type { Path } from './problem.ts';
import { allowedKeys } from './schema/allowedKeys.ts';
import { shownValue } from './shownValue.ts';

type Issue = z.core.$ZodIssue;

/** A problem whose place is still to be looked up. */
export interface Complaint {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** Keys next to a secret: what stands there by mistake may be the secret itself, and is not shown. */
const SECRET_KEYS = /^(?:keyEnv|keyFile|urlEnv|urlFile|secretEnv)$/;

/** What the schema library says about `root`, in the words of this program; an unknown key is a complaint by itself. */
export function complaintsOf(schema: z.ZodType, root: unknown, issue: Issue, base: Path = []): Complaint[] {
  const path: Path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    const keys = allowedKeys(schema, path, valueAt(root, path));
    return issue.keys.map((key) => ({
      path: [...path, key],
      part: 'key',
      message: keys.includes(key)
        ? 'the key does not go with the others here'
        : `the key is unknown${didYouMean(key, keys)}; allowed ${keys.join(', ')}`,
    }));
  }
  if (issue.code === 'invalid_key')
    return [
      {
        path,
        part: 'key',
        message: `found the key ${shownValue(path.at(-1))}; allowed ${issue.issues[0]?.message ?? ''}`,
      },
    ];
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => complaintsOf(schema, root, inner, path));
  }
  const found = valueAt(root, path);
  if (found === undefined) return [missing(schema, path, issue)];
  const shown = SECRET_KEYS.test(String(path.at(-1))) ? 'something else' : shownValue(found);
  if (issue.code === 'custom') {
    const allowed: unknown = issue.params?.allowed;
    const message =
      typeof allowed === 'string' ? `found ${shown}: ${issue.message}; allowed ${allowed}` : issue.message;
    return [{ path, part: 'value', message }];
  }
  return [{ path, part: 'value', message: `found ${shown}; allowed ${allowedText(schema, path, issue)}` }];
}

function missing(schema: z.ZodType, path: Path, issue: Issue): Complaint {
  const key = String(path.at(-1));
  return {
    path,
    part: 'value',
    message: `the key ${JSON.stringify(key)} is missing; allowed ${allowedText(schema, path, issue)}`,
  };
}

/** The branch of a union that was probably meant: of the right kind, with the fewest complaints. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const ofTheKind = branches.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'),
  );
  return ofTheKind.sort((a, b) => weight(a) - weight(b))[0];
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function allowedText(schema: z.ZodType, path: Path, issue: Issue): string {
  // Messages of our own are the phrase that is wanted here; the library's all begin with one of these words.
  if (!/^(?:Invalid|Too|Unrecognized|Expected)\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.expected === 'object')
        return `a mapping with the keys ${allowedKeys(schema, path, undefined).join(', ')}`;
      if (issue.expected === 'record') return 'a mapping';
      if (issue.expected === 'array') return 'a list';
      if (issue.expected === 'string') return 'a text';
      if (issue.expected === 'boolean') return 'true or false';
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`;
    }
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union': {
      const options = (issue as { options?: readonly unknown[] }).options ?? [];
      return options.length > 0 ? `one of ${options.map(String).join(', ')}` : 'another form';
    }
    case 'too_small':
      return issue.origin === 'array' ? `at least ${issue.minimum} entry` : `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
    default:
      return issue.message;
  }
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as { [key: string | number]: unknown })[part];
  }, root);
}
