/**
 * What a user sees, as text files to read: `scenarios/<name>.<columns>.txt`. After a change that is
 * meant, `UPDATE_SCENARIOS=1 vitest run test/report` writes them anew; read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instant } from '../../src/model/instant.ts';
import { type ReportOptions, renderWhole } from '../../src/report/reporter.ts';
import { type FormatName, REPORTERS } from '../../src/report/reporters.ts';
import { width } from '../../src/report/width.ts';
import { AT, SAMPLES } from './samples.ts';

const FOLDER = new URL('scenarios/', import.meta.url);

const OPTIONS: ReportOptions = {
  columns: 80,
  color: 'plain',
  at: instant(Date.parse(AT)),
  verbosity: 'normal',
};

interface Scenario {
  readonly file: string;
  readonly sample: string;
  readonly format: FormatName;
  readonly options: ReportOptions;
}

const SCENARIOS: readonly Scenario[] = [
  ...Object.keys(SAMPLES).flatMap((sample) =>
    [80, 140].map(
      (columns): Scenario => ({
        file: `${sample}.${columns}.txt`,
        sample,
        format: 'table',
        options: { ...OPTIONS, columns },
      }),
    ),
  ),
  { file: 'too-long.50.txt', sample: 'too-long', format: 'table', options: { ...OPTIONS, columns: 50 } },
  {
    file: 'too-long.quiet.txt',
    sample: 'too-long',
    format: 'table',
    options: { ...OPTIONS, verbosity: 'quiet' },
  },
  {
    file: 'too-long.berlin.txt',
    sample: 'too-long',
    format: 'table',
    options: { ...OPTIONS, timezone: 'Europe/Berlin' },
  },
  {
    file: 'too-long.color.txt',
    sample: 'too-long',
    format: 'table',
    options: { ...OPTIONS, color: 'color' },
  },
  { file: 'too-long.json.txt', sample: 'too-long', format: 'json', options: OPTIONS },
  { file: 'too-long.ndjson', sample: 'too-long', format: 'ndjson', options: OPTIONS },
  { file: 'nothing.json.txt', sample: 'nothing', format: 'json', options: OPTIONS },
];

async function drawn({ sample, format, options }: Scenario): Promise<string> {
  const report = SAMPLES[sample];
  if (report === undefined) throw new Error(`no sample ${sample}`);
  return renderWhole((await REPORTERS[format].load())(options), report);
}

describe('what a user sees', () => {
  it.each(SCENARIOS)('$file', async (scenario) => {
    const path = new URL(scenario.file, FOLDER);
    const text = await drawn(scenario);
    if (process.env.UPDATE_SCENARIOS === '1') writeFileSync(path, text);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });

  it('has no text file without a scenario', () => {
    // Those of plans have a test of their own.
    const own = readdirSync(FOLDER).filter((file) => !file.startsWith('plan-'));
    expect(own.toSorted()).toEqual(SCENARIOS.map(({ file }) => file).toSorted());
  });

  it.each(Object.keys(SAMPLES))('%s keeps to every width from 48 to 200 columns', async (sample) => {
    for (let columns = 48; columns <= 200; columns += columns < 100 ? 1 : 7) {
      const text = await drawn({ file: '', sample, format: 'table', options: { ...OPTIONS, columns } });
      const tooWide = text.split('\n').filter((line) => width(line) > columns);
      expect(tooWide, `${columns} columns`).toEqual([]);
    }
  });

  it('is the same with colour once the colour is taken off', async () => {
    for (const sample of Object.keys(SAMPLES)) {
      const plain = await drawn({ file: '', sample, format: 'table', options: OPTIONS });
      const colored = await drawn({
        file: '',
        sample,
        format: 'table',
        options: { ...OPTIONS, color: 'color' },
      });
      expect(colored.replace(/\u001b\[[0-9;]*m/g, '')).toBe(plain);
    }
  });
});
