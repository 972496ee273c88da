import type { ReportingDescriptor, Result, Run } from 'sarif';
import type { Finding } from '../../model/finding.ts';
import type { TargetReport } from '../../model/report.ts';
import { forJson } from '../escape.ts';
import type { Closing, Opening, Reporter, ReportOptions, RuleText } from '../reporter.ts';
import { fingerprint } from './fingerprint.ts';
import { originPath } from './originPath.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

type RunHead = Pick<Run, 'tool' | 'columnKind' | 'originalUriBaseIds'>;

/** SARIF 2.1.0 (OASIS), for code scanning and other collectors of findings. Notes are results too; written as targets come. */
export function createSarif(options: ReportOptions): Reporter {
  const rules = options.rules ?? [];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  let isEmpty = true;

  function start({ tool }: Opening): string {
    const run: RunHead = {
      tool: {
        driver: {
          name: tool.name,
          semanticVersion: tool.version,
          rules: rules.map(ruleEntry),
        },
      },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the checked-out repository.' } } },
    };
    const head = text({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
    // The run stays open for its results.
    return `${head.slice(0, head.lastIndexOf('}]}'))},"results":[`;
  }

  function target(report: TargetReport): string {
    return report.findings
      .map((finding) => {
        const before = isEmpty ? '\n' : ',\n';
        isEmpty = false;
        return before + text(result(finding, report));
      })
      .join('');
  }

  function result(finding: Finding, report: TargetReport): Result {
    const ruleIndex = indexes.get(finding.rule);
    const id = fingerprint(finding);
    const suppressions = suppressionsOf(finding);
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: finding.severity,
      message: { text: finding.message },
      locations: [location(finding, report)],
      // Code scanning goes by the first of them, which it would otherwise make from the line's text.
      partialFingerprints: { primaryLocationLineHash: `${id}:1`, 'ttlCheckFinding/v1': id },
      ...(suppressions.length === 0 ? {} : { suppressions }),
    };
  }

  function location(finding: Finding, { origin }: TargetReport): NonNullable<Result['locations']>[number] {
    const file = originPath(origin, options.originPrefix ?? '');
    const fullyQualifiedName = finding.type === null ? finding.owner : `${finding.owner} ${finding.type}`;
    const logicalLocations = [{ name: finding.owner, fullyQualifiedName, kind: 'resource' }];
    if (file === undefined || origin === undefined) return { logicalLocations };
    const { line, column } = origin;
    return {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file), uriBaseId: 'SRCROOT' },
        region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
      },
      logicalLocations,
    };
  }

  function end({ verdict, summary }: Closing): string {
    const rest = { invocations: [{ executionSuccessful: true }], properties: { verdict, summary } };
    return `\n],${text(rest).slice(1, -1)}}]}\n`;
  }

  return { start, target, end };
}

function ruleEntry({ id, severity, title, explain }: RuleText): ReportingDescriptor {
  const { what, why, todo } = explain;
  const name = id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    id,
    // A name that only repeats the id is to be left out (SARIF 2.1.0 §3.49.7).
    ...(name.toLowerCase() === id ? {} : { name }),
    shortDescription: { text: title },
    fullDescription: { text: what },
    help: {
      text: `${what}\n\nWhy: ${why}\n\nWhat to do: ${todo}`,
      markdown: `${what}\n\n**Why.** ${why}\n\n**What to do.** ${todo}`,
    },
    defaultConfiguration: { level: severity },
  };
}

/** A waiver or the baseline: shown by collectors as accepted. */
function suppressionsOf({ waived, known }: Finding): NonNullable<Result['suppressions']> {
  const waiver = waived === undefined ? [] : [`Waived until ${waived.until}: ${waived.reason}`];
  const baseline = known === undefined ? [] : [known.reason ?? 'Known by the baseline.'];
  return [...waiver, ...baseline].map((justification) => ({
    kind: 'external',
    status: 'accepted',
    justification,
  }));
}

/** A relative reference (RFC 3986 §4.2): each part of the path percent-encoded; a lone surrogate is no text. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

function text(value: unknown): string {
  return forJson(JSON.stringify(value));
}
