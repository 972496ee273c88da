/** What README and docs/ refer to is there: files, headings, packages, npm scripts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { marked, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../scripts/bundle.ts';

const documents = ['.', 'docs'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file)),
);

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** As GitHub makes the anchors of a page, without the numbers of headings that are there twice. */
function anchorsOf(markdown: string): readonly string[] {
  return marked
    .lexer(markdown)
    .filter((token): token is Tokens.Heading => token.type === 'heading')
    .map(({ text }) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
        .replaceAll(' ', '-'),
    );
}

function linksOf(markdown: string): readonly string[] {
  const links: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
  });
  return links;
}

/** Why a link from a document leads nowhere; undefined if it leads somewhere, or out of the repository. */
function whyBroken(document: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(ROOT, target))) return `${document}: there is no ${link}`;
  if (anchor !== undefined && !anchorsOf(read(target)).includes(anchor))
    return `${document}: ${target} has no heading for #${anchor}`;
  return undefined;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(read('package.json'));

describe('documents', () => {
  it('are found, with links in them', () => {
    expect(documents).toContain('README.md');
    expect(documents).toContain('docs/cli.md');
    expect(documents.flatMap((document) => linksOf(read(document))).length).toBeGreaterThan(50);
  });

  it('have links that lead somewhere, to the heading', () => {
    const broken = documents.flatMap((document) =>
      linksOf(read(document)).flatMap((link) => whyBroken(document, link) ?? []),
    );
    expect(broken).toEqual([]);
  });

  it('would be told of a link that leads nowhere', () => {
    expect(whyBroken('README.md', 'docs/none.md')).toBe('README.md: there is no docs/none.md');
    expect(whyBroken('docs/ci.md', 'json.md#none')).toBe('docs/ci.md: docs/json.md has no heading for #none');
  });

  it('of the folder docs/ are all reached from the README', () => {
    const linked = linksOf(read('README.md')).map((link) => link.split('#')[0]);
    const own = documents.filter((document) => /^docs\/[^/]+$/.test(document));
    expect(own.filter((document) => !linked.includes(document))).toEqual([]);
  });

  it('name npm scripts that there are', () => {
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)].map(([, script = '']) => script),
    );
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('say in docs/decisions.md why each package is there', () => {
    const said = new Set(read('docs/decisions.md').match(/@?[a-z][a-z0-9./-]*[a-z0-9]/g));
    expect(Object.keys(manifest.devDependencies).filter((name) => !said.has(name))).toEqual([]);
  });
});
