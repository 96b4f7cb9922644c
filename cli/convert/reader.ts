import { isObject } from '../../shared/json.ts';
import { shorten } from '../../shared/preset/shorten.ts';
import { UserError } from '../user-error.ts';
import type { SourceDocument } from './types.ts';

/** A value of a document that knows where it stands; what has the wrong type is refused by that place. */
export class Reader {
  readonly source: string;
  /** Field path; empty for the document itself. */
  readonly path: string;
  readonly value: unknown;

  constructor(source: string, path: string, value: unknown) {
    this.source = source;
    this.path = path;
    this.value = value;
  }

  static of({ source, value }: SourceDocument): Reader {
    return new Reader(source, '', value);
  }

  /** undefined when the field is absent. null is absent, too: that is how Kubernetes reads its own types. */
  at(key: string): Reader | undefined {
    const value = this.#fields()[key];
    return value === undefined || value === null ? undefined : this.#below(key, value);
  }

  required(key: string): Reader {
    const found = this.at(key);
    if (found === undefined) throw new UserError(`${this.source}: ${this.#pathOf(key)} is missing`);
    return found;
  }

  /** Of the fields that have a value. */
  keys(): string[] {
    return Object.entries(this.#fields()).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [key],
    );
  }

  items(): Reader[] {
    if (!Array.isArray(this.value)) throw this.unlike('a list');
    return this.value.map((item, index) => new Reader(this.source, `${this.path}[${index}]`, item));
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.unlike('a text');
    return this.value;
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.unlike('true or false');
    return this.value;
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  textMap(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#fields()).map(([key, value]) => [
        key,
        new Reader(this.source, `${this.path}[${key}]`, value).text(),
      ]),
    );
  }

  unlike(wanted: string): UserError {
    return new UserError(
      `${this.source}: ${this.path || 'the document'} is ${shorten(JSON.stringify(this.value) ?? 'absent')}, wanted ${wanted}`,
    );
  }

  #below(key: string, value: unknown): Reader {
    return new Reader(this.source, this.#pathOf(key), value);
  }

  #pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  #fields(): Readonly<Record<string, unknown>> {
    if (!isObject(this.value)) throw this.unlike('an object');
    return this.value;
  }
}
