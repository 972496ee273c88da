/** A value for a message: JSON, cut at 60 characters, with nothing in it that a terminal would obey. */
export function shownValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  const cut = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  return printable(JSON.stringify(cut));
}

/** A text without control, format or surrogate characters: they are written as `\uXXXX`. */
export function printable(text: string): string {
  return text.replace(
    /[\p{C}\u2028\u2029]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
