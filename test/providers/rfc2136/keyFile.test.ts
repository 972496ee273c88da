import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/model/failure.ts';
import { parseName } from '../../../src/model/name.ts';
import type { KeySource, Rfc2136Settings } from '../../../src/model/providerSettings.ts';
import { readTsigKey } from '../../../src/providers/rfc2136/keyFile.ts';

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-key-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true });
});

function settings(key: KeySource): Rfc2136Settings {
  return {
    type: 'rfc2136',
    server: { address: '192.0.2.53', port: 53 },
    zone: parseName('example.com.'),
    keyName: parseName('ttl-check.example.com.'),
    algorithm: 'hmac-sha256',
    key,
  };
}

async function fromFile(text: string): Promise<string> {
  const file = path.join(dir, 'key');
  await writeFile(file, text);
  const key = await readTsigKey(settings({ kind: 'file', path: file }), {});
  return key.hmac().update('x').digest('hex');
}

async function complaintOf(reading: Promise<unknown>): Promise<Failure> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure: ${String(error)}`);
  expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain(SECRET.slice(0, 20));
  return error;
}

describe('a key', () => {
  const good = [
    SECRET,
    `${SECRET}\n`,
    `key "ttl-check.example.com" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`,
    `key ttl-check.example.com. { algorithm "HMAC-SHA256"; secret ${SECRET}; };`,
    `# made today\nkey "other" { algorithm hmac-sha512; secret "AAAA"; };\n// ours\nkey "TTL-Check.Example.com" { secret "${SECRET}"; /* old */ algorithm hmac-sha256; };`,
  ];

  test.each(good)('is read from a file (%#)', async (text) => {
    expect(await fromFile(text)).toBe(await fromFile(SECRET));
  });

  test('is read from the environment', async () => {
    const key = await readTsigKey(settings({ kind: 'environment', variable: 'KEY' }), { KEY: SECRET });
    expect(key.hmac().update('x').digest('hex')).toBe(await fromFile(SECRET));
  });

  test('with slashes and comment signs in its base64 is read whole', async () => {
    const secret = 'ab//cd/*ef'.replace('*', '+').padEnd(12, 'A');
    const inFile = `key "ttl-check.example.com" { algorithm hmac-sha256; secret "${secret}"; };`;
    expect(await fromFile(inFile)).toBe(await fromFile(secret));
  });

  test.each([
    ['', /holds no TSIG key/],
    [`${SECRET}!`, /is not base64/],
    [
      'key "x" { algorithm hmac-sha256; secret "',
      /has no key ttl-check\.example\.com\.; it has none that can be read/,
    ],
    [
      `key "x" { algorithm hmac-sha256; secret "${SECRET}"; };`,
      /has no key ttl-check\.example\.com\.; it has x\./,
    ],
    [`key "ttl-check.example.com" { algorithm hmac-sha512; secret "${SECRET}"; };`, /is for hmac-sha512/],
    [`key "ttl-check.example.com" { algorithm hmac-sha256; };`, /is not base64/],
    ['A'.repeat(100_000), /too large/],
  ])('that is none is refused with a sentence (%#)', async (text, sentence) => {
    expect((await complaintOf(fromFile(text))).message).toMatch(sentence);
  });

  test('that is not there is missed by its place', async () => {
    const file = path.join(dir, 'absent');
    const absent = await complaintOf(readTsigKey(settings({ kind: 'file', path: file }), {}));
    expect(absent.message).toBe(`${file}: the TSIG key cannot be read: it does not exist.`);
    const unset = await complaintOf(readTsigKey(settings({ kind: 'environment', variable: 'KEY' }), {}));
    expect(unset.message).toBe('The environment variable KEY holds no TSIG key: it is not set.');
    expect(unset.kind).toBe('config');
  });
});
