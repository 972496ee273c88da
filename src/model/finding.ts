import type { Name } from './name.ts';
import type { RecordType } from './recordType.ts';

/** `note` is context: it changes neither the verdict nor the exit code. */
export type Severity = 'error' | 'warning' | 'note';

export type Verdict = 'ready' | 'not-ready' | 'unknown';

/** A value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** One thing that a rule has to say about one RRset (or name). */
export interface Finding {
  /** The rule's id; `ttl-check explain <rule>` prints its text. */
  readonly rule: string;
  readonly severity: Severity;
  readonly owner: Name;
  /** The RRset's type, or null where the finding is about the name or its zone. */
  readonly type: RecordType | null;
  /** A sentence with the numbers in it, and what to do. */
  readonly message: string;
  /** The same numbers for programs. */
  readonly data: { readonly [key: string]: JsonValue };
  /** The waiver that excuses it; a waived finding counts as a note. */
  readonly waived?: { readonly reason: string; readonly until: string };
  /** The baseline names it, so that it does not lead to exit code 1; with the reason that stands there. */
  readonly known?: { readonly reason?: string };
}
