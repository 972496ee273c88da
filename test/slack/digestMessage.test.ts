import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/model/digest.ts';
import { composeDigest } from '../../src/report/digest/composeDigest.ts';
import { digestMessage, threadHead } from '../../src/report/slack/digestMessage.ts';
import { asCode, cutTo, forPlainText, linesWithin, slackDate } from '../../src/report/slack/mrkdwn.ts';
import type { SlackMessage } from '../../src/report/slack/slackMessage.ts';
import {
  DIGEST_SAMPLES,
  MONDAY,
  manyMigrations,
  material,
  poisoned,
  USUAL,
} from '../report/digestSamples.ts';
import { ACTIVE, HOSTILE } from '../report/hostileTexts.ts';
import { charactersOf, complaintsAbout } from './slackRules.ts';

const RUNS = { runsUrl: 'https://ci.example.com/runs' };

function textsOf(message: SlackMessage): string {
  return JSON.stringify(message.blocks);
}

describe('a digest for Slack', () => {
  const sizes: readonly (readonly [string, Digest])[] = [
    ['no migration', composeDigest(material())],
    ['the usual', composeDigest(USUAL)],
    ['1 migration', composeDigest(manyMigrations(1))],
    ['500 migrations', composeDigest(manyMigrations(500))],
    [
      '500 migrations and all the rest',
      composeDigest({ ...USUAL, migrations: manyMigrations(500).migrations }),
    ],
  ];

  it.each(sizes)('of %s is within the limits', (_what, digest) => {
    const message = digestMessage(digest, RUNS);
    expect(complaintsAbout(message.blocks)).toEqual([]);
    expect(charactersOf(message.blocks)).toBeLessThan(10_000);
    expect(message.text.length).toBeGreaterThan(10);
    expect(message.text.length).toBeLessThan(1000);
  });

  it('tells the worst of 500 and counts the others', () => {
    const texts = textsOf(digestMessage(composeDigest(manyMigrations(500)), {}));
    expect(texts).toContain('*`move-000`*');
    expect(texts).toContain('*`move-010`*');
    expect(texts).not.toContain('`move-001`');
    const told = texts.match(/\*`move-[0-9]+`\*/g)?.length ?? 0;
    expect(told).toBeGreaterThan(9);
    expect(texts).toContain(`and ${500 - told} more migrations: 🔴 ${50 - told}  🟢 450`);
  });

  it('has dates in the zone of the reader', () => {
    const texts = textsOf(digestMessage(composeDigest(USUAL), {}));
    expect(texts).toContain('Cutover <!date^1797037200^{date_short_pretty} at {time}|2026-12-12T01:00:00Z>');
    expect(slackDate(MONDAY)).toBe('<!date^1796630400^{date_short_pretty} at {time}|2026-12-07T08:00:00Z>');
  });

  it('has a button only where the runs can be looked at', () => {
    const digest = composeDigest(USUAL);
    expect(textsOf(digestMessage(digest, RUNS))).toContain('"url":"https://ci.example.com/runs"');
    expect(digestMessage(digest, {}).blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it('makes heads of threads within the limits', () => {
    for (const migration of DIGEST_SAMPLES.usual?.migrations ?? [])
      expect(complaintsAbout(threadHead(migration, MONDAY).blocks)).toEqual([]);
  });
});

describe('what others wrote', () => {
  const texts = [
    ...HOSTILE.map(([, text]) => text),
    '<!channel>',
    '<!here|x> <@U0123456789> <https://example.test|click>',
    '*bold* _italic_ ~struck~ `code` ```block```',
    'https://example.test/x?a=1&b=2',
    ':tada: @here #general',
    `${'x'.repeat(5000)}<!channel>`,
    '&lt;!channel&gt;',
  ];

  it.each(texts)('does nothing: %s', (text) => {
    const digest = composeDigest(poisoned(text));
    const [head] = digest.migrations;
    if (head === undefined) throw new Error('a migration');
    for (const message of [digestMessage(digest, RUNS), threadHead(head, MONDAY)]) {
      expect(complaintsAbout(message.blocks)).toEqual([]);
      for (const one of allTexts(message)) {
        expect(one.text).not.toMatch(ACTIVE_BUT_LINES);
        // What is left in angle brackets is ours: dates.
        expect(one.text.replaceAll(DATE, '')).not.toMatch(/[<>]/);
        expect(one.text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        // Marks of others stand in code, and code ends where it began.
        if (one.type === 'mrkdwn') expect((one.text.match(/`/g)?.length ?? 0) % 2).toBe(0);
        if (one.type === 'mrkdwn')
          expect(one.text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/bold|italic|struck|example\.test/);
      }
    }
  });

  const ACTIVE_BUT_LINES = new RegExp(ACTIVE.source.replace('[', '(?!\\n)['), 'u');
  const DATE = /<!date\^[0-9]+\^\{date_short_pretty\} at \{time\}\|[0-9TZ:-]+>/g;

  function allTexts(message: SlackMessage): { readonly type: string; readonly text: string }[] {
    const found: { type: string; text: string }[] = [{ type: 'fallback', text: message.text }];
    JSON.stringify(message.blocks, (_key, value) => {
      if (typeof value?.text === 'string') found.push(value);
      return value;
    });
    return found;
  }
});

describe('cutting', () => {
  const mrkdwn = fc
    .array(
      fc.oneof(
        fc.string().map(asCode),
        fc.string({ unit: 'grapheme' }).map(forPlainText),
        fc.constant(slackDate(MONDAY)),
      ),
    )
    .map((parts) => parts.join(' '));

  it('never goes over the edge, and breaks neither an entity, a date nor code', () => {
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: 3, max: 120 }), (text, most) => {
        const cut = cutTo(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
        expect(cut.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });

  it('counts the lines that it leaves out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 900 })),
        fc.integer({ min: 30, max: 3000 }),
        (lines, most) => {
          const flat = lines.map((line) => forPlainText(line));
          const text = linesWithin(flat, most);
          expect(text.length).toBeLessThanOrEqual(most);
          const left = /(?:^|\n)and ([0-9]+) more$/.exec(text)?.[1];
          if (left !== undefined) expect(Number(left)).toBeLessThanOrEqual(lines.length);
        },
      ),
    );
  });
});
