import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.ts';

/**
 * What stays the same about a finding from run to run, as 64 hexadecimal digits: its rule, and the RRset (or name)
 * that it is about. The sentence and its numbers are left out, as they change with the day.
 */
export function fingerprint({ rule, owner, type }: Pick<Finding, 'rule' | 'owner' | 'type'>): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, owner, type]))
    .digest('hex');
}
