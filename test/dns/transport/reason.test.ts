import { expect, test } from 'vitest';
import { shortened, unreachable } from '../../../src/dns/transport/reason.ts';

test.each(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'])(
  '%s means that there is no way from here',
  (code) => {
    expect(unreachable(Object.assign(new Error('x'), { code }))).toMatchObject({
      noRoute: true,
      retry: false,
    });
  },
);

test('a refused connection may be tried again', () => {
  expect(unreachable(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toEqual({
    kind: 'unreachable',
    reason: 'connection refused',
    noRoute: false,
    retry: true,
  });
});

test('what has no words of its own keeps its message', () => {
  expect(unreachable(new Error('something\nnew')).reason).toBe('something new');
  expect(unreachable('text').reason).toBe('text');
  expect(unreachable(null).reason).toBe('null');
});

test('text of the other side is cut to one short line', () => {
  expect(shortened(`a\u001b[31m${'b'.repeat(500)}`)).toHaveLength(201);
});
