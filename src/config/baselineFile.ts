import { resolve } from 'node:path';
import { z } from 'zod';
import type { BaselineEntry } from '../model/report.ts';
import { checked } from './readConfig.ts';
import { readText } from './readText.ts';
import { nameValue } from './schema/values.ts';
import { parseYamlFile } from './yamlFile.ts';

const fileSchema = z.strictObject({
  baselineVersion: z.literal(1),
  findings: z.array(
    z.strictObject({
      rule: z.string().min(1),
      owner: nameValue,
      type: z.string().min(1).nullable(),
      severity: z.enum(['error', 'warning']),
      reason: z.string().optional(),
    }),
  ),
});

/** The entries of a baseline, as `--write-baseline` writes it. Throws Failure (config) with every problem and its line. */
export async function loadBaseline(path: string, cwd: string): Promise<readonly BaselineEntry[]> {
  // JSON is YAML too (YAML 1.2 §1.3), and that reader knows the line of everything.
  const yaml = parseYamlFile(await readText(resolve(cwd, path), path));
  const { findings } = checked(fileSchema, yaml.value ?? {}, yaml, path, []);
  return findings.map(({ reason, ...entry }) => ({ ...entry, ...(reason === undefined ? {} : { reason }) }));
}
