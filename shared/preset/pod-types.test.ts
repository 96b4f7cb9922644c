import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import generated from './pod-types.generated.json' with { type: 'json' };
import { checkPodFields, type PodType } from './pod-types.ts';

const lines = (type: PodType, value: object): string[] =>
  checkPodFields(type, value as Readonly<Record<string, unknown>>, 'spec.pod').problems.map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('the fields of a pod', () => {
  it.each<[PodType, object]>([
    ['PodSpec', {}],
    ['PodSpec', { hostNetwork: false, terminationGracePeriodSeconds: 0, nodeSelector: { a: '' } }],
    ['PodSpec', { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }],
    ['PodSpec', { serviceAccountName: '${pod.metadata.name}', hostname: undefined }],
    ['PodSpec', { volumes: [{ name: 'a', emptyDir: { sizeLimit: '${resources.memory}' } }] }],
    ['PodSpec', { volumes: [{ name: 'a', emptyDir: { sizeLimit: 0.5 } }] }],
    [
      'PodSpec',
      {
        volumes: [
          { name: 'a', ephemeral: { volumeClaimTemplate: { metadata: { creationTimestamp: null } } } },
        ],
      },
    ],
    [
      'Container',
      { name: 'a', resources: { limits: { cpu: 1.5, memory: '1Gi' }, requests: { cpu: '1e3' } } },
    ],
    ['Container', { livenessProbe: { httpGet: { port: 'http' }, periodSeconds: 3 } }],
    ['Container', { livenessProbe: { httpGet: { port: 8080 } } }],
    ['ContainerPatch', { select: { primary: true }, env: [{ name: 'A', merge: { strategy: 'Join' } }] }],
  ])('%s takes %j', (type, value) => {
    expect(checkPodFields(type, value as Readonly<Record<string, unknown>>, 'spec.pod')).toEqual({
      problems: [],
      unknown: [],
    });
  });

  it.each<[PodType, object, string]>([
    ['PodSpec', { hostNetwork: 'true' }, 'spec.pod.hostNetwork: is string true, wanted true or false'],
    ['PodSpec', { nodeSelector: { zone: 1 } }, 'spec.pod.nodeSelector.zone: is number 1, wanted a string'],
    ['PodSpec', { nodeSelector: ['a'] }, 'spec.pod.nodeSelector: is a list, wanted an object'],
    ['PodSpec', { priority: 1.5 }, 'spec.pod.priority: is number 1.5, wanted an integer'],
    [
      'PodSpec',
      { priority: '${resources.cpu}' },
      'spec.pod.priority: is "${resources.cpu}", which gives a string; wanted an integer',
    ],
    [
      'PodSpec',
      { securityContext: '${pod.metadata.name}' },
      'spec.pod.securityContext: is "${pod.metadata.name}", which gives a string; wanted an object',
    ],
    [
      'PodSpec',
      { schedulerName: null },
      'spec.pod.schedulerName: is null; leave the field out, or use remove',
    ],
    ['PodSpec', { tolerations: {} }, 'spec.pod.tolerations: is an object, wanted a list'],
    ['PodSpec', { tolerations: ['a'] }, 'spec.pod.tolerations[0]: is string a, wanted an object'],
    [
      'PodSpec',
      { tolerations: [null] },
      'spec.pod.tolerations[0]: is null; leave the field out, or use remove',
    ],
    [
      'Container',
      { resources: { limits: { memory: '16 Gi' } } },
      'spec.pod.resources.limits.memory: is string 16 Gi, wanted a quantity such as 2, 500m or 16Gi',
    ],
    [
      'Container',
      { readinessProbe: { httpGet: { port: true } } },
      'spec.pod.readinessProbe.httpGet.port: is boolean true, wanted an integer or a string',
    ],
    ['Container', { command: 'sleep' }, 'spec.pod.command: is string sleep, wanted a list'],
    ['Container', { args: [1] }, 'spec.pod.args[0]: is number 1, wanted a string'],
  ])('%s refuses %j', (type, value, problem) => {
    expect(lines(type, value)).toEqual([problem]);
  });

  it.each<[PodType, object, string]>([
    ['PodSpec', { fieldOfTomorrow: 1 }, 'spec.pod.fieldOfTomorrow'],
    ['PodSpec', { constructor: 1 }, 'spec.pod.constructor'],
    ['PodSpec', { securityContext: { runAsUsr: 0 } }, 'spec.pod.securityContext.runAsUsr'],
    ['PodSpec', { volumes: [{ name: 'a', csj: {} }] }, 'spec.pod.volumes[0].csj'],
    ['Container', { select: {} }, 'spec.pod.select'],
    ['Container', { env: [{ name: 'A', merge: {} }] }, 'spec.pod.env[0].merge'],
  ])('%s does not know a field of %j', (type, value, path) => {
    expect(checkPodFields(type, value as Readonly<Record<string, unknown>>, 'spec.pod')).toEqual({
      problems: [],
      unknown: [path],
    });
  });
});

const TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = generated;

/** A value that is what it stands for, and what a value of every other JSON type is not. */
const SCALARS: Readonly<Record<string, { value: fc.Arbitrary<unknown>; others: readonly unknown[] }>> = {
  string: { value: fc.string(), others: [0, 1.5, true, [], {}, null] },
  time: { value: fc.constantFrom('2026-01-01T00:00:00Z', null), others: [0, false, [], {}] },
  boolean: { value: fc.boolean(), others: [0, '', 'true', [], {}, null, '${pod.metadata.name}'] },
  integer: { value: fc.integer(), others: [1.5, '', '1', true, [], {}, null, '${resources.cpu}'] },
  intOrString: { value: fc.oneof(fc.integer(), fc.string()), others: [1.5, false, [], {}, null] },
  quantity: {
    value: fc.constantFrom(0, 1.5, '0', '1Gi', '250m', '1e3'),
    others: ['', '1 Gi', false, [], {}, null],
  },
};

/** Values of a type; lists and maps are never empty, so that something is below them as long as there is depth. */
function valueOf(type: string, depth: number): fc.Arbitrary<unknown> {
  if (type.endsWith('[]')) return fc.array(valueOf(type.slice(0, -2), depth), { minLength: 1, maxLength: 2 });
  if (type.endsWith('{}'))
    return fc.dictionary(fc.constantFrom('a', 'b.c/d', 'cpu'), valueOf(type.slice(0, -2), depth), {
      minKeys: 1,
    });
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar.value;
  if (type === 'any') return fc.constantFrom(1, 'a', {}, []);
  if (depth === 0) return fc.constant({});
  const fields = Object.entries(TYPES[type] ?? {});
  return fc
    .subarray(fields, { maxLength: Math.min(5, fields.length) })
    .chain((some) =>
      fc.record(Object.fromEntries(some.map(([name, field]) => [name, valueOf(field, depth - 1)]))),
    );
}

type Leaf = { readonly path: readonly (string | number)[]; readonly type: string };

function leavesOf(type: string, value: unknown, path: readonly (string | number)[]): Leaf[] {
  if (type.endsWith('[]'))
    return (value as unknown[]).flatMap((item, index) => leavesOf(type.slice(0, -2), item, [...path, index]));
  const entries = (): [string, unknown][] => Object.entries(value as object);
  if (type.endsWith('{}'))
    return entries().flatMap(([key, item]) => leavesOf(type.slice(0, -2), item, [...path, key]));
  if (SCALARS[type] !== undefined) return [{ path, type }];
  const fields = TYPES[type];
  return fields === undefined
    ? []
    : entries().flatMap(([name, item]) => leavesOf(fields[name] ?? '', item, [...path, name]));
}

function changed(value: unknown, path: readonly (string | number)[], to: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? changed(item, rest, to) : item));
  return { ...(value as object), [step]: changed((value as Record<string, unknown>)[step], rest, to) };
}

describe('any value that the table shapes', () => {
  const roots = fc.constantFrom<PodType>('PodSpec', 'Container');
  const shaped = roots.chain((type) => valueOf(type, 5).map((value) => ({ type, value: value as object })));

  it('passes', () => {
    fc.assert(
      fc.property(shaped, ({ type, value }) => {
        expect(lines(type, value)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is found wrong where one leaf has another JSON type', () => {
    let tried = 0;
    fc.assert(
      fc.property(shaped, fc.nat(), fc.nat(), ({ type, value }, leafSeed, otherSeed) => {
        const leaves = leavesOf(type, value, []);
        fc.pre(leaves.length > 0);
        const leaf = leaves[leafSeed % leaves.length] as Leaf;
        const others = SCALARS[leaf.type]?.others ?? [];
        const wrong = changed(value, leaf.path, others[otherSeed % others.length]) as object;
        const path = leaf.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
        const { problems } = checkPodFields(type, wrong as Readonly<Record<string, unknown>>, 'spec');
        expect(problems.map((problem) => problem.path)).toEqual([`spec${path}`]);
        tried += 1;
      }),
      { numRuns: 500 },
    );
    expect(tried).toBeGreaterThan(0);
  });
});
