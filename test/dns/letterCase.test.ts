import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/dns/decode.ts';
import { encodeQuery } from '../../src/dns/encode.ts';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { mixLetterCase, repeatsLetterCase } from '../../src/dns/letterCase.ts';
import { cryptoRandom } from '../../src/dns/random.ts';
import type { Name } from '../../src/model/name.ts';
import { anyName } from './arbitraries.ts';
import { A, answerTo, askFor, messageOf, ONE_TRY } from './transport/answers.ts';
import { createFakeClock } from './transport/fakeClock.ts';
import { udpServer } from './transport/servers.ts';

function queryFor(name: Name): Uint8Array {
  return encodeQuery({ name, type: A, recursionDesired: false }, { id: 1, edns: null });
}

/** The server's own spelling of every name: none of our capitals. */
function lowerCased(query: Uint8Array): Uint8Array {
  return answerTo(query, { questions: decodeMessage(query).questions });
}

describe('mixing', () => {
  test('changes letters of the name and nothing else, whatever the name', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 0, max: 0xffff }), (name, bits) => {
        const plain = queryFor(name);
        const mixed = plain.slice();
        mixLetterCase(mixed, { id: () => bits, fraction: () => 0 });
        expect(decodeMessage(mixed)).toEqual(decodeMessage(plain));
        for (const [i, octet] of mixed.entries())
          if (octet !== plain[i])
            expect(String.fromCharCode(octet)).toBe(String.fromCharCode(plain[i] ?? 0).toUpperCase());
        const letters = plain.subarray(12, -4);
        if (bits === 0xffff) expect(mixed.subarray(12, -4)).toEqual(letters.map(raised(letters)));
        expect(repeatsLetterCase(mixed, mixed)).toBe(true);
        expect(repeatsLetterCase(plain, mixed)).toBe(Buffer.compare(plain, mixed) === 0);
      }),
    );
  });

  test('gives each letter either case half of the time, by bits that are drawn anew', () => {
    const random = cryptoRandom();
    const plain = queryFor('abcdefghij.klmnopqrstuvwxyz.example.com.' as Name);
    const raisedAt = new Array<number>(plain.length).fill(0);
    const runs = 4000;
    for (let run = 0; run < runs; run++) {
      const mixed = plain.slice();
      mixLetterCase(mixed, random);
      mixed.forEach((octet, i) => {
        if (octet !== plain[i]) raisedAt[i] = (raisedAt[i] ?? 0) + 1;
      });
    }
    const shares = raisedAt.filter((count) => count > 0).map((count) => count / runs);
    expect(shares).toHaveLength(36);
    // Six standard deviations of 4000 fair coins.
    for (const share of shares) expect(Math.abs(share - 0.5)).toBeLessThan(0.0475);
  });
});

/** Length octets are no letters, though some have the same code. */
function raised(plain: Uint8Array): (octet: number, at: number) => number {
  const lengths = new Set<number>();
  for (let at = 0; at < plain.length; at += 1 + (plain[at] ?? 0)) lengths.add(at);
  return (octet, at) => (octet >= 0x61 && octet <= 0x7a && !lengths.has(at) ? octet - 0x20 : octet);
}

describe('over UDP', () => {
  const LONG = askFor('a-name-of-many-letters-in-which-chance-finds-capitals.example.com');

  test('a server that repeats the name is believed at once', async () => {
    const server = await udpServer((query, reply) => reply(answerTo(query)));
    const exchanger = createExchanger({ clock: createFakeClock() });
    const at = { protocol: 'udp', address: '127.0.0.1', port: server.port } as const;
    expect(await exchanger.exchange(at, LONG, ONE_TRY)).toMatchObject({ kind: 'message', tries: 1 });
    expect(Buffer.from(server.queries[0]?.bytes ?? []).toString('latin1')).toMatch(/[A-Z]/);
    await exchanger.close();
  });

  test('a server that does not is asked once more, and from then on in lower case', async () => {
    const server = await udpServer((query, reply) => reply(lowerCased(query)));
    const exchanger = createExchanger({ clock: createFakeClock() });
    const at = { protocol: 'udp', address: '127.0.0.1', port: server.port } as const;
    expect(await exchanger.exchange(at, LONG, ONE_TRY)).toMatchObject({
      kind: 'message',
      tries: 2,
      ignored: 0,
    });
    expect(await exchanger.exchange(at, LONG, ONE_TRY)).toMatchObject({ kind: 'message', tries: 1 });
    const asked = server.queries.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    expect(asked.map((text) => /[A-Z]/.test(text.slice(12, -15)))).toEqual([true, false, false]);
    await exchanger.close();
  });

  test('a server that writes names in capitals is not asked over and over', async () => {
    const server = await udpServer((query, reply) => {
      const answer = lowerCased(query);
      const end = answer.indexOf(0, 12);
      for (let at = 12; at < end; at++) if ((answer[at] ?? 0) >= 0x61) answer[at] = (answer[at] ?? 0) - 0x20;
      reply(answer);
    });
    const exchanger = createExchanger({ clock: createFakeClock() });
    const at = { protocol: 'udp', address: '127.0.0.1', port: server.port } as const;
    expect(await exchanger.exchange(at, LONG, ONE_TRY)).toMatchObject({ kind: 'message', tries: 2 });
    expect(server.queries).toHaveLength(2);
    await exchanger.close();
  });

  test('whoever guessed ID and port, but not the letters, is not believed', async () => {
    let forgeries = 0;
    const server = await udpServer((query, reply) => {
      if (forgeries++ === 0) reply(lowerCased(query).fill(66, -4));
      else reply(answerTo(query));
    });
    const exchanger = createExchanger({ clock: createFakeClock() });
    const at = { protocol: 'udp', address: '127.0.0.1', port: server.port } as const;
    const { answers } = messageOf(await exchanger.exchange(at, LONG, ONE_TRY));
    expect(answers.map(({ data }) => data)).toEqual([{ kind: 'address', address: '192.0.2.7' }]);
    await exchanger.close();
  });
});
