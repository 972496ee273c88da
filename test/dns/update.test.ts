import { expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeMessage } from '../../src/dns/encode.ts';
import { encodeRdata } from '../../src/dns/rdata.ts';
import {
  addRrset,
  deleteRrset,
  nextSerial,
  requireData,
  updateMessage,
  withSerial,
} from '../../src/dns/update.ts';
import { parseName } from '../../src/model/name.ts';

const RRSET = {
  owner: parseName('www.example.com.'),
  type: 1,
  ttl: 300,
  rdata: [encodeRdata('A', '192.0.2.1'), encodeRdata('A', '192.0.2.2')],
};

test('an update has its parts where RFC 2136 §2 puts them', () => {
  const message = updateMessage(parseName('example.com.'), requireData(RRSET), [
    deleteRrset(RRSET),
    ...addRrset(RRSET),
  ]);
  const decoded = decodeMessage(encodeMessage({ ...message, id: 7 }));
  expect(decoded).toMatchObject({ id: 7, opcode: 5, qr: false, rd: false });
  expect(decoded.questions).toEqual([{ name: 'example.com.', type: 6, class: 1 }]);
  const shown = (records: typeof decoded.answers) =>
    records.map((r) => [r.type, r.class, r.ttl, r.rdata.length]);
  expect(shown(decoded.answers)).toEqual([
    [1, 1, 0, 4],
    [1, 1, 0, 4],
  ]);
  expect(shown(decoded.authority)).toEqual([
    [1, 255, 0, 0],
    [1, 1, 300, 4],
    [1, 1, 300, 4],
  ]);
});

test('the serial of an SOA is exchanged and nothing else', () => {
  const soa = encodeRdata('SOA', 'ns1.example.com. hostmaster.example.com. 1 2 3 4 5');
  expect(withSerial(soa, 4294967295)).toEqual(
    encodeRdata('SOA', 'ns1.example.com. hostmaster.example.com. 4294967295 2 3 4 5'),
  );
  expect(soa).toEqual(encodeRdata('SOA', 'ns1.example.com. hostmaster.example.com. 1 2 3 4 5'));
});

test.each([
  [1, 2],
  [2147483647, 2147483648],
  [4294967294, 4294967295],
  [4294967295, 1],
])('after the serial %d comes %d', (serial, next) => {
  expect(nextSerial(serial)).toBe(next);
});
