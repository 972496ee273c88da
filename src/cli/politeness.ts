import type { Endpoint } from '../dns/exchange.ts';
import type { ExchangerOptions } from '../dns/exchanger.ts';
import { Failure } from '../model/failure.ts';
import type { AuthorityChoice } from '../observe/context.ts';
import { once, type RawFlags } from './flagValues.ts';

/**
 * Questions a second that a server of others gets at most. Google Public DNS limits a client to 1500 a second
 * (developers.google.com/speed/public-dns/docs/isp); others publish no figure, and small authorities run on little.
 */
export const POLITE_RATE: number = 100;

/** What `--rate` and `--total-rate` say: questions a second to each server, and to all together. */
export interface Rates {
  /** `usual`: `POLITE_RATE`, but no bound for servers that `--authority` names and for this machine's own. */
  readonly each: number | 'usual' | 'unbounded';
  readonly total: number | undefined;
}

/** Reads the flags. Throws Failure `usage`. */
export function ratesOf(flags: RawFlags): Rates {
  const each = rate(flags, 'rate');
  const total = rate(flags, 'total-rate');
  return { each: each ?? 'usual', total: total === 'unbounded' ? undefined : total };
}

function rate(flags: RawFlags, flag: string): number | 'unbounded' | undefined {
  const text = once(flags, flag);
  if (text === undefined) return undefined;
  if (text === 'none') return 'unbounded';
  const value = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (value >= 1) return value;
  throw new Failure(
    'usage',
    `--${flag} takes questions a second, a whole number from 1, or none; not "${text}".`,
  );
}

/** What the exchanger is told of it. */
export function pacing(
  { each, total }: Rates,
  authority: AuthorityChoice,
): Pick<ExchangerOptions, 'rateOf' | 'totalRate'> {
  const own = new Set(authority.mode === 'given' ? authority.endpoints.map(({ address }) => address) : []);
  function rateOf({ address }: Endpoint): number | undefined {
    if (each === 'unbounded') return undefined;
    if (each !== 'usual') return each;
    return own.has(address) || isLoopback(address) ? undefined : POLITE_RATE;
  }
  return { rateOf, ...(total === undefined ? {} : { totalRate: total }) };
}

/** The rates of commands that have no flags for them. */
export const USUAL_RATES: Rates = { each: 'usual', total: undefined };

/** RFC 5735 §3 and RFC 4291 §2.5.3. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address);
}
