import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../../src/model/instant.ts';
import { tidingsMessage } from '../../src/report/slack/tidingsMessage.ts';
import { MONDAY } from '../report/digestSamples.ts';
import { ACTIVE, HOSTILE } from '../report/hostileTexts.ts';
import { charactersOf, complaintsAbout } from './slackRules.ts';

describe('what is told at once', () => {
  it('is a sentence for a notification, and all of it in the message', () => {
    const { text, blocks } = tidingsMessage({
      migration: 'shop',
      tidings: [
        { at: MONDAY, message: 'www.example.com. A: changed.' },
        { at: plusSeconds(MONDAY, 60), message: 'api.example.com. A: changed.' },
      ],
      mood: 'good',
      runsUrl: 'https://ci.example.com/runs',
    });
    expect(text).toBe('🟢 shop: www.example.com. A: changed. (and 1 more)');
    expect(complaintsAbout(blocks)).toEqual([]);
    expect(JSON.stringify(blocks)).toContain('api.example.com. A: changed.');
    expect(JSON.stringify(blocks)).toContain(
      '<!date^1796630400^{date_short_pretty} at {time}|2026-12-07T08:00:00Z> – <!date^1796630460^',
    );
  });

  it('stays within the limits, however much it is', () => {
    const tidings = Array.from({ length: 5000 }, (_, i) => ({
      at: MONDAY,
      message: `host-${i}.example.com. A: changed.`,
    }));
    const message = tidingsMessage({ migration: null, tidings, mood: 'bad' });
    expect(complaintsAbout(message.blocks)).toEqual([]);
    expect(charactersOf(message.blocks)).toBeLessThan(4000);
    expect(JSON.stringify(message.blocks)).toMatch(/and 4[0-9]{3} more/);
    expect(message.text).toContain('(and 4999 more)');
  });

  it.each([
    ...HOSTILE.map(([, text]) => text),
    '<!channel>',
    '*a* `b` <https://example.test|c>',
    'x'.repeat(9000),
  ])('lets nothing of others act: %s', (hostile) => {
    const message = tidingsMessage({
      migration: hostile,
      tidings: [{ at: MONDAY, message: hostile }],
      mood: 'bad',
    });
    expect(complaintsAbout(message.blocks)).toEqual([]);
    expect(message.text).not.toMatch(ACTIVE);
    const [section, plain] = message.blocks;
    const texts = [
      message.text,
      ...[section, plain].map((block) => (block?.type === 'section' ? block.text?.text : '')),
    ];
    for (const text of texts) expect(text).not.toMatch(/[<>]/);
  });
});
