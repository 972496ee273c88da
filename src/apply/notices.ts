import { formatInstant, type Instant } from '../model/instant.ts';
import type { IntentWithReceipt } from '../model/journal.ts';
import type { Migration } from '../model/migration.ts';
import { wasTaken } from './hands.ts';
import type { Survey, Surveyed } from './survey.ts';

/** Sentences about what a person should know before anything is changed: other hands, what vanished, what was not seen. */
export function noticesOf(
  survey: Survey,
  migration: Migration,
  intents: readonly IntentWithReceipt[],
  at: Instant,
): string[] {
  const gone = survey.absent
    .filter((a) => !a.create && !survey.vanished.some((v) => v.owner === a.owner))
    .map(
      (a) => `${a.owner}${a.type === null ? '' : ` ${a.type}`} does not exist: there is no TTL to change.`,
    );
  const vanished = survey.vanished.map(
    (v) => `${v.owner} ${v.type} is gone; before we lowered its TTL, it was ${v.ttl} s.`,
  );
  const other = survey.rrsets.flatMap((r) => [...ttlNotice(r), ...dataNotice(r, migration, intents, at)]);
  const leaving = survey.rrsets
    .filter((r) => r.leaving === true && r.formerTtl !== null)
    .map(
      (r) =>
        `${r.owner} ${r.type} is no longer one of the records of ${migration.name}: it is lowered no further, and gets its former TTL of ${r.formerTtl} s back.`,
    );
  const unseen = survey.unobserved.map((u) => `${u.owner} could not be observed: ${u.because}.`);
  return [...survey.notices, ...gone, ...vanished, ...other, ...leaving, ...unseen];
}

function ttlNotice(r: Surveyed): string[] {
  if (r.formerTtl === null || r.lowered || r.providerTtl === r.formerTtl) return [];
  const found = r.providerTtl === undefined ? 'not one TTL any more' : `${r.providerTtl} s`;
  return [
    `${r.owner} ${r.type}: its TTL is ${found} and not the one that was set last: somebody else's hand.`,
  ];
}

/** Before the cutover the data are not expected to change; afterwards they have to. */
function dataNotice(
  r: Surveyed,
  { cutover }: Migration,
  intents: readonly IntentWithReceipt[],
  at: Instant,
): string[] {
  const ours = intents.findLast(
    (i) => i.intent.owner === r.owner && i.intent.type === r.type && wasTaken(i.receipts),
  );
  if (at >= cutover.at || ours === undefined || r.formerTtl === null) return [];
  const before = [...ours.intent.rdata].sort();
  if (before.join('\n') === [...r.rdata].sort().join('\n')) return [];
  return [
    `${r.owner} ${r.type}: its data changed from ${before.join(', ')} to ${r.rdata.join(', ')} before the cutover at ${formatInstant(cutover.at)}; they are left as they are.`,
  ];
}
