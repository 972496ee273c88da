/** What `ttl-check` reports of many names, held against what dig says of them at the same authority. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TargetReport } from '../../src/model/report.ts';
import { ttlCheck } from './command.ts';
import { type DigAnswer, digAll } from './dig.ts';

/** A name to compare: what goes into the file of names, and what it means, as dig writes it. */
export interface NameToCompare {
  readonly typed: string;
  readonly name: string;
}

export interface Comparison {
  readonly names: number;
  /** Authoritative RRsets by type that agree in TTL and rdata. */
  readonly agreed: Readonly<Record<string, number>>;
  /** Names of which the authority says by a referral that they are somebody else's. */
  readonly belowCut: number;
  /** Names with none of the types. */
  readonly empty: number;
  /** One sentence each. */
  readonly differences: readonly string[];
}

const TYPES = ['A', 'AAAA', 'CNAME', 'NS'] as const;

interface Rrset {
  readonly ttl: string;
  readonly rdata: string;
}

/** Asks both. Throws where the program gives no report or dig no answer. */
export async function compareWithDig(address: string, names: readonly NameToCompare[]): Promise<Comparison> {
  const reports = await reportsOf(
    address,
    names.map((n) => n.typed),
  );
  const answers = await digAll(
    address,
    names.flatMap(({ name }) => TYPES.map((type) => ({ name, type }))),
    '+norecurse',
  );
  const agreed: Record<string, number> = { A: 0, AAAA: 0, CNAME: 0, NS: 0 };
  const differences: string[] = [];
  let belowCut = 0;
  let empty = 0;
  for (const [i, { typed, name }] of names.entries()) {
    const seen = answers.slice(i * TYPES.length, (i + 1) * TYPES.length);
    const report = reports.get(typed);
    if (report === undefined) {
      differences.push(`${typed}: ttl-check reports nothing.`);
      continue;
    }
    if (report.name !== name.toLowerCase()) differences.push(`${typed}: ttl-check calls it ${report.name}.`);
    if (isBelowCut(seen)) belowCut++;
    const expected = rrsetsOfDig(name, seen);
    const got = rrsetsOfReport(report);
    if (expected.size === 0) empty++;
    for (const type of TYPES) {
      const want = expected.get(type);
      const have = got.get(type);
      if (want?.ttl !== have?.ttl || want?.rdata !== have?.rdata)
        differences.push(`${name} ${type}: dig says ${shown(want)}, ttl-check says ${shown(have)}.`);
      else if (want !== undefined) agreed[type] = (agreed[type] ?? 0) + 1;
    }
  }
  return { names: names.length, agreed, belowCut, empty, differences };
}

async function reportsOf(
  address: string,
  typed: readonly string[],
): Promise<ReadonlyMap<string, TargetReport>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'ttl-check-names-'));
  try {
    const file = path.join(dir, 'names');
    await writeFile(file, `${typed.join('\n')}\n`);
    const types = TYPES.flatMap((type) => ['--type', type]);
    const asked = ['--file', file, '--authority', address, '--resolver', 'none', ...types];
    const { code, stdout, stderr } = await ttlCheck([...asked, '--format', 'ndjson', '--fail-on', 'never']);
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (!(lines.at(-1) ?? '').startsWith('{"summary"'))
      throw new Error(`ttl-check ended with ${code} and no summary line. ${stderr.slice(0, 2000)}`);
    const targets = lines.slice(0, -1).map((line) => JSON.parse(line) as TargetReport);
    return new Map(targets.map((target) => [target.input, target]));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function isBelowCut(answers: readonly DigAnswer[]): boolean {
  return answers.every((a) => a.rcode === 'NOERROR' && !a.flags.includes('aa'));
}

function rrsetsOfDig(name: string, answers: readonly DigAnswer[]): Map<string, Rrset> {
  const found = new Map<string, Rrset>();
  for (const { type, flags, answer } of answers) {
    if (!flags.includes('aa')) continue;
    const records = answer.filter((r) => r.type === type && r.owner === name.toLowerCase());
    if (records.length === 0) continue;
    const data = records.map((r) => (type === 'CNAME' || type === 'NS' ? r.rdata.toLowerCase() : r.rdata));
    found.set(type, { ttl: [...new Set(records.map((r) => r.ttl))].join('-'), rdata: data.sort().join(' ') });
  }
  return found;
}

function rrsetsOfReport(target: TargetReport): Map<string, Rrset> {
  const found = new Map<string, Rrset>();
  for (const rrset of target.rrsets) {
    if (rrset.owner !== target.name || rrset.configuredTtl === null) continue;
    const { min, max } = rrset.configuredTtl;
    found.set(rrset.type, {
      ttl: min === max ? String(min) : `${min}-${max}`,
      rdata: [...rrset.rdata].sort().join(' '),
    });
  }
  return found;
}

function shown(rrset: Rrset | undefined): string {
  return rrset === undefined ? 'nothing' : `${rrset.ttl} ${rrset.rdata.slice(0, 200)}`;
}

/** For the test's output: what was compared. */
export function describeComparison(title: string, comparison: Comparison): string {
  const { names, agreed, belowCut, empty, differences } = comparison;
  const counts = TYPES.map((type) => `${agreed[type]} ${type}`).join(', ');
  return (
    `${title}: ${names} names; agreed: ${counts}; ` +
    `${belowCut} names below a cut, ${empty} with none of the types; ${differences.length} differences.\n`
  );
}
