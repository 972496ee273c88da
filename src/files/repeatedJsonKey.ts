/** Where a key of a JSON object stands a second time. */
export interface RepeatedKey {
  readonly key: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The first key in `text`, which is valid JSON, that its object has twice. `JSON.parse` takes the last of them without
 * a word (RFC 8259 §4 leaves it open), so that a person could read one value and the program another.
 */
export function repeatedJsonKey(text: string): RepeatedKey | undefined {
  const open: (Set<string> | undefined)[] = [];
  // A text with a colon after it is a key; what else may stand in JSON does not matter here.
  for (const { 0: token, 1: quoted, index } of text.matchAll(
    /("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g,
  )) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (quoted !== undefined) {
      const key = JSON.parse(quoted) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return { key, line: text.slice(0, index).split('\n').length };
      keys?.add(key);
    }
  }
  return undefined;
}
