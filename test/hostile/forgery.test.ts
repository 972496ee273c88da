/** What somebody who cannot see our questions would have to guess, and what becomes of it when he guesses in bulk. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExchanger } from '../../src/dns/exchanger.ts';
import { answerTo, askFor, ONE_TRY } from '../dns/transport/answers.ts';
import { createFakeClock } from '../dns/transport/fakeClock.ts';
import { type HostileServer, startHostileServer } from './hostileServer.ts';
import { NAME, wholeCheck } from './wholeCheck.ts';

const ADDRESS = { type: 1, class: 1, rdata: Uint8Array.of(192, 0, 2, 66) };
const QUESTIONS = 3000;
/** Standard deviations; the chance that a fair source fails one of some dozens of such tests is below 10⁻⁷. */
const SIGMAS = 6;

interface Seen {
  readonly id: number;
  readonly port: number;
  readonly name: string;
}

describe('of 3,000 questions one after the other', () => {
  const seen: Seen[] = [];
  const ask = askFor('a-long-name-with-many-letters.example.com');

  beforeAll(async () => {
    const server = await startHostileServer();
    const at = { ...server.dial('', 53), protocol: 'udp' } as const;
    server.play((query) => [
      {
        datagram({ port }) {
          const octets = Buffer.from(query);
          seen.push({
            id: octets.readUInt16BE(0),
            port,
            name: octets.toString('latin1', 12, octets.length - 15),
          });
        },
      },
      answerTo(query),
    ]);
    const exchanger = createExchanger({ clock: createFakeClock() });
    const endpoint = { protocol: 'udp', only: true, address: at.host, port: at.port } as const;
    for (let i = 0; i < QUESTIONS; i++) await exchanger.exchange(endpoint, ask, ONE_TRY);
    await exchanger.close();
    await server[Symbol.asyncDispose]();
  });

  /** How many of `QUESTIONS` fair coins may come up, either way. */
  const allowed = SIGMAS * Math.sqrt(QUESTIONS / 4);
  const heads = (isHead: (one: Seen, i: number) => boolean): number => seen.filter(isHead).length;

  test('each bit of the ID is a fair coin, and so is whether it changes', () => {
    expect(seen).toHaveLength(QUESTIONS);
    for (let bit = 0; bit < 16; bit++) {
      const isSet = ({ id }: Seen) => (id >> bit) % 2 === 1;
      expect(Math.abs(heads(isSet) - QUESTIONS / 2), `bit ${bit}`).toBeLessThan(allowed);
      const changes = heads((one, i) => i > 0 && isSet(one) !== isSet(seen[i - 1] as Seen));
      expect(Math.abs(changes - QUESTIONS / 2), `changes of bit ${bit}`).toBeLessThan(allowed);
    }
  });

  test('IDs come again no more often than chance has it', () => {
    // Pairs among n draws of 65,536: n² / 2 · 65,536, here 69.
    const repeated = QUESTIONS - new Set(seen.map(({ id }) => id)).size;
    expect(repeated).toBeLessThan(69 + SIGMAS * Math.sqrt(69));
  });

  test('no ID follows from the one before', () => {
    const steps = new Map<number, number>();
    seen.forEach(({ id }, i) => {
      const step = (id - (seen[i - 1]?.id ?? 0)) & 0xffff;
      steps.set(step, (steps.get(step) ?? 0) + 1);
    });
    expect(Math.max(...steps.values())).toBeLessThan(8);
  });

  test('each has a port of its own, drawn from thousands and in no order', () => {
    const ports = seen.map(({ port }) => port);
    expect(new Set(ports).size).toBeGreaterThan(1500);
    const rises = ports.filter((port, i) => i > 0 && port > (ports[i - 1] ?? 0)).length;
    expect(Math.abs(rises - QUESTIONS / 2)).toBeLessThan(allowed);
    expect(ports.filter((port, i) => i > 0 && port === (ports[i - 1] ?? 0) + 1).length).toBeLessThan(
      QUESTIONS / 20,
    );
  });

  test('each letter is a fair coin', () => {
    const [{ name: first } = { name: '' }] = seen;
    const letters = [...first].keys().filter((i) => /[a-z]/i.test(first.charAt(i)));
    for (const i of letters) {
      const capitals = heads(({ name }) => /[A-Z]/.test(name.charAt(i)));
      expect(Math.abs(capitals - QUESTIONS / 2), `letter ${i}`).toBeLessThan(allowed);
    }
  });
});

describe('a flood of forged answers at our port', () => {
  let server: HostileServer;
  beforeAll(async () => {
    server = await startHostileServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const forged = (query: Uint8Array) => answerTo(query, { answers: [{ owner: NAME, ttl: 60, ...ADDRESS }] });
  const genuine = (query: Uint8Array) =>
    answerTo(query, { answers: [{ owner: NAME, ttl: 86_400, ...ADDRESS }] });

  test('with 2,000 wrong IDs changes no verdict, and the report tells of it', async () => {
    const { report, observation } = await wholeCheck(
      server,
      (query) => {
        const flood = Array.from({ length: 2000 }, (_, i) => {
          const bytes = forged(query);
          new DataView(bytes.buffer).setUint16(
            0,
            (new DataView(query.buffer, query.byteOffset).getUint16(0) + 1 + i) & 0xffff,
          );
          return bytes;
        });
        return [...flood.slice(0, 200), genuine(query), ...flood.slice(200)];
      },
      { transport: 'udp' },
    );
    expect(report.verdict).toBe('not-ready');
    expect(report.rrsets[0]?.configuredTtl).toEqual({ min: 86_400, max: 86_400 });
    expect(observation.answers.find(({ question }) => question.type === 'A')?.ignored).toBeGreaterThan(100);
    const note = report.findings.find(({ rule }) => rule === 'ignored-answers');
    expect(note?.message).toMatch(/^www\.example\.com\.: \d+ datagrams that matched no question came while /);
  });

  test('that hits the ID but not the letters costs a question, and is not believed', async () => {
    const wrongCase = (query: Uint8Array) => {
      const bytes = forged(query);
      // The name is at octet 12, and the flood does not know where the capitals are.
      for (let at = 12; at < query.length - 15; at++) {
        const octet = bytes[at] ?? 0;
        if (/[a-z]/i.test(String.fromCharCode(octet))) bytes[at] = octet ^ 0x20;
      }
      return bytes;
    };
    let asked = 0;
    const { report } = await wholeCheck(
      server,
      (query) => (asked++ === 0 ? [wrongCase(query), genuine(query)] : [genuine(query)]),
      { transport: 'udp' },
    );
    expect(report.verdict).toBe('not-ready');
    expect(asked).toBe(2);
  });
});
