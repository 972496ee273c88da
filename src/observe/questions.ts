import type { Name } from '../model/name.ts';
import type { RecordType } from '../model/recordType.ts';
import type { Target } from '../model/target.ts';
import type { RunContext } from './context.ts';

/** What to ask about the target's own name: CNAMEs come with the answers about addresses, NS only at an apex. */
export function questionsAt(target: Target, apex: Name | undefined): RecordType[] {
  const types = target.types.filter((type) => type !== 'CNAME' && (type !== 'NS' || target.name === apex));
  if (types.length === 0) types.push(target.types.includes('CNAME') ? 'CNAME' : 'NS');
  // Address hints in HTTPS and SVCB (RFC 9460 §7.3) would go on pointing to the old place.
  if (target.cutover !== undefined && types.some((t) => t === 'A' || t === 'AAAA')) types.push('HTTPS');
  return [...new Set(types)];
}

/** What the authorities of the target's zone are asked. */
export function targetTypes(run: RunContext, target: Target, apex: Name): RecordType[] {
  const types = questionsAt(target, apex);
  // Whether a name is an apex is not known beforehand when discovery is off.
  const unsure = run.authority.mode === 'given' && target.types.includes('NS') && !types.includes('NS');
  return unsure ? [...types, 'NS'] : types;
}

/** What is asked about the names that a chain leads to. */
export function chainTypes(target: Target): RecordType[] {
  const types = target.types.filter((type) => type !== 'CNAME' && type !== 'NS');
  return types.length > 0 ? types : ['CNAME'];
}
