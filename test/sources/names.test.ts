import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { openNameFile } from '../../src/sources/nameFile.ts';
import { targetOf, targetsFromNames } from '../../src/sources/names.ts';

const options = { types: ['A'] };

describe('names of the command line', () => {
  it.each([
    ['example.com', 'example.com.'],
    ['Example.COM.', 'example.com.'],
    ['.', '.'],
    ['com', 'com.'],
    ['_sip._tcp.example.com', '_sip._tcp.example.com.'],
    ['*.example.com', '*.example.com.'],
    ['a\\.b.example.com', 'a\\.b.example.com.'],
    ['\\003.example.com', '\\003.example.com.'],
    ['\\097.example.com', 'a.example.com.'],
    ['bücher.example', 'xn--bcher-kva.example.'],
    ['BÜCHER.example', 'xn--bcher-kva.example.'],
    [`${'a'.repeat(63)}.example.com`, `${'a'.repeat(63)}.example.com.`],
  ])('%s is %s', (input, name) => {
    expect(targetsFromNames([input], options).map((t) => [t.input, t.name])).toEqual([[input, name]]);
  });

  it('stand once, however often they were typed', () => {
    const targets = targetsFromNames(['example.com', 'EXAMPLE.com.', 'example.net'], options);
    expect(targets.map((t) => t.name)).toEqual(['example.com.', 'example.net.']);
  });

  it.each([
    ['', 'an empty name'],
    ['a..b', 'an empty label'],
    [`${'a'.repeat(64)}.example.com`, 'a label of 64 octets (63 are allowed)'],
    [`${'a.'.repeat(128)}com`, '(255 are allowed)'],
    ['a b.example.com', 'U+0020'],
    ['\\999.example.com', 'a bad escape'],
  ])('%j is refused with the reason', (input, reason) => {
    expect(() => targetsFromNames([input], options)).toThrow(reason);
  });

  it('are complained about all at once', () => {
    expect(() => targetsFromNames(['a..b', 'example.com', '-'.repeat(70)], options)).toThrow(
      /"a\.\.b"[\s\S]*70 octets/,
    );
  });
});

describe('a list of names', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ttl-check-names-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(content: string | Uint8Array): Promise<Target[]> {
    const path = join(folder, 'names.txt');
    await writeFile(path, content);
    return (await Array.fromAsync((await openNameFile(path, options)).targets)).flat();
  }

  it('has one name a line, with comments, blank lines, CRLF and a BOM', async () => {
    const targets = await read(
      '\uFEFFexample.com\r\n\r\n# all of them\n  www.example.com  # the shop\nexample.com',
    );
    expect(targets.map((t) => [t.name, t.origin?.line, t.origin?.column])).toEqual([
      ['example.com.', 1, 1],
      ['www.example.com.', 4, 3],
    ]);
  });

  it('is read the same, whatever stands beside a line and wherever the file is cut', async () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
    const plain = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
    const line = fc.oneof(
      { weight: 8, arbitrary: plain },
      plain.map((name) => `${name}.`),
      fc.constantFrom(
        '',
        '# a comment',
        '  www.example.com  # the shop',
        'WWW.Example.com',
        'b\u00fccher.example',
        '*.a',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 60 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (lines, end, isClosed) => {
          const given = ['first.example', ...lines];
          const expected = new Map<string, Target>();
          for (const [i, text] of given.entries()) {
            const input = text.replace(/(^|\s)#.*$/, '').trim();
            if (input === '') continue;
            const origin = { file: join(folder, 'names.txt'), line: i + 1, column: text.indexOf(input) + 1 };
            const target = tryTarget(input, origin);
            if (target === undefined) return;
            if (!expected.has(target.name)) expected.set(target.name, target);
          }
          expect(await read(given.join(end) + (isClosed ? end : ''))).toEqual([...expected.values()]);
        },
      ),
      { seed: 20261126 },
    );
  });

  function tryTarget(input: string, origin: NonNullable<Target['origin']>): Target | undefined {
    try {
      return targetOf(input, options, origin);
    } catch {
      return undefined;
    }
  }

  it('is refused as a whole, with every bad line, before any name is given out', async () => {
    const given: string[] = [];
    const path = join(folder, 'bad.txt');
    await writeFile(path, 'example.com\na..b\nok.example.com\nc..d\n');
    const reading = (async () => {
      for await (const targets of (await openNameFile(path, options)).targets)
        given.push(...targets.map(({ name }) => name));
    })();
    await expect(reading).rejects.toThrow(/bad\.txt:2: "a\.\.b"[\s\S]*bad\.txt:4: "c\.\.d"/);
    expect(given).toEqual([]);
  });

  it.each([
    ['no names', '# nothing\n', 'no names'],
    ['other encodings', Uint8Array.of(0x65, 0xff, 0xfe, 0x0a), 'not UTF-8'],
    ['a line without end', 'a'.repeat(3000), 'more than 2000 characters'],
  ])('with %s is refused', async (_, content, reason) => {
    await expect(read(content)).rejects.toThrow(reason);
  });

  it('that is UTF-8 but for one line is refused with that line, however far down', async () => {
    const line = Buffer.from('bücher.example.com\n');
    for (const before of [0, 1, 4000, 9000]) {
      const good = Buffer.concat(Array.from({ length: before }, () => line));
      const content = Buffer.concat([good, Uint8Array.of(0x65, 0xff, 0x0a), line]);
      await expect(read(content)).rejects.toThrow(`:${before + 1}: this is not UTF-8 text`);
    }
  });

  it('that is a folder or is not there is refused', async () => {
    await expect(openNameFile(folder, options)).rejects.toThrow('it is a directory');
    await expect(openNameFile(join(folder, 'none'), options)).rejects.toThrow('it does not exist');
  });
});
