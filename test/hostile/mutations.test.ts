/** Answers that went wrong by chance: some in every run, always the same ones. `npm run fuzz` tries very many more. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { DecodeError } from '../../src/dns/decodeError.ts';
import { encodeQuery } from '../../src/dns/encode.ts';
import type { TransportKind } from '../../src/model/observation.ts';
import { type HostileServer, startHostileServer } from './hostileServer.ts';
import { anyHostileAnswer, BASES, type HostileAnswer, octetsOf } from './mutation.ts';
import { readStrictly } from './referenceReader.ts';
import { NAME } from './wholeCheck.ts';
import { withstand } from './withstand.ts';

const SEED = 20_261_201;
const FOLDER = new URL('regressions/', import.meta.url);
const QUERY = encodeQuery({ name: NAME, type: 1, recursionDesired: false }, { id: 7, edns: null });

describe('a whole check', () => {
  let server: HostileServer;
  beforeAll(async () => {
    server = await startHostileServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each<readonly [TransportKind, number]>([
    ['udp', 120],
    ['tcp', 60],
    ['tls', 20],
    ['https', 20],
  ])(
    'over %s withstands %i mutated answers',
    async (transport, runs) => {
      await fc.assert(
        fc.asyncProperty(anyHostileAnswer, async (answer) => {
          await withstand(server, answer, transport);
        }),
        { seed: SEED, numRuns: runs },
      );
    },
    60_000,
  );

  test.each(BASES)('sees the answer "%s" as it is meant, before anything goes wrong', async (base) => {
    const { report } = await withstand(server, { base, mutations: [] }, 'udp');
    const verdicts = { ready: 'ready', signed: 'ready', referral: 'unknown' } as Partial<
      Record<string, string>
    >;
    expect(report.verdict).toBe(verdicts[base] ?? 'not-ready');
  });

  test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.json')))('withstands %s', async (file) => {
    const kept = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as HostileAnswer;
    for (const transport of ['udp', 'tcp'] as const) await withstand(server, kept, transport);
  });
});

describe('the codec', () => {
  test('ends by a message or a DecodeError, and reads nothing that the second reader refuses', () => {
    fc.assert(
      fc.property(anyHostileAnswer, (answer) => {
        const bytes = octetsOf(answer, QUERY);
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          return;
        }
        expect(readStrictly(bytes)).toBeDefined();
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  test.each(BASES)('refuses the answer "%s" cut at any octet, and survives any flipped bit', (base) => {
    const bytes = octetsOf({ base, mutations: [] }, QUERY);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeMessage(bytes.subarray(0, length)), `${length} octets`).toThrow(DecodeError);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        decodeMessage(flipped);
      } catch (error) {
        expect(error, `bit ${bit}`).toBeInstanceOf(DecodeError);
      }
    }
  });
});
