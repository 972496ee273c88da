/** Records that are excused: which finding a waiver covers, and which record it names. */
import type { Finding } from '../model/finding.ts';
import { formatInstant, type Instant } from '../model/instant.ts';
import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import { matchesGlob } from '../policy/glob.ts';
import type { Waiver } from '../policy/policy.ts';
import type { TargetFacts } from './facts.ts';

/** Expiry is not to be excused: the waiver itself would hide that it no longer holds. */
const NEVER_WAIVED: ReadonlySet<string> = new Set(['waiver-expired']);

/** The finding as a note with the first waiver that covers it; the finding itself if none does. */
export function waived(finding: Finding, waivers: readonly Waiver[], at: Instant): Finding {
  if (NEVER_WAIVED.has(finding.rule)) return finding;
  const waiver = waivers.find((w) => at < w.until && covers(w, finding));
  if (waiver === undefined) return finding;
  return {
    ...finding,
    severity: 'note',
    waived: { reason: waiver.reason, until: formatInstant(waiver.until) },
  };
}

/** A waiver for some types excuses nothing that is about the whole name. */
function covers(waiver: Waiver, finding: Finding): boolean {
  if (waiver.rules !== undefined && !waiver.rules.includes(finding.rule)) return false;
  return namesRrset(waiver, finding.owner, finding.type);
}

function namesRrset(waiver: Waiver, owner: Name, type: RecordType | null): boolean {
  if (!matchesGlob(waiver.name, owner)) return false;
  return waiver.types === undefined || (type !== null && waiver.types.some((t) => t.toUpperCase() === type));
}

/** The first record of a target that a waiver names, whether it excuses anything there or not. */
export function namesRecordOf(waiver: Waiver, facts: TargetFacts): Name | undefined {
  const found = facts.rrsets.find((r) => !r.foreign && namesRrset(waiver, r.owner, r.type));
  if (found !== undefined) return found.owner;
  const { name, types } = facts.target;
  return types.some((type) => namesRrset(waiver, name, type)) ? name : undefined;
}
