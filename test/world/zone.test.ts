import { expect, test } from 'vitest';
import { withRrset, zone } from '../../src/world/zone.ts';

test('a zone is read from lines, with owners and lone names relative to the apex', () => {
  const z = zone(
    'Example.COM',
    '; comment\n\n@ 60 NS ns1\nwww 300 CNAME other.example.net.\n*.w 4294967295 A 192.0.2.1',
  );
  expect(z.apex).toBe('example.com.');
  expect(z.records.map((r) => `${r.owner} ${r.ttl} ${r.type} ${r.rdata}`)).toEqual([
    'example.com. 900 SOA ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 900',
    'example.com. 60 NS ns1.example.com.',
    'www.example.com. 300 CNAME other.example.net.',
    '*.w.example.com. 4294967295 A 192.0.2.1',
  ]);
});

test.each([
  [
    'www A 192.0.2.1',
    'Zone example.com., line 1 ("www A 192.0.2.1"): not of the form "owner ttl type rdata"',
  ],
  ['\nwww 1 AX 1', 'Zone example.com., line 2 ("www 1 AX 1"): no record type AX'],
  [
    'www 4294967296 A 192.0.2.1',
    'line 1 ("www 4294967296 A 192.0.2.1"): a TTL field holds at most 4294967295',
  ],
  ['www.example.org. 1 A 192.0.2.1', 'www.example.org. is not in the zone'],
])('%j is refused with its line', (text, message) => {
  expect(() => zone('example.com', text)).toThrow(message);
});

test('a change replaces one RRset, keeps what is not given, and raises the serial', () => {
  const z = zone(
    'example.com',
    '@ 60 NS ns1\nwww 300 A 192.0.2.1\nwww 300 A 192.0.2.2\nwww 300 AAAA 2001:db8::1',
  );
  const lowered = withRrset(z, 'www', 'A', { ttl: 60 });
  expect(lowered.records.map((r) => `${r.owner} ${r.ttl} ${r.type} ${r.rdata}`)).toEqual([
    'example.com. 900 SOA ns1.example.com. hostmaster.example.com. 2 7200 900 1209600 900',
    'example.com. 60 NS ns1.example.com.',
    'www.example.com. 300 AAAA 2001:db8::1',
    'www.example.com. 60 A 192.0.2.1',
    'www.example.com. 60 A 192.0.2.2',
  ]);
  expect(withRrset(z, 'www', 'A', { rdata: [] }).records.filter((r) => r.type === 'A')).toEqual([]);
  expect(() => withRrset(z, 'new', 'A', { ttl: 5 })).toThrow('has no new.example.com. A; adding it takes');
});
