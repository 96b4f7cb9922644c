import { describe, expect, it } from 'vitest';
import { customResourceDefinition, type Schema, specSchema } from './schema.ts';
import { validateSchema } from './validate-schema.ts';

const SCHEMA: Schema = {
  type: 'object',
  description: '',
  required: ['name'],
  properties: {
    name: { type: 'string', description: '', minLength: 1, maxLength: 3, pattern: '^a' },
    kind: { type: 'string', description: '', enum: ['x', 'y'] },
    count: { type: 'integer', description: '', minimum: 1, maximum: 2 },
    flag: { type: 'boolean', description: '' },
    list: { type: 'array', description: '', maxItems: 1, items: { type: 'string', description: '' } },
    map: { type: 'object', description: '', additionalProperties: { type: 'string', description: '' } },
    open: { type: 'object', description: '', 'x-kubernetes-preserve-unknown-fields': true },
    any: { description: '' },
  },
};

describe('a value against a schema', () => {
  it('is right', () => {
    const value = {
      name: 'a',
      kind: 'x',
      count: 1,
      flag: false,
      list: ['z'],
      map: { k: 'v' },
      open: { a: 1 },
      any: 5,
    };
    expect(validateSchema(SCHEMA, value, 'spec')).toEqual([]);
  });

  it.each<[unknown, string]>([
    [undefined, 'spec: is absent, wanted an object'],
    [null, 'spec: is null, wanted an object'],
    [[], 'spec: is a list, wanted an object'],
    [{}, 'spec.name: is missing'],
    [{ name: '' }, 'spec.name: is empty'],
    [{ name: 'abcd' }, 'spec.name: is 4 characters long, at most 3 are allowed'],
    [{ name: 'b' }, 'spec.name: is "b", wanted ^a'],
    [{ name: {} }, 'spec.name: is an object, wanted a string'],
    [{ name: 'a', kind: 'z' }, 'spec.kind: is "z", wanted one of x, y'],
    [{ name: 'a', count: 0 }, 'spec.count: is 0, wanted at least 1'],
    [{ name: 'a', count: 3 }, 'spec.count: is 3, wanted at most 2'],
    [{ name: 'a', count: '1' }, 'spec.count: is string 1, wanted an integer'],
    [{ name: 'a', flag: 'yes' }, 'spec.flag: is string yes, wanted true or false'],
    [{ name: 'a', list: ['a', 'b'] }, 'spec.list: has 2 entries, at most 1 are allowed'],
    [{ name: 'a', list: [null] }, 'spec.list[0]: is null, wanted a string'],
    [{ name: 'a', map: { k: 1 } }, 'spec.map.k: is number 1, wanted a string'],
    [{ name: 'a', other: 1 }, 'spec.other: is not a known field; known are name, kind'],
    [{ name: 'a', constructor: 1 }, 'spec.constructor: is not a known field'],
  ])('%j is refused', (value, problem) => {
    expect(
      validateSchema(SCHEMA, value, 'spec')
        .map(({ path, message }) => `${path}: ${message}`)
        .join(),
    ).toContain(problem);
  });
});

describe('the schema of presets', () => {
  it('offers the namespace selector to ClusterPodPreset only', () => {
    expect(Object.keys(specSchema('ClusterPodPreset').properties ?? {})).toContain('namespaceSelector');
    expect(Object.keys(specSchema('PodPreset').properties ?? {})).not.toContain('namespaceSelector');
  });

  it('is part of the CustomResourceDefinition', () => {
    expect(customResourceDefinition('PodPreset')).toMatchObject({
      metadata: { name: 'podpresets.latebind.dev' },
      spec: { scope: 'Namespaced', names: { kind: 'PodPreset', singular: 'podpreset' } },
    });
  });
});
