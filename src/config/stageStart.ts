import type { StageStart } from '../policy/policy.ts';
import { BadValue } from './badValue.ts';
import { parseSpan } from './duration.ts';

/** What the beginning of a stage may look like, for messages. */
export const STAGE_START_ALLOWED: string =
  'when the stage begins: "14 days before", "start of day" or "3 days after" (the cutover)';

/** When a stage begins, from `14 days before`, `P3D after` or `start of day`. Throws BadValue. */
export function parseStageStart(text: string): StageStart {
  const trimmed = text.trim();
  if (/^start[ -]of[ -](?:the[ -])?day$/i.test(trimmed)) return { kind: 'start-of-day' };
  const match = /^(.+?)\s+(before|after)$/i.exec(trimmed);
  if (match === null) throw new BadValue('it says neither before nor after the cutover');
  const { days, seconds } = parseSpan(match[1] ?? '');
  return { kind: match[2]?.toLowerCase() === 'after' ? 'after' : 'before', days, seconds };
}
