import { describe, expect, it } from 'vitest';
import { clusterPreset, preset as namespaced } from '../../test/build/preset.ts';
import { compilePreset } from './compile.ts';

const spec = (change: Record<string, unknown>) =>
  clusterPreset().forResource('nvidia.com/gpu').spec(change).build();
const env = (entry: unknown) => spec({ env: [entry] });
const volume = (source: unknown, name = 'v') =>
  spec({ volumes: [{ name, ...(source as object) }], volumeMounts: [{ name, mountPath: '/m' }] });
const hostPath = (path: string, type?: string) =>
  volume({ hostPath: { path, ...(type === undefined ? {} : { type }) } });
const mount = (change: object) =>
  spec({ volumes: [{ name: 'v', emptyDir: {} }], volumeMounts: [{ name: 'v', mountPath: '/m', ...change }] });
const problems = (object: unknown): string[] => {
  const result = compilePreset(object);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
};
const A = { name: 'A', value: '1' };

describe('a preset that is right', () => {
  it.each<[string, unknown]>([
    [
      'only asks something of the node',
      clusterPreset().forResource('a/b').requires('host.gpus.size() > 0').build(),
    ],
    ['selects every pod', clusterPreset().spec({ selector: {} }).env(A).build()],
    [
      'is selected by an expression',
      clusterPreset().spec({ matchExpression: "pod.metadata.name == 'x'" }).env(A).build(),
    ],
    [
      'has late values',
      spec({
        env: [{ name: 'A', value: '${node.name}' }],
        volumes: [{ name: 'v', hostPath: { path: '/opt/${host.os.id}/lib' } }],
        volumeMounts: [{ name: 'v', mountPath: '/m' }],
      }),
    ],
    [
      'has settled text elsewhere',
      mount({ subPath: '${pod.metadata.name}', mountPath: '/m/${pod.metadata.namespace}' }),
    ],
    [
      'has fields of Kubernetes that we do not know',
      spec({
        volumes: [{ name: 'v', csi: { driver: 'd' } }],
        volumeMounts: [{ name: 'v', mountPath: '/m', mountPropagation: 'None' }],
      }),
    ],
  ])('%s', (_name, object) => {
    expect(problems(object)).toEqual([]);
  });

  it('covers the resources without which it is not selected', () => {
    const result = compilePreset(
      clusterPreset()
        .forResource('a/exists')
        .spec({
          resourceExpressions: [
            { resource: 'a/gt', operator: 'Gt', quantity: '0' },
            { resource: 'a/ge', operator: 'Ge', quantity: '1' },
            { resource: 'a/any', operator: 'Ge', quantity: '0' },
            { resource: 'a/none', operator: 'DoesNotExist' },
            { resource: 'a/lt', operator: 'Lt', quantity: '5' },
          ],
        })
        .env(A)
        .build(),
    );
    expect(result.ok && [...result.preset.covers]).toEqual(['a/exists', 'a/gt', 'a/ge']);
  });

  it('is known by kind, namespace and name', () => {
    const result = compilePreset(namespaced('team-a', 'x').spec({ selector: {} }).env(A).build());
    expect(result.ok && result.preset.id).toBe('PodPreset/team-a/x');
  });

  it('warns of a host volume that nothing mounts', () => {
    const result = compilePreset(spec({ volumes: [{ name: 'v', hostPath: { path: '/opt' } }] }));
    expect(result.ok && result.warnings).toEqual([
      'spec.volumes: "v" is mounted by no entry of volumeMounts',
    ]);
  });
});

