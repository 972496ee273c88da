import { describe, expect, it } from 'vitest';
import { renderDigestHtml } from '../../../src/report/html/digestHtml.ts';
import { DIGEST_SAMPLES } from '../digestSamples.ts';

function page(name: string): string {
  const digest = DIGEST_SAMPLES[name];
  if (digest === undefined) throw new Error(`there is no sample ${name}`);
  return renderDigestHtml(digest);
}

describe('the page of a digest', () => {
  it('says of each migration how far it is, what comes next and what is in the way', () => {
    const usual = page('usual');
    expect(usual).toContain('1 cannot be ready, 1 on track.');
    expect(usual).toContain('1 of 3 RRsets ready, 2 to be lowered');
    expect(usual).toContain(
      '<strong>Next.</strong> 2026-12-12 00:00, in 4 d 15 h: lower www.example.com. A+AAAA to 300 s',
    );
    expect(usual).toContain('external-dns owns mx1.example.net.');
    expect(usual).toContain('cdn.example.com. CNAME: 86400 s should have come back');
  });

  it('draws readiness as shares of a bar', () => {
    const widths = [...page('usual').matchAll(/class="bar (\w+)" x="([\d.]+)" width="([\d.]+)"/g)].map(
      ([, tone, x, width]) => [tone, Number(x), Number(width)],
    );
    expect(widths.slice(3)).toEqual([
      ['good', 0, 200],
      ['warn', 200, 400],
      ['bad', 600, 0],
    ]);
  });

  it('says that there is nothing where there is nothing', () => {
    expect(page('nothing')).toContain('No migration is planned.');
  });
});
