/** Whatever stands in the table of reporters, a new one too, is fed with what an attacker may put into DNS. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import type { Name } from '../../src/model/name.ts';
import type { Report } from '../../src/model/report.ts';
import { forJson, forTerminal } from '../../src/report/escape.ts';
import { renderWhole } from '../../src/report/reporter.ts';
import { FORMAT_NAMES, REPORTERS } from '../../src/report/reporters.ts';
import { ACTIVE, HOSTILE } from './hostileTexts.ts';
import { AT, findingOf, reportOf, rrsetOf, targetOf } from './samples.ts';

/** The text in every place of a report that the network, a file or a user can fill. */
function poisoned(text: string): Report {
  const owner = `${text}.example.com.` as Name;
  const rrset = rrsetOf('www.example.com.', 'A', 300);
  return reportOf(
    [
      targetOf('www.example.com.', {
        input: text,
        name: owner,
        zone: owner,
        verdict: 'not-ready',
        stage: text,
        migration: text,
        origin: { file: text, line: 1 },
        rrsets: [
          {
            ...rrset,
            owner,
            type: text,
            verdict: 'not-ready',
            rdata: [text],
            lowerBy: '2026-12-09T00:00:00Z',
            authorities: [{ server: text, address: text, ttl: 1, rcode: text, rttMs: 1, outcome: text }],
            parent: { ttl: 1, servers: [owner] },
            resolvers: [{ resolver: text, remainingTtl: null, rcode: text, rttMs: 1, outcome: text }],
            chain: [{ owner, type: text, ttl: 1 }],
          },
        ],
        findings: [
          {
            ...findingOf(text, 'error', 'www.example.com.', text, text),
            owner,
            data: { [text]: [text, { [text]: text }] },
          },
          findingOf('waived', 'error', 'www.example.com.', null, text, {
            waived: { reason: text, until: '2027-01-01T00:00:00Z' },
          }),
        ],
      }),
      targetOf('www.example.com.', { name: owner }),
    ],
    { circumstances: [{ kind: text, message: text, targets: 1 }] },
  );
}

const CASES = FORMAT_NAMES.flatMap((format) =>
  (['color', 'plain'] as const).flatMap((color) =>
    HOSTILE.map(([what, text]) => ({ format, color, what, text })),
  ),
);

describe('hostile data', () => {
  it.each(CASES)('$what does nothing in $format ($color)', async ({ format, color, text }) => {
    const { audience, load } = REPORTERS[format];
    const create = await load();
    const drawn = (report: Report): string =>
      renderWhole(create({ columns: 80, color, at: instant(Date.parse(AT)), verbosity: 'normal' }), report);
    const shown = drawn(poisoned(text));
    // Our own colours and new lines are all that may be active.
    // RFC 4180 ends lines with CR LF.
    const ends = format === 'csv' ? '\r\n' : '\n';
    const ours = audience === 'human' && color === 'color' ? /\u001b\[(?:1|2|22|3[1236]|39)m/g : /\n/g;
    expect(shown.replaceAll(ends, '').replace(ours, '')).not.toMatch(ACTIVE);
    if (audience === 'human')
      expect(shown.split('\n').filter((line) => /^[0-9]+ names?, [0-9]+ RRsets?:/.test(line))).toHaveLength(
        1,
      );
  });

  it('reads back from JSON as it was', async () => {
    const create = await REPORTERS.json.load();
    for (const [, text] of HOSTILE) {
      const report = poisoned(text);
      const shown = renderWhole(
        create({ columns: 80, color: 'plain', at: instant(Date.parse(AT)), verbosity: 'normal' }),
        report,
      );
      expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify(report)));
    }
  });
});

describe('escaping', () => {
  it('leaves no active character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(forTerminal(text)).not.toMatch(ACTIVE);
        const json = forJson(JSON.stringify({ [text]: text }));
        expect(json).not.toMatch(ACTIVE);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
    );
  });

  it('leaves ordinary text alone, in any script', () => {
    for (const text of ['"v=spf1 -all"', 'bücher', '例え', 'ü', 'مثال', '🚀', 'a\\.b\\003.example.com.'])
      expect(forTerminal(text)).toBe(text);
  });
});
