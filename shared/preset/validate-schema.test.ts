import { describe, expect, it } from 'vitest';
import { customResourceDefinition, specSchema } from './schema.ts';
import type { Schema } from './schema-parts.ts';
import type { PresetSpec } from './spec.ts';
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

  it('has every field of a preset that its type has', () => {
    const longForm = { metadata: {}, pod: {}, containers: [], addContainers: {}, remove: {}, protect: [] };
    const others = {
      byName: true,
      scopePolicy: 'Shadow',
      required: true,
      covers: ['example.com/nic'],
      tolerateRequested: ['*'],
      strategies: [],
    };
    const spec: PresetSpec = { ...longForm, ...others } as PresetSpec;
    expect(validateSchema(specSchema('PodPreset'), spec, 'spec', false)).toEqual([]);
  });

  it('keeps in the API server what the webhook is to refuse by name', () => {
    const closed: string[] = [];
    const visit = (schema: Schema, path: string): void => {
      if (schema.items !== undefined) visit(schema.items, `${path}[]`);
      if (schema.properties === undefined) return;
      if (!schema['x-kubernetes-preserve-unknown-fields']) closed.push(path);
      for (const [name, property] of Object.entries(schema.properties)) visit(property, `${path}.${name}`);
    };
    const { spec } = customResourceDefinition('PodPreset') as {
      spec: { versions: { schema: { openAPIV3Schema: Schema } }[] };
    };
    visit(spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'] as Schema, 'spec');
    expect(closed).toEqual([]);
  });

  it.each<[string, object]>([
    ['any field of a pod', { pod: { nodeSelector: { a: 'b' }, fieldOfTomorrow: { a: [1] } } }],
    [
      'any field of a container',
      { containers: [{ select: { types: ['App'], primary: true }, resources: { limits: { cpu: 1 } } }] },
    ],
    [
      'a container that is added',
      { addContainers: { sidecars: [{ container: { name: 'log', image: 'log:1' }, restartable: true }] } },
    ],
    ['the toleration without a key', { remove: { tolerations: [''] } }],
    ['a volume whose name is an expression', { volumes: [{ name: '${pod.metadata.name}-data' }] }],
    ['a place for a variable', { env: [{ name: 'A', merge: { strategy: 'Override', position: 'Before' } }] }],
  ])('takes %s', (_, spec) => {
    expect(validateSchema(specSchema('ClusterPodPreset'), spec, 'spec', false)).toEqual([]);
  });

  it.each<[object, string]>([
    [
      { containers: [{ select: { name: ['a'] } }] },
      'spec.containers[0].select.name: is not a known field; known are types, names, except, primary, requesting, required',
    ],
    [
      { containers: [{ select: { types: ['Ephemeral'] } }] },
      'spec.containers[0].select.types[0]: is "Ephemeral", wanted one of App, Init, Sidecar',
    ],
    [{ containers: [{ env: [{ value: 'x' }] }] }, 'spec.containers[0].env[0].name: is missing'],
    [
      { addContainers: { init: [{ container: { image: 'a' } }] } },
      'spec.addContainers.init[0].container.name: is missing',
    ],
    [
      { addContainers: { init: [{ container: { name: 'a' }, restartable: true }] } },
      'spec.addContainers.init[0].restartable: is not a known field; known are container, position',
    ],
    [{ pod: { tolerations: [{ operator: 'Is' }] } }, 'spec.pod.tolerations[0].operator: is "Is", wanted one'],
    [{ metadata: { labels: { a: 1 } } }, 'spec.metadata.labels.a: is number 1, wanted a string'],
    [{ metadata: { finalizers: [] } }, 'spec.metadata.finalizers: is not a known field'],
    [{ remove: { containers: ['a'] } }, 'spec.remove.containers: is not a known field'],
    [{ protect: [{ path: 'pod.hostNetwork' }] }, 'spec.protect[0].message: is missing'],
    [{ strategies: [{ path: 'pod', strategy: 'Merge' }] }, 'spec.strategies[0].strategy: is "Merge", wanted'],
    [{ scopePolicy: 'Hide' }, 'spec.scopePolicy: is "Hide", wanted one of Merge, Shadow'],
    [{ volumes: [{ name: 'v'.repeat(64) }] }, `spec.volumes[0].name: is "${'v'.repeat(10)}`],
  ])('refuses %j', (spec, problem) => {
    expect(
      validateSchema(specSchema('ClusterPodPreset'), spec, 'spec', false)
        .map(({ path, message }) => `${path}: ${message}`)
        .join('\n'),
    ).toContain(problem);
  });
});