describe('a preset that is wrong is refused, with the path of the field', () => {
  it.each<[string, unknown, string]>([
    ['nothing', null, 'kind: is undefined'],
    ['another kind', { kind: 'Pod' }, 'kind: is "Pod", wanted PodPreset or ClusterPodPreset'],
    [
      'another group',
      { ...spec({ env: [A] }), apiVersion: 'settings/v1alpha1' },
      'apiVersion: is "settings/v1alpha1"',
    ],
    ['no spec', { ...spec({}), spec: undefined }, 'spec: is absent'],
    ['a null spec', { ...spec({}), spec: null }, 'spec: is null, wanted an object'],
    ['an unknown field', spec({ evn: [A] }), 'spec.evn: is not a known field; known are selector'],
    [
      'an unknown field below',
      spec({ host: { requires: [] } }),
      'spec.host.requires: is not a known field; known are require, prefer',
    ],
    [
      'a namespace selector in a PodPreset',
      namespaced('n', 'x')
        .spec({ namespaceSelector: {}, selector: {}, env: [A] })
        .build(),
      'spec.namespaceSelector: is not a known field',
    ],
    ['a text for a list', spec({ env: 'A=1' }), 'spec.env: is string A=1, wanted a list'],
    ['a number for a text', env({ name: 'A', value: 1 }), 'spec.env[0].value: is number 1, wanted a string'],
    ['a null entry', env(null), 'spec.env[0]: is null, wanted an object'],
    ['a variable without a name', env({ value: '1' }), 'spec.env[0].name: is missing'],
    [
      'an unknown layer',
      spec({ layer: 'Top', env: [A] }),
      'spec.layer: is "Top", wanted one of Default, Override',
    ],
    ['a broken number', spec({ priority: 1.5, env: [A] }), 'spec.priority: is number 1.5, wanted an integer'],
    [
      'a large number',
      spec({ priority: 2_000_000, env: [A] }),
      'spec.priority: is 2000000, wanted at most 1000000',
    ],
    ['no selector', clusterPreset().env(A).build(), 'spec: has no selector'],
    ['nothing to give', spec({}), 'spec: gives nothing'],
    [
      'a selector without values',
      spec({ selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }, env: [A] }),
      'spec.selector.matchExpressions[0].values: is empty',
    ],
    [
      'Exists with a quantity',
      spec({ resourceExpressions: [{ resource: 'a', operator: 'Exists', quantity: '1' }], env: [A] }),
      'spec.resourceExpressions[0].quantity: is "1", but Exists takes none',
    ],
    [
      'Gt without a quantity',
      spec({ resourceExpressions: [{ resource: 'a', operator: 'Gt' }], env: [A] }),
      'spec.resourceExpressions[0].quantity: is missing',
    ],
    [
      'a bad quantity',
      spec({ resourceExpressions: [{ resource: 'a', operator: 'Gt', quantity: '2 ' }], env: [A] }),
      'spec.resourceExpressions[0].quantity: is "2 "',
    ],
    ['broken CEL', spec({ matchExpression: 'pod.', env: [A] }), 'spec.matchExpression: "pod."'],
    [
      'CEL that is no condition',
      spec({ matchExpression: 'pod.metadata.name', env: [A] }),
      'is a string, wanted a bool',
    ],
    [
      'a selector that needs the node',
      spec({ matchExpression: 'host.gpus.size() > 0', env: [A] }),
      'spec.matchExpression: "host.gpus.size() > 0": mentions host or node',
    ],
    [
      'an unknown fact',
      clusterPreset().forResource('a').requires('host.nvidia.vresion == ""').build(),
      'spec.host.require[0].expression: ',
    ],
    [
      'a regular expression',
      clusterPreset().forResource('a').prefers(1, "host.os.id.matches('(a+)+')").build(),
      'spec.host.prefer[0].expression: ',
    ],
    [
      'three nested loops',
      clusterPreset()
        .forResource('a')
        .requires('host.gpus.all(a, host.gpus.all(b, host.gpus.all(c, true)))')
        .build(),
      'nests more than 2 loops',
    ],
    [
      'an unknown fact in a value',
      env({ name: 'A', value: '${host.nothing}' }),
      'spec.env[0].value: ${ host.nothing }',
    ],
    [
      'an open expression',
      env({ name: 'A', value: '${host' }),
      'spec.env[0].value: has ${ at character 1 without its }',
    ],
    [
      'an expression in a name',
      env({ name: '${node.name}', value: '' }),
      'such names cannot hold expressions',
    ],
    [
      'a late mount path',
      mount({ mountPath: '/${node.name}' }),
      'spec.volumeMounts[0].mountPath: ${ node.name }: mentions host or node',
    ],
    [
      'a late toleration',
      spec({ tolerations: [{ key: '${node.name}', operator: 'Exists' }] }),
      'spec.tolerations[0].key: ',
    ],
    [
      'a late volume of another kind',
      volume({ nfs: { server: '${host.os.id}', path: '/' } }),
      'spec.volumes[0].nfs.server: ',
    ],
    [
      'a late value with a reference',
      env({ name: 'A', value: '$(B)${node.name}' }),
      'spec.env[0].value: is late and holds $(…)',
    ],
    ['a reserved variable', env({ name: 'LATEBIND_X', value: '' }), 'spec.env[0].name: is "LATEBIND_X"'],
    ['a variable with a space', env({ name: 'A B', value: '' }), 'spec.env[0].name: is "A B"'],
    [
      'value and valueFrom',
      env({ ...A, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
      'spec.env[0]: has both',
    ],
    [
      'Join with valueFrom',
      env({ name: 'A', valueFrom: {}, merge: { strategy: 'Join' } }),
      'spec.env[0].merge: Join needs a value',
    ],
    [
      'a separator without Join',
      env({ ...A, merge: { strategy: 'Fail', separator: ':' } }),
      'spec.env[0].merge.separator: is for Join',
    ],
    [
      'a separator that breaks references',
      env({ ...A, merge: { strategy: 'Join', separator: ')' } }),
      'spec.env[0].merge.separator: is ")"',
    ],
    [
      'a separator that no slot may hold',
      env({ ...A, merge: { strategy: 'Join', separator: '\n' } }),
      'spec.env[0].merge.separator: is "\\n"',
    ],
    [
      'an annotation of ours',
      env({
        name: 'A',
        valueFrom: { fieldRef: { fieldPath: "metadata.annotations['bind.latebind.dev/env.X']" } },
      }),
      'spec.env[0].valueFrom.fieldRef.fieldPath: ',
    ],
    ['a variable twice', spec({ env: [A, A] }), 'spec.env[1].name: is "A", which is there twice'],
    [
      'a source of two kinds',
      spec({ envFrom: [{ configMapRef: { name: 'a' }, secretRef: { name: 'a' } }] }),
      'spec.envFrom[0]: wants exactly one',
    ],
    ['a source of none', spec({ envFrom: [{ prefix: 'a' }] }), 'spec.envFrom[0]: wants exactly one'],
    ['a volume without a source', volume({}), 'spec.volumes[0]: has no source'],
    [
      'a volume with two',
      volume({ emptyDir: {}, secret: {} }),
      'spec.volumes[0]: has the sources emptyDir, secret',
    ],
    ['a reserved volume', volume({ emptyDir: {} }, 'latebind-x'), 'spec.volumes[0].name: is "latebind-x"'],
    ['a volume that is no DNS label', volume({ emptyDir: {} }, 'A.b'), 'spec.volumes[0].name: is "A.b"'],
    [
      'a relative host path',
      hostPath('opt'),
      'spec.volumes[0].hostPath.path: is "opt", wanted an absolute path',
    ],
    ['a host path with ..', hostPath('/opt/../proc'), 'spec.volumes[0].hostPath.path: '],
    ['a protected host path', hostPath('/var/lib/kubelet'), 'inside the protected /var/lib/kubelet'],
    [
      'a relative late path',
      hostPath('opt/${host.os.id}'),
      'spec.volumes[0].hostPath.path: is "opt/${host.os.id}", wanted an absolute path',
    ],
    [
      'a late path in a protected place',
      hostPath('/var/lib/kubelet/${host.os.id}'),
      'spec.volumes[0].hostPath.path: ',
    ],
    ['a late path with ..', hostPath('/opt/../etc/${host.os.id}'), 'spec.volumes[0].hostPath.path: '],
    [
      'a late path where none is allowed',
      hostPath('/etc/x/${host.os.id}'),
      'below none of the allowed roots',
    ],
    [
      'a late path of a type that cannot be checked',
      hostPath('/opt/${host.os.id}', 'Socket'),
      'spec.volumes[0].hostPath.type: is "Socket"',
    ],
    [
      'a mount without its volume',
      spec({ volumes: [{ name: 'v', emptyDir: {} }], volumeMounts: [{ name: 'w', mountPath: '/m' }] }),
      'spec.volumeMounts[0].name: is "w", which is no volume of this preset (v)',
    ],
    ['a relative mount', mount({ mountPath: 'm' }), 'spec.volumeMounts[0].mountPath: is "m"'],
    ['the gate’s place', mount({ mountPath: '/run/latebind/gate/' }), 'which is reserved'],
    ['a mount with a colon', mount({ mountPath: '/a:b' }), '":" is not allowed'],
    ['subPath with ..', mount({ subPath: 'a/../b' }), 'spec.volumeMounts[0].subPath: is "a/../b"'],
    ['both sub paths', mount({ subPath: 'a', subPathExpr: 'b' }), 'has both subPath and subPathExpr'],
    [
      'two mounts at one path',
      spec({
        volumes: [{ name: 'v', emptyDir: {} }],
        volumeMounts: [
          { name: 'v', mountPath: '/m' },
          { name: 'v', mountPath: '/m/' },
        ],
      }),
      'spec.volumeMounts[1].mountPath: is "/m", which is there twice',
    ],
    [
      'a toleration without key',
      spec({ tolerations: [{ effect: 'NoSchedule' }] }),
      'spec.tolerations[0]: has no key',
    ],
    [
      'Exists with a value',
      spec({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
      'spec.tolerations[0].value: is "b"',
    ],
    [
      'seconds without NoExecute',
      spec({ tolerations: [{ key: 'a', operator: 'Exists', tolerationSeconds: 5 }] }),
      'spec.tolerations[0].tolerationSeconds: ',
    ],
  ])('%s', (_name, object, problem) => {
    expect(problems(object).join('\n')).toContain(problem);
  });

  it('all problems are said at once', () => {
    expect(
      problems(spec({ env: [{ name: 'LATEBIND_A', value: '${host.nothing}' }], tolerations: [{}] })),
    ).toHaveLength(3);
  });
});
