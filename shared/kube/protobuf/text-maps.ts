/** Sets of keys that are remembered, counted by their beginnings. */
const MAX_SHAPES = 5_000;

export interface Entry {
  readonly key: string;
  readonly value: string;
}

interface Shape {
  readonly next: Map<string, Shape>;
  template: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes objects of keys and values. An object that is built key by key becomes a hash table of twice the size; a copy
 * of one that JSON.parse has made does not, and shares its layout with all others of the same keys.
 */
export class TextMaps {
  readonly #root: Shape = { next: new Map(), template: undefined };
  #shapes = 0;

  /** Of a key that comes twice the last value counts. */
  make(entries: readonly Entry[]): Record<string, string> {
    const shape = this.#shapeOf(entries);
    if (shape === undefined) return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    shape.template ??= JSON.parse(
      JSON.stringify(Object.fromEntries(entries.map(({ key }) => [key, '']))),
    ) as Record<string, string>;
    const made: Record<string, string> = { ...shape.template };
    for (const { key, value } of entries) made[key] = value;
    return made;
  }

  /** undefined where there are too many. */
  #shapeOf(entries: readonly Entry[]): Shape | undefined {
    let shape = this.#root;
    for (const { key } of entries) {
      let next = shape.next.get(key);
      if (next === undefined) {
        if (this.#shapes === MAX_SHAPES) return undefined;
        this.#shapes += 1;
        next = { next: new Map(), template: undefined };
        shape.next.set(key, next);
      }
      shape = next;
    }
    return shape;
  }
}
