import type { TargetReport } from '../model/report.ts';
import type { Retelling } from '../model/retelling.ts';
import { forJson } from './escape.ts';
import { ordered } from './keyOrder.ts';
import { createLineTemplates } from './lineTemplate.ts';
import type { Closing, Opening, Reporter } from './reporter.ts';

/** One target a line as soon as it is judged; the last line has everything else of the report (docs/json.md). */
export function createNdjson(): Reporter {
  const templates = createLineTemplates(target);
  let opening: Opening | undefined;

  function start(first: Opening): string {
    opening = first;
    return '';
  }

  function target(report: TargetReport): string {
    return line(ordered(report, 'targets'));
  }

  function end(closing: Closing): string {
    if (opening === undefined) throw new Error('ndjson: end before start');
    const { schemaVersion, tool, at, shard } = opening;
    const { verdict, summary, circumstances, cutovers, baseline } = closing;
    const rest = ordered(
      { schemaVersion, tool, at, shard, verdict, circumstances, cutovers, baseline },
      'report',
    ) as object;
    // The summary comes first, so that a reader of the text knows the last line by how it begins.
    return line({ summary: ordered(summary, 'summary'), ...rest });
  }

  return { start, target, retelling: (retelling: Retelling) => templates.fill(retelling), end };
}

function line(value: unknown): string {
  return `${forJson(JSON.stringify(value))}\n`;
}
