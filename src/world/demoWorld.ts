/** The world of `ttl-check demo`: a shop that moves, with one record of every kind of trouble. */
import { DELEGATION_TTL } from './infrastructure.ts';
import type { WorldDescription } from './world.ts';
import { replaceRrset, type Zone, zone } from './zone.ts';

const shop: Zone = zone(
  'example.com',
  `@      3600 NS ns1
   @      3600 NS ns2
   ns1    3600 A 192.0.2.1
   ns2    3600 A 192.0.2.2
   ns2    3600 AAAA 2001:db8::2
   @       300 A 203.0.113.10
   ; Ready on the day: 300 s.
   www     300 A 203.0.113.10
   www     300 AAAA 2001:db8:10::80
   ; A day: too long, unless it is lowered in time.
   api   86400 A 203.0.113.20
   ; Two weeks: an error at every stage.
   legacy 1209600 A 203.0.113.30
   ; The server ns2 was forgotten when this one was lowered.
   mail    300 A 203.0.113.40
   ; A chain of three hops: the last is somebody else's.
   shop   3600 CNAME store
   store   300 CNAME edge.example.net.`,
);

const edge: Zone = zone(
  'example.net',
  `@     86400 NS ns1
   ns1   86400 A 198.51.100.1
   edge     60 A 198.51.100.80
   edge     60 AAAA 2001:db8:51::80`,
);

/** The names that the demo checks. */
export const DEMO_NAMES: readonly string[] = [
  'www.example.com',
  'api.example.com',
  'legacy.example.com',
  'mail.example.com',
  'shop.example.com',
];

/** Two servers of a zone that do not agree, another's zone behind a CNAME, and two caches with habits of their own. */
export const DEMO_WORLD: WorldDescription = {
  authorities: [
    { name: 'ns1.example.com', addresses: ['192.0.2.1'], zones: [shop] },
    {
      name: 'ns2.example.com',
      addresses: ['192.0.2.2', '2001:db8::2'],
      zones: [replaceRrset(shop, 'mail', 'A', { ttl: 86_400 })],
    },
    { name: 'ns1.example.net', addresses: ['198.51.100.1'], zones: [edge] },
  ],
  resolvers: [
    { name: 'cache-one', addresses: ['192.0.2.53'] },
    { name: 'cache-two', addresses: ['198.51.100.53'], cap: 21_600 },
  ],
  delegationTtl: DELEGATION_TTL,
};
