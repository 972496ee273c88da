import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Path, Place, Problem } from './problem.ts';

/** A YAML text (1.2) as plain data, and where in it everything stands. */
export interface YamlFile {
  readonly value: unknown;
  /** Syntax errors; with any of them `value` is undefined. */
  readonly problems: readonly Problem[];
  /** Where the value of a path stands, or its key; of a path that is not there, what comes nearest above it. */
  placeOf(path: Path, part: 'key' | 'value'): Place;
}

/** Aliases are for a list used twice. */
const MAX_ALIASES = 1000;
/** Of the data with all aliases written out. */
const MAX_VALUES = 1_000_000;

/** Reads one YAML document; never throws for what is in the text. */
export function parseYamlFile(text: string): YamlFile {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problem = (offset: number, message: string): Problem => ({ ...place(offset), path: [], message });
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      // The library's own check takes quadratic time; duplicates are looked for below.
      uniqueKeys: false,
      // Not `silent`, which would pass over a second document.
      logLevel: 'error',
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return broken([problem(0, 'the file is nested too deeply')]);
  }
  const syntax = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    problem(pos[0], sentence(message)),
  );
  if (syntax.length > 0) return broken(syntax);
  const unresolved = aliasesOfNothing(document);
  if (unresolved.length > 0)
    return broken(unresolved.map((offset) => problem(offset, 'the alias stands for nothing before it')));
  const duplicates = duplicateKeys(document).map(({ offset, key, first }) =>
    problem(
      offset,
      `the key ${JSON.stringify(key)} stands here a second time; it is already in line ${place(first).line}`,
    ),
  );
  const index: Index = new Map();
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    if (isLargerThan(value, MAX_VALUES))
      return broken([
        problem(0, `the file stands for more than ${MAX_VALUES} values when aliases are followed`),
      ]);
    return {
      value: duplicates.length > 0 ? undefined : value,
      problems: duplicates,
      placeOf: (path, part) => place(offsetOf(document, path, part, index)),
    };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const reason =
      cause instanceof ReferenceError
        ? `more than ${MAX_ALIASES} aliases, or one inside itself`
        : 'too deep nesting';
    return broken([...duplicates, problem(0, `the file has ${reason}`)]);
  }
}

function broken(problems: readonly Problem[]): YamlFile {
  return { value: undefined, problems, placeOf: () => ({ line: 1, column: 1 }) };
}

/** The library's message without the code frame, as a clause. */
function sentence(message: string): string {
  // The library takes its own exhausted stack for a syntax error.
  if (/stack/i.test(message)) return 'the file is nested too deeply';
  if (/multiple documents/.test(message)) return 'a second document begins here; allowed one';
  return `not YAML: ${message.split('\n')[0]?.replace(/[:.]$/, '')}`;
}

/** Where aliases stand whose anchor does not come before them. */
function aliasesOfNothing(document: Document.Parsed): number[] {
  const anchors = new Set<string>();
  const found: number[] = [];
  visit(document, {
    Value(_, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias(_, { source, range }) {
      if (!anchors.has(source)) found.push(range?.[0] ?? 0);
    },
  });
  return found;
}

function duplicateKeys(document: Document.Parsed): { offset: number; key: string; first: number }[] {
  const found: { offset: number; key: string; first: number }[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0] ?? 0;
        const first = seen.get(String(key.value));
        if (first === undefined) seen.set(String(key.value), offset);
        else found.push({ offset, key: String(key.value), first });
      }
    },
  });
  return found;
}

/** Pairs by key, of the mappings that were asked about: with many problems in one, looking through it takes too long. */
type Index = Map<YAMLMap, ReadonlyMap<string, Pair>>;

function pairsOf(map: YAMLMap, index: Index): ReadonlyMap<string, Pair> {
  const known = index.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
  index.set(map, pairs);
  return pairs;
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value', index: Index): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    let key: unknown;
    let value: unknown;
    if (isMap(node)) {
      const pair = pairsOf(node, index).get(String(step));
      [key, value] = [pair?.key, pair?.value];
    } else if (isSeq(node)) {
      value = node.items[Number(step)];
      key = value;
    }
    if (!isNode(key)) return offset;
    offset = key.range?.[0] ?? offset;
    node = isNode(value) ? value : null;
    if (depth === path.length - 1 && part === 'key') return offset;
    // An empty value stands nowhere: its key does.
    const empty = isScalar(node) && (node.source ?? '') === '' && node.value === null;
    if (node?.range && !empty) offset = node.range[0];
  }
  return offset;
}

/** Counts with repetition, so that a list used a thousand times counts a thousand times. */
function isLargerThan(value: unknown, limit: number): boolean {
  let left = limit;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    if (--left < 0) return true;
    const next = waiting.pop();
    if (typeof next === 'object' && next !== null)
      for (const child of Object.values(next)) {
        waiting.push(child);
        if (waiting.length > limit) return true;
      }
  }
  return false;
}
