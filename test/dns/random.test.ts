import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cryptoRandom, readDevice } from '../../src/dns/random.ts';

describe('random numbers', () => {
  test('do not repeat, and are of all 16 bits', () => {
    const first = cryptoRandom();
    const second = cryptoRandom();
    // Across a batch's end. Two equal ones of 1500 are expected about 17 times; all of them equal never.
    const ids = Array.from({ length: 1500 }, () => first.id());
    expect(new Set(ids).size).toBeGreaterThan(1400);
    expect(Math.max(...ids)).toBeGreaterThan(60_000);
    expect(Math.min(...ids)).toBeLessThan(5_000);
    expect(Array.from({ length: 1500 }, () => second.id())).not.toEqual(ids);
  });

  test.skipIf(process.platform === 'win32')('come from a device', () => {
    const ids = new Uint16Array(64);
    expect(readDevice('/dev/urandom', ids)).toBe(true);
    expect(new Set(ids).size).toBeGreaterThan(1);
  });

  test.each([
    ['a file in its place', fileURLToPath(import.meta.url)],
    ['nothing there', '/dev/no-such-device'],
    ['a device that gives nothing', '/dev/null'],
  ])('are not taken from %s', (_, path) => {
    expect(readDevice(path, new Uint16Array(64))).toBe(false);
  });
});
