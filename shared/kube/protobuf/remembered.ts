/** Longer ones hardly come twice. */
const MAX_BYTES = 256;
/** A power of two. */
const PLACES = 4096;
/** From the end: the names of labels differ there, and begin all the same. */
const HASHED_BYTES = 16;

interface Known<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
  /** What came behind it the last time, and mostly comes again: looked at before anything is computed. */
  next: Known<T> | undefined;
}

/**
 * What is made of bytes; of the same bytes it is not made again. The labels of ten thousand nodes are a few hundred keys
 * and values, and each would be garbage as soon as it is compared. Each has one place, where the next one that falls
 * there takes over: that needs no bound and no cleaning.
 */
export class Remembered<T> {
  readonly #make: (bytes: Buffer, start: number, end: number) => T;
  readonly #places: (Known<T> | undefined)[] = Array.from({ length: PLACES });
  #last: Known<T> | undefined;

  constructor(make: (bytes: Buffer, start: number, end: number) => T) {
    this.#make = make;
  }

  get(bytes: Buffer, start: number, end: number): T {
    if (end - start > MAX_BYTES) return this.#make(bytes, start, end);
    const guess = this.#last?.next;
    const known =
      guess !== undefined && isSame(guess.bytes, bytes, start, end) ? guess : this.#known(bytes, start, end);
    if (this.#last !== undefined) this.#last.next = known;
    this.#last = known;
    return known.value;
  }

  #known(bytes: Buffer, start: number, end: number): Known<T> {
    const place = placeOf(bytes, start, end);
    const there = this.#places[place];
    if (there !== undefined && isSame(there.bytes, bytes, start, end)) return there;
    const value = this.#make(bytes, start, end);
    const known: Known<T> = { bytes: Uint8Array.from(bytes.subarray(start, end)), value, next: undefined };
    this.#places[place] = known;
    return known;
  }
}

function placeOf(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  for (let at = Math.max(start, end - HASHED_BYTES); at < end; at++)
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}

function isSame(known: Uint8Array, bytes: Buffer, start: number, end: number): boolean {
  const { length } = known;
  if (length !== end - start) return false;
  for (let at = 0; at < length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
