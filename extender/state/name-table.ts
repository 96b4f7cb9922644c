/**
 * Values by name, found by the bytes of a name as they stand in a request.
 *
 * A call of the scheduler has hundreds of names, and what takes time is not to compare them but to fetch what lies scattered in
 * memory: a Map needs a string of each, its place among all strings, an entry and the entry's key. Here all of that is in a few arrays.
 */
export interface NameTable<T> {
  get(name: string): T | undefined;
  /**
   * The place of a name among all, good until the next set(); -1 where there is none. `hash`: what hashStep() makes of these
   * bytes, one after the other, beginning with HASH_START.
   */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number;
  placeOf(name: string): number;
  valueAt(place: number): T | undefined;
  /** The number that was set with the value. */
  numberAt(place: number): number;
  /** `number`: an integer of 32 bits that is wanted without looking at the value. */
  set(name: string, value: T, number: number): void;
  delete(name: string): void;
  values(): Iterable<T>;
  readonly size: number;
}

/** FNV-1a of 32 bits (RFC 9923). */
export const HASH_START = 0x811c9dc5 | 0;
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export const createNameTable = <T>(): NameTable<T> => new Table();

const NONE = -1;
const FIRST_CAPACITY = 48;
/** That a name is expected to have. */
const NAME_BYTES = 16;

/** Open addressing. What is deleted leaves its name behind until there is no room; then all the others move to new arrays. */
class Table<T> implements NameTable<T> {
  /** Places of names, each where its hash says or behind that. A power of two, and never full. */
  #slots = new Int32Array(0);
  #hashes = new Int32Array(0);
  /** Where each name begins; it ends where the next one begins. */
  #starts = new Int32Array(1);
  #names = new Uint8Array(0);
  #numbers = new Int32Array(0);
  #values: (T | undefined)[] = [];
  #size = 0;

  constructor() {
    this.#move(FIRST_CAPACITY, 0);
  }

  get size(): number {
    return this.#size;
  }

  get(name: string): T | undefined {
    return this.valueAt(this.placeOf(name));
  }

  valueAt(place: number): T | undefined {
    return place === NONE ? undefined : this.#values[place];
  }

  numberAt(place: number): number {
    return this.#numbers[place] as number;
  }

  placeOf(name: string): number {
    const length = write(name);
    return this.find(scratch, 0, length, hashOf(scratch, length));
  }

  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = spread(hash) & mask; ; at = (at + 1) & mask) {
      const place = slots[at] as number;
      if (place === NONE) return NONE;
      if (this.#hashes[place] === hash && this.#isNamed(place, bytes, start, end)) return place;
    }
  }

  set(name: string, value: T, number: number): void {
    const length = write(name);
    const hash = hashOf(scratch, length);
    let place = this.find(scratch, 0, length, hash);
    if (place === NONE) {
      this.#makeRoom(length);
      place = this.#append(scratch.subarray(0, length), hash);
    }
    if (this.#values[place] === undefined) this.#size += 1;
    this.#values[place] = value;
    this.#numbers[place] = number;
  }

  delete(name: string): void {
    const place = this.placeOf(name);
    if (place === NONE || this.#values[place] === undefined) return;
    this.#values[place] = undefined;
    this.#size -= 1;
  }

  *values(): Iterable<T> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  #isNamed(place: number, bytes: Uint8Array, start: number, end: number): boolean {
    const first = this.#starts[place] as number;
    if ((this.#starts[place + 1] as number) - first !== end - start) return false;
    const names = this.#names;
    for (let at = start; at < end; at += 1) {
      if (names[first + at - start] !== bytes[at]) return false;
    }
    return true;
  }

  /** For a name of so many bytes. */
  #makeRoom(length: number): void {
    const places = this.#values.length;
    const isFull = places === this.#hashes.length;
    if (isFull || (this.#starts[places] as number) + length > this.#names.length) {
      this.#move(Math.max(FIRST_CAPACITY, 2 * this.#size), length);
    }
  }

  /** To new arrays, with room for so many names, and so many bytes more. */
  #move(capacity: number, more: number): void {
    const [hashes, starts, names] = [this.#hashes, this.#starts, this.#names];
    const [numbers, values] = [this.#numbers, this.#values];
    const nameAt = (place: number): Uint8Array => names.subarray(starts[place], starts[place + 1]);
    const kept = values.reduce<number>(
      (sum, value, place) => (value === undefined ? sum : sum + nameAt(place).length),
      more,
    );
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2((capacity * 4) / 3))).fill(NONE);
    this.#hashes = new Int32Array(capacity);
    this.#starts = new Int32Array(capacity + 1);
    this.#names = new Uint8Array(Math.max(capacity * NAME_BYTES, 2 * kept));
    this.#numbers = new Int32Array(capacity);
    this.#values = [];
    values.forEach((value, place) => {
      if (value === undefined) return;
      const now = this.#append(nameAt(place), hashes[place] as number);
      this.#values[now] = value;
      this.#numbers[now] = numbers[place] as number;
    });
  }

  #append(name: Uint8Array, hash: number): number {
    const place = this.#values.length;
    const start = this.#starts[place] as number;
    this.#names.set(name, start);
    this.#starts[place + 1] = start + name.length;
    this.#hashes[place] = hash;
    this.#values.push(undefined);
    const mask = this.#slots.length - 1;
    let at = spread(hash) & mask;
    while (this.#slots[at] !== NONE) at = (at + 1) & mask;
    this.#slots[at] = place;
    return place;
  }
}

/** The last bits of names that differ in their last letter only are close together. */
const spread = (hash: number): number => hash ^ (hash >>> 15);

const encoder = new TextEncoder();
let scratch = new Uint8Array(1_024);

/** Puts a name into `scratch`, and returns how many bytes it has there. */
function write(name: string): number {
  // UTF-8 has three bytes at most for each unit of UTF-16.
  if (3 * name.length > scratch.length) scratch = new Uint8Array(3 * name.length);
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code >= 0x80) return encoder.encodeInto(name, scratch).written;
    scratch[at] = code;
  }
  return name.length;
}

function hashOf(bytes: Uint8Array, length: number): number {
  let hash = HASH_START;
  for (let at = 0; at < length; at += 1) hash = hashStep(hash, bytes[at] as number);
  return hash;
}
