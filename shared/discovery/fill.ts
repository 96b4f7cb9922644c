/**
 * What a reader found when something gave it no answer, filled with what was known before. What is known now counts;
 * what is not, may be there all the same. A list is the one of now, unless it is empty.
 */
export function fill<F>(known: F, found: F): F {
  if (Array.isArray(known)) return Array.isArray(found) && found.length > 0 ? found : known;
  if (!isObject(known) || !isObject(found)) return found;
  const merged: Record<string, unknown> = { ...known, ...found };
  for (const [name, value] of Object.entries(known)) {
    if (Object.hasOwn(found, name)) merged[name] = fill(value, found[name]);
  }
  return merged as F;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
