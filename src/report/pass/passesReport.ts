/** What reporters are given of one or several passes: `apply`, `restore` and `abort` show the same. */
import type { FailureKind } from '../../model/failure.ts';
import type { Instant } from '../../model/instant.ts';
import type { PassReport } from '../../model/pass.ts';

/** A pass that ended before it had anything to tell. */
export interface FailedPass {
  readonly migration: string;
  readonly failure: { readonly kind: FailureKind; readonly message: string; readonly hint?: string };
}

export interface PassesReport {
  readonly tool: { readonly name: 'ttl-check'; readonly version: string };
  readonly command: 'apply' | 'restore' | 'abort';
  readonly mode: PassReport['mode'];
  readonly at: Instant;
  readonly passes: readonly (PassReport | FailedPass)[];
  /** What to type to have a dry run carried out. */
  readonly carryOut: string;
}

export function hasFailed(pass: PassReport | FailedPass): pass is FailedPass {
  return 'failure' in pass;
}
