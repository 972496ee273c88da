/** Which exit code a failure leads to is decided in one table in `cli/exitCode.ts`. */
export type FailureKind = 'usage' | 'config' | 'observe' | 'provider' | 'journal';

/**
 * Bad input, a broken provider or a bug's neighbour: everything that ends a command.
 * Expected DNS outcomes (NXDOMAIN, SERVFAIL, a time-out) are values and never thrown.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** What to do about it, one sentence. */
  readonly hint: string | undefined;

  constructor(kind: FailureKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.hint = options.hint;
  }
}
