/**
 * Makes `src/config/shipped.generated.json` and `config/schema.json` from `config/*.yaml` and the schemas.
 * With `--check` it writes nothing and ends with 1 if one of them is not what it would write.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { SourceFile } from '../src/config/readConfig.ts';
import { configJsonSchema, readShippedPolicy, readShippedResolvers } from '../src/config/shippedFiles.ts';

const ROOT = new URL('../', import.meta.url);

async function source(shown: string): Promise<SourceFile> {
  const url = new URL(shown, ROOT);
  return { text: await readFile(url, 'utf8'), shown, path: url.pathname };
}

const shipped = {
  policy: readShippedPolicy(await source('config/policy.yaml')),
  resolvers: readShippedResolvers(await source('config/resolvers.yaml')),
};
const files = {
  'src/config/shipped.generated.json': shipped,
  'config/schema.json': configJsonSchema(),
};

for (const [name, content] of Object.entries(files)) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const url = new URL(name, ROOT);
  if (!process.argv.includes('--check')) await writeFile(url, text);
  else if ((await readFile(url, 'utf8').catch(() => '')) !== text) {
    console.error(`${name} is not up to date. Run "node scripts/build-config.ts" and commit the result.`);
    process.exitCode = 1;
  }
}
