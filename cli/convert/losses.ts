import type { Reader } from './reader.ts';
import type { Loss } from './types.ts';

/** Collects what of one object is not carried. */
export class Losses {
  /** e.g. PodDefault/team-a/gpu */
  readonly object: string;
  readonly #found: Loss[] = [];

  constructor(object: string) {
    this.object = object;
  }

  get found(): readonly Loss[] {
    return this.#found;
  }

  add({ path }: Pick<Reader, 'path'>, message: string): void {
    this.#found.push({ object: this.object, path, message });
  }

  /** Fields of another name than these. */
  addUnknown(reader: Reader, known: readonly string[], message: string): void {
    for (const key of reader.keys()) {
      const found = reader.at(key);
      if (found !== undefined && !known.includes(key)) this.add(found, message);
    }
  }
}
