import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatEndpoint, parseEndpoint } from '../../src/dns/endpoint.ts';
import type { Endpoint } from '../../src/dns/exchange.ts';
import { formatIpv4, formatIpv6 } from '../../src/dns/ipAddress.ts';
import { Failure } from '../../src/model/failure.ts';

test.each<[string, Endpoint]>([
  ['192.0.2.1', { protocol: 'udp', address: '192.0.2.1' }],
  ['192.0.2.1:5353', { protocol: 'udp', address: '192.0.2.1', port: 5353 }],
  ['192.0.2.1:53', { protocol: 'udp', address: '192.0.2.1' }],
  ['2001:DB8:0:0::1', { protocol: 'udp', address: '2001:db8::1' }],
  ['[2001:db8::1]', { protocol: 'udp', address: '2001:db8::1' }],
  ['[2001:db8::1]:5353', { protocol: 'udp', address: '2001:db8::1', port: 5353 }],
  ['fe80::1%eth0', { protocol: 'udp', address: 'fe80::1%eth0' }],
  ['udp://127.0.0.1:5301', { protocol: 'udp', only: true, address: '127.0.0.1', port: 5301 }],
  ['TCP://2001:db8::1', { protocol: 'tcp', address: '2001:db8::1' }],
  ['tls://Dns.Example.', { protocol: 'tls', address: 'dns.example' }],
  ['tls://192.0.2.1#dns.example', { protocol: 'tls', address: '192.0.2.1', tlsName: 'dns.example' }],
  [
    'tls://[2001:db8::1]:8853#dns.example',
    { protocol: 'tls', address: '2001:db8::1', port: 8853, tlsName: 'dns.example' },
  ],
  ['https://dns.example/dns-query', { protocol: 'https', address: 'dns.example' }],
  ['https://dns.example/dns-query{?dns}', { protocol: 'https', address: 'dns.example' }],
  ['https://dns.example', { protocol: 'https', address: 'dns.example' }],
  ['https://dns.example/', { protocol: 'https', address: 'dns.example', path: '/' }],
  [
    'https://[2001:db8::1]:8443/q?a=b',
    { protocol: 'https', address: '2001:db8::1', port: 8443, path: '/q?a=b' },
  ],
  [
    'https://192.0.2.1/dns-query#dns.example',
    { protocol: 'https', address: '192.0.2.1', tlsName: 'dns.example' },
  ],
])('%s', (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual(endpoint);
});

test.each([
  ['', 'the address is missing'],
  ['udp://', 'the address is missing'],
  ['dns.example', 'only tls:// and https:// take names'],
  ['192.0.2', 'is no IP address'],
  ['192.0.2.256', 'is no IP address'],
  ['192.0.2.1:0', 'the port is "0", not 1 to 65535'],
  ['192.0.2.1:', 'the port is "", not 1 to 65535'],
  ['192.0.2.1:65536', 'the port is "65536"'],
  ['2001:db8::1:::', 'is no IP address'],
  ['[2001:db8::1]5353', 'is no IP address'],
  ['ftp://192.0.2.1', 'the protocol "ftp" is unknown'],
  ['://192.0.2.1', 'the protocol "" is unknown'],
  ['tls://192.0.2.256', 'neither an IP address nor a host name'],
  ['tls://a b', 'neither an IP address nor a host name'],
  ['tls://user@dns.example', 'neither an IP address nor a host name'],
  ['tls://192.0.2.1#', 'the name on the certificate'],
  ['tls://192.0.2.1/path', 'only https:// has a path'],
  ['192.0.2.1#dns.example', 'udp:// has no certificate'],
  ['https://dns.example/a b', 'is not that of a URL'],
])('%j is refused with what is wrong and what is allowed', (text, what) => {
  try {
    parseEndpoint(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('tls://dns.example') });
    expect((error as Failure).message).toContain(what);
  }
});

const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(formatIpv4);
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatIpv6);
const host = fc.constantFrom('dns.example', 'a-b.example.test', '_dns.example');
const address = fc.oneof(ipv4, ipv6);
const rest = { port: fc.integer({ min: 1, max: 65_535 }).filter((port) => ![53, 853, 443].includes(port)) };

test('what is formatted is parsed to the same', () => {
  const plain = fc.record(
    { protocol: fc.constantFrom('udp', 'tcp'), address, ...rest },
    { requiredKeys: ['protocol', 'address'] },
  );
  const tls = fc.record(
    {
      protocol: fc.constant('tls'),
      address: fc.oneof(address, host),
      tlsName: fc.oneof(address, host),
      ...rest,
    },
    { requiredKeys: ['protocol', 'address'] },
  );
  const https = fc.record(
    {
      protocol: fc.constant('https'),
      address: fc.oneof(address, host),
      path: fc.constantFrom('/', '/q', '/q?a=b'),
      ...rest,
    },
    { requiredKeys: ['protocol', 'address'] },
  );
  fc.assert(
    fc.property(fc.oneof(plain, tls, https), (endpoint) => {
      expect(parseEndpoint(formatEndpoint(endpoint as Endpoint))).toEqual(endpoint);
    }),
  );
});

test('any text is parsed or refused as bad usage', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `tls://${text}`),
        fc.string().map((text) => `https://${text}`),
      ),
      (text) => {
        try {
          const endpoint = parseEndpoint(text);
          expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      },
    ),
  );
});
