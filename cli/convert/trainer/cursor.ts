/** A value of a document and where it stands, so that every complaint names the field. */
import { type Fields, isObject } from '../../../shared/json.ts';
import { UserError } from '../../user-error.ts';

export class Cursor {
  readonly source: string;
  readonly path: string;
  readonly value: unknown;

  constructor(source: string, path: string, value: unknown) {
    this.source = source;
    this.path = path;
    this.value = value;
  }

  /** In these objects null says as little as an absent field. */
  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The field of an object; absent when the object is. */
  field(...keys: readonly string[]): Cursor {
    const [key, ...rest] = keys;
    if (key === undefined) return this;
    const fields = this.fields();
    const path = this.path === '' ? key : `${this.path}.${key}`;
    return new Cursor(this.source, path, Object.hasOwn(fields, key) ? fields[key] : undefined).field(...rest);
  }

  fields(): Fields {
    if (!this.present) return {};
    return isObject(this.value) ? this.value : this.fail('an object');
  }

  items(): Cursor[] {
    if (!this.present) return [];
    if (!Array.isArray(this.value)) return this.fail('a list');
    return this.value.map((item, index) => new Cursor(this.source, `${this.path}[${index}]`, item));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a text');
  }

  /** Another value at the same place. */
  with(value: unknown): Cursor {
    return new Cursor(this.source, this.path, value);
  }

  /** The fields that are there and not among those known. */
  unknown(known: readonly string[]): Cursor[] {
    return Object.keys(this.fields())
      .filter((key) => !known.includes(key))
      .map((key) => this.field(key))
      .filter(({ present }) => present);
  }

  fail(wanted: string): never {
    throw new UserError(`${this.source}: ${this.path}: wanted ${wanted}, got ${shown(this.value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `${typeof value === 'string' ? 'the text' : `the ${typeof value}`} ${JSON.stringify(value)}`;
}
