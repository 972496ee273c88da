import { z } from 'zod';
import type { Ttl } from '../../model/ttl.ts';
import { addressValue, httpsUrl, text, ttlValue } from './values.ts';

/** A resolver as the file has it; every key may be missing where one of the same name is shipped. */
export interface ResolverChange {
  readonly addresses?: readonly string[];
  readonly protocol?: 'udp' | 'tcp' | 'tls' | 'https';
  readonly port?: number;
  readonly tlsName?: string;
  readonly url?: string;
  readonly cap?: { readonly ttl: Ttl; readonly source?: string; readonly date?: string };
  readonly default?: boolean;
}

const resolver = z.strictObject({
  addresses: z
    .array(addressValue, { error: 'a list of IP addresses' })
    .min(1)
    .meta({ description: 'Tried in this order until one answers.' })
    .exactOptional(),
  protocol: z
    .enum(['udp', 'tcp', 'tls', 'https'])
    .meta({ description: 'udp unless given; over UDP, truncated answers are asked for again over TCP.' })
    .exactOptional(),
  port: z
    .int()
    .min(1)
    .max(65535)
    .meta({ description: '53, 853 (tls) or 443 (https) unless given.' })
    .exactOptional(),
  tlsName: text('a host name')
    .meta({ description: 'The name on the certificate, for asking over TLS.' })
    .exactOptional(),
  url: httpsUrl
    .meta({ description: 'DNS over HTTPS (RFC 8484); asked instead where port 53 gives nothing.' })
    .exactOptional(),
  cap: z
    .strictObject({
      ttl: ttlValue,
      source: text('where this is known from').exactOptional(),
      date: z.iso.date({ error: 'a date such as 2026-01-31' }).exactOptional(),
    })
    .meta({ description: 'It never shows a remaining TTL above this.' })
    .exactOptional(),
  default: z
    .boolean()
    .meta({ description: 'Whether it is asked when no --resolver is given.' })
    .exactOptional(),
});

export const resolversSchema: z.ZodType<{ readonly [name: string]: ResolverChange }, unknown> = z
  .record(
    z.string().regex(/^(?!(?:system|none|auto)$)[a-z][a-z0-9-]{0,31}$/, {
      error: 'lower-case letters, digits and hyphens, and neither system, none nor auto',
    }),
    resolver,
  )
  .meta({ id: 'resolvers', description: 'Resolvers by name; the shipped ones can be changed key by key.' });
