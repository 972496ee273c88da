import type { TargetReport } from '../model/report.ts';
import { forJson } from './escape.ts';
import { ordered } from './keyOrder.ts';
import type { Closing, Opening, Reporter } from './reporter.ts';

/** The whole report as one JSON document, indented by two spaces, keys in a fixed order (docs/json.md). Written as targets come. */
export function createJson(): Reporter {
  let empty = true;

  function start(opening: Opening): string {
    const { schemaVersion, tool, at, shard } = opening;
    const known = { schemaVersion, tool, at, ...(shard === undefined ? {} : { shard }) };
    return `{\n${members(known)},\n  "targets": [`;
  }

  function target(report: TargetReport): string {
    const before = empty ? '\n' : ',\n';
    empty = false;
    return `${before}${indented(text(ordered(report, 'targets')), '    ')}`;
  }

  function end(closing: Closing): string {
    const { verdict, summary, circumstances, cutovers, baseline } = closing;
    const rest = {
      ...{ verdict, summary },
      ...(circumstances === undefined ? {} : { circumstances }),
      ...(cutovers === undefined ? {} : { cutovers }),
      ...(baseline === undefined ? {} : { baseline }),
    };
    return `${empty ? '' : '\n  '}],\n${members(rest)}\n}\n`;
  }

  return { start, target, end };
}

/** The members of a top-level object as they stand between its braces. */
function members(value: object): string {
  return text(ordered(value, 'report')).slice(2, -2);
}

function text(value: unknown): string {
  return forJson(JSON.stringify(value, null, 2));
}

function indented(json: string, by: string): string {
  return by + json.replaceAll('\n', `\n${by}`);
}
