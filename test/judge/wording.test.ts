import { expect, test } from 'vitest';
import { withOneDot } from '../../src/judge/wording.ts';

test.each([
  ['from ns1.example.com.. The longest binds.', 'from ns1.example.com. The longest binds.'],
  ['it leads to www.example.com..', 'it leads to www.example.com.'],
  ['ns1.example.com. and ns2.example.com. differ.', 'ns1.example.com. and ns2.example.com. differ.'],
  ['and so on...', 'and so on...'],
  ['a\\..b.example. A: TTL 300 s.', 'a\\..b.example. A: TTL 300 s.'],
])('%s', (said, written) => {
  expect(withOneDot(said)).toBe(written);
});
