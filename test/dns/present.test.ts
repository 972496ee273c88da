import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeMessage } from '../../src/dns/encode.ts';
import { formatIpv6, parseIpv4, parseIpv6 } from '../../src/dns/ipAddress.ts';
import type { ResourceRecord } from '../../src/dns/message.ts';
import { addressHints, presentRdata } from '../../src/dns/present.ts';
import { rcodeName } from '../../src/dns/rcode.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import { ROOT } from '../../src/model/name.ts';
import { typeCode } from '../../src/model/recordType.ts';

/** A record as it comes from the wire, from its text or its octets as `\# n hex`. */
function decoded(type: string, text: string): ResourceRecord {
  const answer = {
    owner: ROOT,
    type: typeCode(type) ?? 0,
    class: 1,
    ttl: 1,
    rdata: encodeRdata(type, text),
  };
  const [record] = decodeMessage(encodeMessage({ id: 1, answers: [answer] })).answers;
  if (record === undefined) throw new Error('no record');
  return record;
}

describe('presentRdata', () => {
  // In the form of BIND's dig 9.18 with +nosplit.
  test.each([
    ['A', '192.0.2.1'],
    ['AAAA', '2001:db8::1'],
    ['CNAME', 'www.example.com.'],
    ['NS', 'a\\.b.example.com.'],
    ['DNAME', 'example.net.'],
    ['PTR', '.'],
    ['SOA', 'ns.example.com. hostmaster.example.com. 2026112301 7200 900 1209600 300'],
    ['MX', '10 mail.example.com.'],
    ['TXT', '"v=spf1 -all" "second; string" "quote \\" and \\\\" "\\000\\255" ""'],
    ['SPF', '"v=spf1 -all"'],
    ['SRV', '0 5 443 www.example.com.'],
    ['CAA', '128 issue "ca.example.net; policy=ev"'],
    ['CAA', '0 iodef ""'],
    ['DS', '12345 13 2 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF'],
    ['DNSKEY', '257 3 13 AAECAwQFBgcICQoLDA0ODw=='],
    ['TLSA', '3 1 1 00112233445566778899AABBCCDDEEFF'],
    ['SSHFP', '4 2 00112233445566778899AABBCCDDEEFF'],
    ['NAPTR', '100 10 "S" "SIP+D2U" "" _sip._udp.example.com.'],
    ['RRSIG', 'A 13 3 86400 20261224000000 20261123000000 12345 example.com. AAECAwQ='],
    ['TYPE256', '10 1 "https://www.example.com/"'],
    ['TYPE65280', '\\# 3 ABCDEF'],
    ['TYPE65280', '\\# 0'],
  ])('shows %s %s as it was written', (type, text) => {
    expect(presentRdata(decoded(type, text))).toBe(text);
  });

  test.each([
    ['AAAA', '2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['AAAA', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['AAAA', '0:0:0:0:0:0:0:0', '::'],
    ['AAAA', '::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['NS', 'NS.Example.COM', 'ns.example.com.'],
    ['TXT', 'bare words', '"bare" "words"'],
    [
      'DS',
      '1 13 1 0011223344 5566778899aabbccddeeff00112233',
      '1 13 1 00112233445566778899AABBCCDDEEFF00112233',
    ],
  ])('shows %s %s as %s', (type, text, shown) => {
    expect(presentRdata(decoded(type, text))).toBe(shown);
  });

  test.each([
    ['NSEC', '016104746573740000064001000000 03', 'a.test. A MX RRSIG NSEC'],
    ['NSEC3', '0101000A 04 AABBCCDD 05 0011223344 0001 40', '1 1 10 AABBCCDD 008I4CQ4 A'],
    ['NSEC3', '01000000 00 02 FFFF 0001 02', '1 0 0 - VVVG SOA'],
    ['HTTPS', '0001 00', '1 .'],
    ['HTTPS', '0000 0361616100', '0 aaa.'],
    [
      'HTTPS',
      '0001 00 0001 0006 026832 026833 0003 0002 01BB 0004 0008 C0000201 C0000202 0005 0003 000102 0006 0010 20010DB8000000000000000000000001',
      '1 . alpn="h2,h3" port=443 ipv4hint=192.0.2.1,192.0.2.2 ech=AAEC ipv6hint=2001:db8::1',
    ],
    [
      'SVCB',
      '0001 00 0000 0002 0001 0001 0003 026832 0002 0000 FDE8 0001 41',
      '1 . mandatory=alpn alpn="h2" no-default-alpn key65000="A"',
    ],
    ['TYPE29', '00121416800000008000000000989680', '\\# 16 00121416800000008000000000989680'],
  ])('shows %s %s as %s', (type, octets, shown) => {
    const hex = octets.replaceAll(' ', '');
    expect(presentRdata(decoded(type, `\\# ${hex.length / 2} ${hex}`))).toBe(shown);
  });

  test('shows a type bitmap with the bit for SOA', () => {
    expect(presentRdata(decoded('NSEC', '\\# 4 00 0001 02'))).toBe('. SOA');
  });
});

describe('addressHints', () => {
  test('are those of the parameters ipv4hint and ipv6hint', () => {
    const hex = '00010000040004C00002010006001020010DB8000000000000000000000001';
    const record = decoded('HTTPS', `\\# ${hex.length / 2} ${hex}`);
    expect(addressHints(record)).toEqual({ ipv4: ['192.0.2.1'], ipv6: ['2001:db8::1'] });
  });

  test('are none in other records', () => {
    expect(addressHints(decoded('A', '192.0.2.1'))).toEqual({ ipv4: [], ipv6: [] });
    expect(addressHints(decoded('HTTPS', '\\# 3 000000'))).toEqual({ ipv4: [], ipv6: [] });
  });
});

describe('encodeRdata refuses, and says why,', () => {
  test.each([
    ['A', '192.0.2', /A data "192.0.2": "192.0.2" is not an IPv4 address/],
    ['A', '192.0.2.1 192.0.2.2', /2 fields \(1 are allowed\)/],
    ['AAAA', '192.0.2.1', /is not an IPv6 address/],
    ['AAAA', 'fe80::1%eth0', /is not an IPv6 address/],
    ['MX', 'mail.example.com.', /is not a number from 0 to 65535/],
    ['MX', '10', /1 fields \(2 are needed\)/],
    ['MX', '65536 mail.example.com.', /is not a number from 0 to 65535/],
    ['NS', 'a..example.com.', /an empty label/],
    ['TXT', '"open', /open quote/],
    ['TXT', '', /there is no character string/],
    ['TXT', `"${'a'.repeat(256)}"`, /256 octets \(255 are allowed\)/],
    ['TXT', '"\\256"', /bad escape/],
    ['DS', '1 13 2 00', /a digest of 1 octets/],
    ['DNSKEY', '257 3 13 AA=A', /is not base64/],
    ['A', '\\# 4 C000', /followed by 2 octets/],
    ['HTTPS', '1 . alpn=h2', /is written as "\\# length hexadecimal"/],
    ['NONSENSE', '1', /"NONSENSE" is no record type/],
  ])('%s %s', (type, text, complaint) => {
    expect(() => encodeRdata(type, text)).toThrow(complaint);
    expect(() => encodeRdata(type, text)).toThrow(RangeError);
  });
});

describe('IP addresses', () => {
  test('come back from their text', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const octets = parseIpv6(text);
        expect(octets).toHaveLength(16);
        const canonical = formatIpv6(octets ?? new Uint8Array(16));
        expect(parseIpv6(canonical)).toEqual(octets);
      }),
    );
    expect(parseIpv4('192.0.2.01')).toBeUndefined();
  });
});

test('rcodeName gives the mnemonic, or the number where there is none', () => {
  expect([0, 3, 16, 12, 4095].map(rcodeName)).toEqual([
    'NOERROR',
    'NXDOMAIN',
    'BADVERS',
    'RCODE12',
    'RCODE4095',
  ]);
});
