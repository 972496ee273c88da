import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forHtml, html } from '../../../src/report/html/markup.ts';
import { reportOf, rrsetOf, SAMPLES, targetOf } from '../samples.ts';
import { checkPage, zoneOf } from './samplePages.ts';

function sample(name: string): string {
  const report = SAMPLES[name];
  if (report === undefined) throw new Error(`there is no sample ${name}`);
  return checkPage(report);
}

function hashOf(page: string, element: 'style' | 'script'): string {
  const text = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(page)?.[1] ?? '';
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('markup', () => {
  it('escapes what is put in, and leaves what is markup already', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"\'&'}">${inner}${['a', 1, null]}</p>`.markup).toBe(
      '<p title="&#34;&#39;&#38;"><b>&#60;i&#62;</b>a1</p>',
    );
  });

  it('lets no text out of an element or an attribute', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"'\n]/.test(forHtml(text))));
  });
});

describe('the page of a check', () => {
  it('allows its own style and script by their hashes, and nothing else', () => {
    const page = sample('too-long');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashOf(page, 'style')}; script-src ${hashOf(page, 'script')}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('refers to nothing outside of itself', () => {
    for (const name of Object.keys(SAMPLES)) {
      const page = sample(name);
      expect(page).not.toMatch(/\s(?:src|srcset|action|style|on[a-z]+)=/i);
      expect([...page.matchAll(/\shref="([^"#][^"]*)"/g)].map(([, target]) => target)).toEqual(['data:,']);
      expect(page).not.toMatch(/url\(|@import/);
    }
  });

  it('says the verdict, the countdown, each finding, and what its rule says to do', () => {
    const page = sample('too-long');
    expect(page).toContain('<span class="mark bad"><span aria-hidden="true">✗ </span>not ready</span>');
    expect(page).toContain('in 7 d 9 h');
    expect(page).toContain('www.example.com. A: TTL 86400 s; one-week allows 86399 s.');
    expect(page).toContain('<strong>What to do.</strong>');
    expect(page).toContain('Waived until 2027-01-01 00:00Z: the address stays.');
    expect(page).toContain('This machine has no route to IPv6 addresses');
  });

  it('draws the worst TTL as it is today: against the stages, until when it must be lowered, and what is stale', () => {
    const page = sample('too-long');
    const [drawing = ''] = /<svg viewBox="0 0 880 300".*?<\/svg>/s.exec(page) ?? [];
    const marks = [...drawing.matchAll(/data-mark="([a-z ]+)" data-at="(\d+)"/g)].map(
      ([, name, at]) => `${name} ${new Date(Number(at)).toISOString()}`,
    );
    expect(marks).toEqual([
      'now 2026-12-04T09:00:00.000Z',
      'lower by 2026-12-10T17:39:59.000Z',
      'cutover 2026-12-11T18:00:00.000Z',
    ]);
    const [, from, to] = /data-stale-from="(\d+)" data-stale-to="(\d+)"/.exec(drawing) ?? [];
    expect((Number(to) - Number(from)) / 1000).toBe(86_701);
    expect(drawing).toContain('The configured TTL is 86400 s.');
    expect(drawing).not.toContain('data-step=');
  });

  it('names two lines that stand close together beside the first of them', () => {
    // An hour before the cutover is a few units of a week.
    expect(sample('too-long')).toMatch(/text-anchor="end" font-weight="600">lower by, cutover<\/text>/);
  });

  it('draws nothing where there is no cutover', () => {
    const { cutover: _, ...target } = targetOf('a.example.com.', {
      rrsets: [rrsetOf('a.example.com.', 'A', 300)],
    });
    expect(checkPage(reportOf([target]))).not.toContain('Until the cutover');
  });

  it('has the worst first, and says once what stage all are judged by', () => {
    const page = checkPage(zoneOf(50));
    const verdicts = [...page.matchAll(/<tr data-verdict="([\w-]+)">/g)].map(([, verdict]) => verdict);
    expect(verdicts).toEqual([...Array(16).fill('not-ready'), ...Array(34).fill('ready')]);
    expect(page).toContain('<dt>Stage</dt><dd>one-week</dd>');
    expect(page).not.toContain('<th scope="col">Stage</th>');
    const [a, b] = [targetOf('a.example.com.'), targetOf('b.example.com.', { stage: 'day-of' })];
    const two = checkPage(reportOf([a, b].map((one) => ({ ...one, rrsets: [rrsetOf(one.name, 'A', 300)] }))));
    expect(two).toContain('<th scope="col">Stage</th>');
    expect(two).toContain('<td class="when">day-of</td>');
  });

  it('shows the worst of very many names, counts all, and stays small', () => {
    const page = checkPage(zoneOf(5_000));
    expect(page).toContain('Only the worst 500 names are shown; 4500 more are counted above.');
    expect(page).toMatch(/^5000 names, 5000 RRsets: /m);
    expect(page.match(/<tr data-verdict="not-ready">/g)).toHaveLength(500);
    expect(page).toContain('example.com.: 5000 RRsets');
    expect(page.length).toBeLessThan(1_000_000);
  });
});
