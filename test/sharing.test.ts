/** Files of tests that follow each other in one process (`vitest.config.ts`) leave nothing behind for the next. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../scripts/bundle.ts';
import { SHARING } from '../vitest.config.ts';

/** What a process keeps. */
const CHANGES =
  /\bvi\s*\.|\bprocess\s*\.\s*(?:on|once|addListener|chdir|umask|set\w+)\b|\bprocess\.env\S* =[^=]|\bglobalThis\b|\bconfigureGlobal\b|\.prototype\.\w+ =[^=]/;
/** What a module keeps: a variable of its own, or a collection that begins empty. */
const KEEPS =
  /^(?:export )?(?:let|var) |^(?:export )?const \w+(?:: .*)? = (?:new (?:Weak)?(?:Map|Set)\b.*\(\)|\[\]|\{\});$/m;
/** What is kept, and why it makes no difference to the tests of another file. What does make one has no place here. */
const MAY_KEEP: { readonly [file: string]: string } = {
  'src/cli/systemClock.ts': 'how far it is ahead of the clock, so that it never goes back',
  'src/report/html/drawnPast.ts': 'what it has made of an object, by that object, and an empty list',
  'src/report/keyOrder.ts': 'an empty list that cannot be written to',
  'src/report/width.ts': 'a segmenter, which is made when it is first needed and has no state',
  'src/world/stillness.ts': 'a count, of which only what is added while somebody waits matters',
};

async function modulesIn(folder: string): Promise<readonly (readonly [file: string, text: string])[]> {
  const names = await readdir(path.join(ROOT, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => path.posix.join(folder, name));
  return await Promise.all(
    files.map(async (file) => [file, await readFile(path.join(ROOT, file), 'utf8')] as const),
  );
}

test.each(SHARING)('test/%s changes nothing of the process', async (folder) => {
  const modules = await modulesIn(`test/${folder}`);
  expect(modules.length).toBeGreaterThan(0);
  expect(modules.filter(([, text]) => CHANGES.test(text)).map(([file]) => file)).toEqual([]);
  // The tests themselves are loaded once for each run; what they import stays.
  const imported = modules.filter(([file]) => !file.endsWith('.test.ts'));
  expect(imported.filter(([, text]) => KEEPS.test(text)).map(([file]) => file)).toEqual([]);
});

test('no module of the program keeps what could make a difference', async () => {
  const keeping = (await modulesIn('src')).filter(([, text]) => KEEPS.test(text)).map(([file]) => file);
  expect(keeping.toSorted()).toEqual(Object.keys(MAY_KEEP));
});
