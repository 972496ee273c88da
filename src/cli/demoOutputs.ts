import { nearMiss } from '../config/nearMiss.ts';
import { PLAIN_COLUMNS } from '../report/delivery.ts';
import { openFileSink } from '../report/fileSink.ts';
import { parseFormatsOf } from '../report/formatOption.ts';
import type { Sink } from '../report/sink.ts';
import { streamSink } from '../report/streamSink.ts';
import { type DemoDeps, type DemoOutcome, runDemo } from './demo.ts';
import type { Shell } from './shell.ts';

export type DemoFormat = 'table' | 'html' | 'json';

export const DEMO_FORMATS: readonly DemoFormat[] = ['table', 'html', 'json'];

type Render = (outcome: DemoOutcome) => string;

/** What is drawn of the outcome; the text is written while it happens. */
const RENDERERS: Readonly<Record<Exclude<DemoFormat, 'table'>, () => Promise<Render>>> = {
  html: async () => (await import('./demoStory.ts')).demoHtml,
  json: async () => (await import('./demoStory.ts')).demoJson,
};

/** Runs the demo and writes what `--format` asks for, to stdout and to files. Rejects with Failure. */
export async function runDemoTo(
  formats: readonly string[],
  deps: Omit<DemoDeps, 'stdout'>,
  { stdout }: Pick<Shell, 'stdout'>,
): Promise<void> {
  const lanes: { readonly format: DemoFormat; readonly sink: Sink; readonly isStdout: boolean }[] = [];
  async function abandon(): Promise<void> {
    await Promise.all(lanes.map(({ sink }) => sink.abandon()));
  }
  try {
    for (const { format, file } of parseFormatsOf(DEMO_FORMATS, formats, nearMiss))
      lanes.push({
        ...{ format, isStdout: file === null },
        sink: file === null ? streamSink(stdout) : await openFileSink(file),
      });
    const told = lanes.find(({ format }) => format === 'table');
    let text = '';
    const columns = told?.isStdout === true ? (stdout.columns ?? PLAIN_COLUMNS) : PLAIN_COLUMNS;
    const outcome = await runDemo({
      ...deps,
      color: told?.isStdout === true ? deps.color : 'plain',
      stdout: {
        columns,
        write(piece) {
          if (told?.isStdout === true) stdout.write(piece);
          else text += piece;
        },
      },
    });
    // Half a story is none: files stay as they were.
    if (outcome === undefined) return await abandon();
    for (const { format, sink, isStdout } of lanes) {
      if (format !== 'table') await sink.write((await RENDERERS[format]())(outcome));
      else if (!isStdout) await sink.write(text);
      await sink.close();
    }
  } catch (error) {
    await abandon();
    // What was under way when somebody pressed Ctrl-C failed because of that.
    if (deps.signal?.aborted !== true) throw error;
  }
}
