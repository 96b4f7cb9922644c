const MAX_LENGTH = 253;

/** A valid name of an object that still resembles the text; empty when nothing of it can be used. */
export function objectName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .split('.')
    .map((part) => part.replaceAll(/^-+|-+$/g, ''))
    .filter((part) => part !== '')
    .join('.')
    .slice(0, 200)
    .replace(/[^a-z0-9]+$/, '');
}

/** Gives each name once: what asks for a name that is taken gets a number behind it. */
export class PresetNames {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const base = wanted.slice(0, MAX_LENGTH);
    let name = base;
    for (let number = 2; this.#taken.has(name); number += 1)
      name = `${base.slice(0, MAX_LENGTH - 5)}-${number}`;
    this.#taken.add(name);
    return name;
  }
}
