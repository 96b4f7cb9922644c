/** Of an array, a name here and there is not worth a look: a filter call names thousands of nodes. */
const SAMPLED = 64;
/** A number, or what stands around a value. */
const VALUE_BYTES = 16;

/** Roughly the bytes of a parsed request, without writing it as text again. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return VALUE_BYTES;
  if (!Array.isArray(value))
    return Object.entries(value).reduce(
      (sum, [key, inner]) => sum + key.length + weightOf(inner),
      VALUE_BYTES,
    );
  if (value.length <= SAMPLED) return value.reduce((sum: number, item) => sum + weightOf(item), VALUE_BYTES);
  return Math.ceil((value.length / SAMPLED) * weightOf(value.slice(0, SAMPLED)));
}
