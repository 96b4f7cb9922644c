/**
 * What a reader found when something gave it no answer, filled with what was known before. What is known now counts;
 * what is not, may be there all the same. A list is the one of before, since that of now may be shorter than the truth;
 * readers whose lists change while some of their files cannot be read have a merge of their own.
 */
export function fill<F>(known: F, found: F): F {
  if (Array.isArray(known)) return known.length > 0 ? known : found;
  if (!isObject(known) || !isObject(found)) return found;
  const merged: Record<string, unknown> = { ...known, ...found };
  for (const [name, value] of Object.entries(known)) {
    if (Object.hasOwn(found, name)) merged[name] = fill(value, found[name]);
  }
  return merged as F;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
