/** The entries used last; older ones are forgotten, so that a run over a million names needs no more than one over ten thousand. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Oldest use first. */
  keys(): Iterable<string>;
}

export function createRecent<Value>(most: number): Recent<Value> {
  const entries = new Map<string, Value>();
  /** Used last: it need not be moved. */
  let newest: string | undefined;
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined || key === newest) return value;
      entries.delete(key);
      entries.set(key, value);
      newest = key;
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      newest = key;
      if (entries.size <= most) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
}
