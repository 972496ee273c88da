import { formatInstant, type Instant } from '../../model/instant.ts';
import { clockTextIn, upToMinute } from '../clockText.ts';

/** How a format writes what sentences are made of. */
export interface Voice {
  /** An instant that something begins with. */
  readonly when: (at: Instant) => string;
  /** An instant until which something lasts; never shown too early. */
  readonly until: (at: Instant) => string;
  /** Text that the network, a file or a person wrote, with everything escaped that means something. */
  readonly plain: (text: string) => string;
  /** Which zone `when` shows, to stand behind it; empty where that need not be said. */
  readonly zone: string;
  /** The instant of the digest, for countdowns. */
  readonly at: Instant;
}

/** Instants as the clocks of a time zone show them. Throws RangeError for a zone that the system does not know. */
export function wallClockVoice(at: Instant, timezone: string, plain: Voice['plain']): Voice {
  const clock = clockTextIn(timezone);
  return {
    at,
    plain,
    zone: timezone === 'UTC' ? '' : ` ${plain(timezone)}`,
    when: (instant) => clock(formatInstant(instant)),
    until: (instant) => clock(upToMinute(formatInstant(instant))),
  };
}
