import type { RrsetOctets } from '../../dns/update.ts';
import type { TtlChange } from '../../model/provider.ts';
import { judgedTtl } from '../../model/ttl.ts';
import { hexOf, nativeOctets } from './rrset.ts';

/** What is not as it was when the change was decided, as a sentence; undefined if everything is. */
export function differenceFrom(change: TtlChange, now: RrsetOctets | undefined): string | undefined {
  const { owner, type } = change;
  const [before] = change.before;
  if (before === undefined)
    return now === undefined ? `${owner} ${type} is not there.` : `${owner} ${type} was not there before.`;
  if (now === undefined) return `${owner} ${type} is not there any more.`;
  const had = nativeOctets(before.native);
  const has = now.rdata.map(hexOf);
  const gone = had.filter((octets) => !has.includes(octets)).length;
  const added = has.filter((octets) => !had.includes(octets)).length;
  if (gone + added > 0)
    return `${owner} ${type} has other data now: ${count(gone, 'record')} gone, ${added} new.`;
  if (judgedTtl(now.ttl) !== before.ttl)
    return `${owner} ${type} has the TTL ${now.ttl} s now; it was ${before.ttl} s when the change was decided.`;
  return undefined;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
