/** docs/cli.md has every command, flag and format that there is, and none that there is not. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, FLAGS_OF } from '../../src/cli/program.ts';
import { FORMAT_NAMES } from '../../src/report/reporters.ts';

const docs = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');

interface Section {
  readonly heading: string;
  readonly text: string;
}

const sections: readonly Section[] = docs
  .split(/^## /m)
  .slice(1)
  .map((part) => ({ heading: part.slice(0, part.indexOf('\n')), text: part.slice(part.indexOf('\n')) }));

/** `## Flags of plan and preflight` is the section of both. */
function commandsOf({ heading }: Section): string[] {
  const [, list] = /^Flags of (.+)$/.exec(heading) ?? [];
  return list?.split(/, | and /) ?? [];
}

function sectionOf(command: string): Section {
  const found = sections.filter((section) => commandsOf(section).includes(command));
  expect(found.map(({ heading }) => heading)).toHaveLength(1);
  return found[0] as Section;
}

const flagsIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/`--([a-z-]+)[ `]/g)].map(([, flag = '']) => flag));

describe('docs/cli.md', () => {
  it('has every command', () => {
    const named = COMMAND_NAMES.filter((name) => new RegExp(`^\\|.*\`${name}[ \`]`, 'm').test(docs));
    expect(named).toEqual(COMMAND_NAMES);
  });

  it.each(Object.keys(FLAGS_OF))('has every flag of %s, with its short form', (command) => {
    const { text } = sectionOf(command);
    const flags = Object.entries(FLAGS_OF[command] ?? {});
    expect(flags.length).toBeGreaterThan(1);
    const named = flagsIn(text);
    expect(flags.map(([flag]) => flag).filter((flag) => !named.has(flag))).toEqual([]);
    const short = flags.flatMap(([flag, { alias }]) =>
      alias === undefined ? [] : [[flag, `\`-${alias}\``]],
    );
    // What a command shares with check is told there.
    const everywhere = text + sectionOf('check').text;
    expect(short.filter(([, form = '']) => !everywhere.includes(form))).toEqual([]);
  });

  it.each(Object.keys(FLAGS_OF))('has every format of %s', (command) => {
    const formats = FLAGS_OF[command]?.format?.complete;
    if (!Array.isArray(formats) || command === 'check') return;
    const row =
      sectionOf(command)
        .text.split('\n')
        .find((line) => line.startsWith('| `--format`')) ?? '';
    expect(formats.filter((format) => !row.includes(`\`${format}\``))).toEqual([]);
  });

  it('has every format of check, in the order of the program, and none besides', () => {
    const table = sections.find(({ heading }) => heading === 'Formats of check')?.text ?? '';
    expect([...table.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, format]) => format)).toEqual(FORMAT_NAMES);
  });

  it('has no flag that no command of its section has', () => {
    for (const section of sections) {
      const known = commandsOf(section).flatMap((command) => Object.keys(FLAGS_OF[command] ?? {}));
      const rows = section.text.split('\n').filter((line) => /^\| `-/.test(line));
      const first = rows.map((line) => line.split('|')[1] ?? '');
      expect([...flagsIn(first.join('\n'))].filter((flag) => !known.includes(flag))).toEqual([]);
    }
  });
});
