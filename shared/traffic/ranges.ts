/** A set of node numbers as text: "0-99,105". A call names hundreds of nodes, which mostly stand side by side. */
export type Ranges = string;

/** Of numbers in ascending order. */
export function toRanges(sorted: Uint32Array): Ranges {
  const parts: string[] = [];
  for (let index = 0; index < sorted.length; index++) {
    const first = sorted[index] ?? 0;
    let last = first;
    while (index + 1 < sorted.length && (sorted[index + 1] ?? 0) <= last + 1) {
      index += 1;
      last = sorted[index] ?? 0;
    }
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join(',');
}

/** Below `limit`, in ascending order. undefined for text that toRanges does not write. */
export function fromRanges(text: unknown, limit: number): number[] | undefined {
  if (typeof text !== 'string') return undefined;
  if (text === '') return [];
  const numbers: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    // Never more than there are, so a recording of a few bytes cannot fill the memory.
    if (!(first <= last && last < limit && first > (numbers.at(-1) ?? -1))) return undefined;
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return numbers;
}
