/** The latest answers by text: what was made of annotations of pods, which all pods of a workload have the same. */

export interface RecentOptions {
  readonly maxEntries: number;
  /** Of all keys and values together: users write these texts, and one can be as long as all annotations of a pod may be. */
  readonly maxCharacters: number;
}

export interface Recent<T> {
  get(key: string): T | undefined;
  /** The oldest go for it. `characters`: of what the value holds besides its key. */
  set(key: string, value: T, characters?: number): void;
}

/** One that is longer than this share of all is not worth the others. */
const SHARE = 4;

export function createRecent<T>({ maxEntries, maxCharacters }: RecentOptions): Recent<T> {
  const entries = new Map<string, { readonly value: T; readonly cost: number }>();
  let total = 0;

  function forget(key: string): void {
    total -= entries.get(key)?.cost ?? 0;
    entries.delete(key);
  }

  return {
    get: (key) => entries.get(key)?.value,
    set(key, value, characters = 0) {
      const cost = key.length + characters;
      if (cost > maxCharacters / SHARE) return;
      forget(key);
      for (const oldest of entries.keys()) {
        if (entries.size < maxEntries && total + cost <= maxCharacters) break;
        forget(oldest);
      }
      entries.set(key, { value, cost });
      total += cost;
    },
  };
}

/** `make` for each text, once for those that come again soon. What it returns is shared; what it throws is not kept. */
export function rememberByText<T extends object>(
  make: (text: string) => T,
  options: RecentOptions,
): (text: string) => T {
  const recent = createRecent<T>(options);
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    recent.set(text, made);
    return made;
  };
}
