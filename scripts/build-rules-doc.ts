/**
 * Writes docs/rules.md from the rules' own texts; with --check it only compares, and exits 1 if the page is stale.
 *
 *     node scripts/build-rules-doc.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { RULES } from '../src/judge/rules.ts';

const PAGE: URL = new URL('../docs/rules.md', import.meta.url);

const HEAD = `# Rules

<!-- Written by scripts/build-rules-doc.ts from src/judge/rules/. Change the texts there. -->

Each rule says one thing about an RRset, a name or a zone. \`ttl-check explain <rule>\` prints the same texts.

An **error** makes the target \`not-ready\` and, by default, the exit code 1. A **warning** does so with \`--fail-on warning\`
(the exit code, not the verdict). A **note** is context and changes neither. The severity named here is that of a rule's
gravest findings; some of its findings may be milder, as the text says.

In a policy, \`rules: { <rule>: { severity: error | warning | note | off } }\` sets another severity: it takes the place of
the rule's own, and milder findings of the rule are never raised by it. A waiver (a name, perhaps types and rules, a reason and
an expiry date) turns the findings it covers into notes until it expires.

What was not observed is \`unknown\`, and unknown is never ready. \`not-observed\` stays a note whatever a policy or a waiver says,
because it must never lead to exit code 1: the verdict \`unknown\` leads to 3. So do the warnings \`authority-unreachable\` and
\`port-53-intercepted\`, which a flaky network brings about, unless a policy makes them errors. A server that is lame or silent makes
everything in its zone unknown too (\`lame-authority\`, \`authority-unreachable\`), but that can be waived or switched off, because somebody
who knows the server can answer for it. RRsets in other people's zones are shown with \`foreign: true\` and never judged.
`;

/** The page as it should be. */
export function rulesPage(): string {
  const rules = Object.values(RULES);
  const table = rules.map((rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${rule.title} |`);
  const sections = rules.map(
    ({ id, severity, title, explain }) =>
      `## ${id}\n\n**${title}** (${severity})\n\n${explain.what}\n\n*Why it matters.* ${explain.why}\n\n*What to do.* ${explain.todo}\n`,
  );
  return [HEAD, ['| rule | severity | says |', '|---|---|---|', ...table, ''].join('\n'), ...sections].join(
    '\n',
  );
}

function main(args: readonly string[]): void {
  const page = rulesPage();
  if (!args.includes('--check')) {
    writeFileSync(PAGE, page);
    return;
  }
  if (readPage() === page) return;
  console.error('docs/rules.md is stale. Run: node scripts/build-rules-doc.ts');
  process.exitCode = 1;
}

function readPage(): string {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
