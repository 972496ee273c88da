/** The table of rules, in the order in which docs/rules.md and reports list them. A new rule is one line here. */
import type { Rule } from './rule.ts';
import { answerVaries } from './rules/answerVaries.ts';
import { authoritiesDisagreeData } from './rules/authoritiesDisagreeData.ts';
import { authoritiesDisagreeTtl } from './rules/authoritiesDisagreeTtl.ts';
import { authorityUnreachable } from './rules/authorityUnreachable.ts';
import { cacheNotDrained } from './rules/cacheNotDrained.ts';
import { chainBroken } from './rules/chainBroken.ts';
import { cutoverPast } from './rules/cutoverPast.ts';
import { delegationMismatch } from './rules/delegationMismatch.ts';
import { dohUsed } from './rules/dohUsed.ts';
import { dsPresent } from './rules/dsPresent.ts';
import { due } from './rules/due.ts';
import { familySkipped } from './rules/familySkipped.ts';
import { foreignChain } from './rules/foreignChain.ts';
import { httpsHints } from './rules/httpsHints.ts';
import { ignoredAnswers } from './rules/ignoredAnswers.ts';
import { lameAuthority } from './rules/lameAuthority.ts';
import { nameAbsent } from './rules/nameAbsent.ts';
import { needsReSigning } from './rules/needsReSigning.ts';
import { negativeTtl } from './rules/negativeTtl.ts';
import { noMargin } from './rules/noMargin.ts';
import { notObserved } from './rules/notObserved.ts';
import { originalTtl } from './rules/originalTtl.ts';
import { parentNotSeen } from './rules/parentNotSeen.ts';
import { parentTtl } from './rules/parentTtl.ts';
import { pastUnknown } from './rules/pastUnknown.ts';
import { port53Intercepted } from './rules/port53Intercepted.ts';
import { resolverUnreachable } from './rules/resolverUnreachable.ts';
import { synthesisedTtl } from './rules/synthesisedTtl.ts';
import { tooLate } from './rules/tooLate.ts';
import { ttlAboveLimit } from './rules/ttlAboveLimit.ts';
import { ttlOutOfRange } from './rules/ttlOutOfRange.ts';
import { ttlOverWeek } from './rules/ttlOverWeek.ts';
import { ttlTooShort } from './rules/ttlTooShort.ts';
import { unequalTtls } from './rules/unequalTtls.ts';
import { waiverExpired } from './rules/waiverExpired.ts';
import { wildcard } from './rules/wildcard.ts';

export const RULES: Readonly<Record<string, Rule>> = {
  'ttl-above-limit': ttlAboveLimit,
  due,
  'too-late': tooLate,
  'no-margin': noMargin,
  'cache-not-drained': cacheNotDrained,
  'past-unknown': pastUnknown,
  'cutover-past': cutoverPast,
  'name-absent': nameAbsent,
  'chain-broken': chainBroken,
  'foreign-chain': foreignChain,
  'negative-ttl': negativeTtl,
  'authorities-disagree-ttl': authoritiesDisagreeTtl,
  'authorities-disagree-data': authoritiesDisagreeData,
  'answer-varies': answerVaries,
  'synthesised-ttl': synthesisedTtl,
  'lame-authority': lameAuthority,
  'authority-unreachable': authorityUnreachable,
  'parent-ttl': parentTtl,
  'parent-not-seen': parentNotSeen,
  'delegation-mismatch': delegationMismatch,
  'ds-present': dsPresent,
  'unequal-ttls': unequalTtls,
  'ttl-out-of-range': ttlOutOfRange,
  'ttl-over-week': ttlOverWeek,
  'ttl-too-short': ttlTooShort,
  'original-ttl': originalTtl,
  'needs-re-signing': needsReSigning,
  wildcard,
  'https-hints': httpsHints,
  'not-observed': notObserved,
  'resolver-unreachable': resolverUnreachable,
  'family-skipped': familySkipped,
  'port-53-intercepted': port53Intercepted,
  'doh-used': dohUsed,
  'ignored-answers': ignoredAnswers,
  'waiver-expired': waiverExpired,
} satisfies Record<string, Rule>;
