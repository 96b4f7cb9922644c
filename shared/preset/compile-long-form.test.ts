/** What is refused of the long form when a preset is written, and what is let through with a warning. */
import { describe, expect, it } from 'vitest';
import { clusterPreset } from '../../test/build/preset.ts';
import { compilePreset } from './compile.ts';

const compile = (spec: Record<string, unknown>) =>
  compilePreset(clusterPreset().forResource('nvidia.com/gpu').spec(spec).build());
const problems = (spec: Record<string, unknown>): string[] => {
  const result = compile(spec);
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
};
const warnings = (spec: Record<string, unknown>): readonly string[] => {
  const result = compile(spec);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.warnings;
};
const A = { name: 'A', value: '1' };
const sidecar = (container: object) => ({ addContainers: { sidecars: [{ container }] } });

describe('a preset of the long form that is right', () => {
  it.each<[string, Record<string, unknown>]>([
    ['labels with expressions', { metadata: { labels: { team: '${pod.metadata.namespace}' } } }],
    ['fields of a pod', { pod: { hostNetwork: false, nodeSelector: { a: 'b' }, priorityClassName: 'high' } }],
    ['a patch of the primary container', { containers: [{ select: { primary: true }, env: [A] }] }],
    ['late values in a patch', { containers: [{ env: [{ name: 'A', value: '${node.name}' }] }] }],
    [
      'late paths below pod',
      { pod: { volumes: [{ name: 'v', hostPath: { path: '${host.nvidia.libraryDir}' } }] } },
    ],
    [
      'late values in an added container',
      sidecar({ name: 's', image: 'i', env: [{ name: 'A', value: '${node.name}' }] }),
    ],
    [
      'a mount of a volume that the pod may have',
      { containers: [{ volumeMounts: [{ name: 'data', mountPath: '/d' }] }] },
    ],
    ['a volume whose name the pod gives', { volumes: [{ name: '${pod.metadata.name}', emptyDir: {} }] }],
    ['something to take out', { remove: { env: ['OLD'] } }],
    [
      'something to protect',
      { protect: [{ path: 'containers[name=node].env', message: 'use spec.trainer.env' }] },
    ],
    ['nothing but what it covers', { covers: ['vendor.example/nic'] }],
    ['tolerations for what is requested', { tolerateRequested: ['nvidia.com/*'] }],
  ])('%s', (_name, spec) => {
    expect(problems(spec)).toEqual([]);
  });

  it('byName is a selector of its own', () => {
    const result = compilePreset(
      clusterPreset()
        .spec({ byName: true, env: [A] })
        .build(),
    );
    expect(result.ok).toBe(true);
  });
});

describe('a preset of the long form that is wrong is refused, with the path of the field', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a late label',
      { metadata: { labels: { a: '${node.name}' } } },
      'spec.metadata.labels.a: ${ node.name }: mentions host or node, but this field must be known before a node is chosen',
    ],
    [
      'a late annotation',
      { metadata: { annotations: { a: '${host.os.id}' } } },
      'spec.metadata.annotations.a: ',
    ],
    [
      'a late image',
      { containers: [{ image: 'cuda:${host.nvidia.driver.version}' }] },
      'spec.containers[0].image: ',
    ],
    ['a late node selector', { pod: { nodeSelector: { a: '${node.name}' } } }, 'spec.pod.nodeSelector.a: '],
    [
      'a late affinity',
      {
        pod: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: 'a', operator: 'In', values: ['${node.name}'] }] },
                ],
              },
            },
          },
        },
      },
      'values[0]: ${ node.name }: mentions host or node',
    ],
    ['a late argument', { containers: [{ args: ['${node.name}'] }] }, 'spec.containers[0].args[0]: '],
    [
      'a late service account',
      { pod: { serviceAccountName: '${node.name}' } },
      'spec.pod.serviceAccountName: ',
    ],
    [
      'a node',
      { pod: { nodeName: 'a' } },
      'spec.pod.nodeName: cannot be given: presets do not choose the node',
    ],
    ['the host’s processes', { pod: { hostPID: true } }, 'spec.pod.hostPID: cannot be given'],
    [
      'containers below pod',
      { pod: { containers: [] } },
      'spec.pod.containers: cannot be given: use spec.containers',
    ],
    [
      'another name for a container',
      { containers: [{ name: 'x', env: [A] }] },
      'spec.containers[0].name: cannot be given',
    ],
    [
      'a field of the wrong type',
      { pod: { terminationGracePeriodSeconds: '30' } },
      'spec.pod.terminationGracePeriodSeconds: is ',
    ],
    [
      'a null',
      { pod: { dnsPolicy: null } },
      'spec.pod.dnsPolicy: is null; leave the field out, or use remove',
    ],
    [
      'an expression where a number is wanted',
      { pod: { priority: 1, activeDeadlineSeconds: '${1 + 1}' } },
      'spec.pod.activeDeadlineSeconds: ',
    ],
    [
      'a field of a patch of the wrong type',
      { containers: [{ securityContext: { runAsUser: 'root' } }] },
      'spec.containers[0].securityContext.runAsUser: is ',
    ],
    [
      'a misspelt selector of containers',
      { containers: [{ select: { name: 'x' }, env: [A] }] },
      'spec.containers[0].select.name: is not a known field',
    ],
    [
      'a selector without names',
      { containers: [{ select: { names: [] }, env: [A] }] },
      'spec.containers[0].select.names: is empty, so no container would be selected',
    ],
    [
      'an unknown type of container',
      { containers: [{ select: { types: ['Main'] }, env: [A] }] },
      'spec.containers[0].select.types[0]: is "Main", wanted one of App, Init, Sidecar',
    ],
    [
      'a patch of nothing',
      { containers: [{ select: { primary: true } }] },
      'spec.containers[0]: gives nothing',
    ],
    [
      'an added container without an image',
      sidecar({ name: 's' }),
      'spec.addContainers.sidecars[0].container.image: is missing',
    ],
    [
      'an added container without a name',
      sidecar({ image: 'i' }),
      'spec.addContainers.sidecars[0].container.name: is ',
    ],
    [
      'a container that is added twice',
      {
        addContainers: {
          init: [{ container: { name: 's', image: 'i' } }],
          sidecars: [{ container: { name: 's', image: 'i' } }],
        },
      },
      'spec.addContainers: adds "s" twice',
    ],
    [
      'a reserved variable in an added container',
      sidecar({ name: 's', image: 'i', env: [{ name: 'LATEBIND_X', value: '' }] }),
      'spec.addContainers.sidecars[0].container.env[0].name: is "LATEBIND_X"',
    ],
    [
      'a label of ours',
      { metadata: { labels: { 'latebind.dev/managed': 'true' } } },
      'spec.metadata.labels: has "latebind.dev/managed"',
    ],
    [
      'a slot by hand',
      { metadata: { annotations: { 'bind.latebind.dev/env.X': 'a' } } },
      'spec.metadata.annotations: has "bind.latebind.dev/env.X"',
    ],
    [
      'a label key that is none',
      { metadata: { labels: { 'a b': 'x' } } },
      'spec.metadata.labels: has "a b", wanted a qualified name',
    ],
    [
      'a label value that is none',
      { metadata: { labels: { a: '-x' } } },
      'spec.metadata.labels.a: is "-x", wanted at most 63',
    ],
    [
      'a volume in both places',
      { volumes: [{ name: 'v', emptyDir: {} }], pod: { volumes: [{ name: 'v', emptyDir: {} }] } },
      'spec.pod.volumes: has "v", which is in spec.volumes, too',
    ],
    [
      'a protected host path below pod',
      { pod: { volumes: [{ name: 'v', hostPath: { path: '/etc/kubernetes' } }] } },
      'spec.pod.volumes[0].hostPath.path: ',
    ],
    [
      'a strategy for what is not given',
      { env: [A], strategies: [{ path: 'pod.tolerations', strategy: 'Replace' }] },
      'spec.strategies[0].path: is "pod.tolerations", which this preset does not give',
    ],
    [
      'a strategy for nothing at all',
      { env: [A], strategies: [{ path: 'pod.tolaretions', strategy: 'Replace' }] },
      'spec.strategies[0].path: is "pod.tolaretions"',
    ],
    [
      'two strategies for one field',
      {
        env: [A],
        strategies: [
          { path: 'containers.env', strategy: 'Fail' },
          { path: 'containers.env', strategy: 'Override' },
        ],
      },
      'which is there twice',
    ],
    [
      'a strategy that the field cannot have',
      { pod: { nodeSelector: { a: 'b' } }, strategies: [{ path: 'pod.nodeSelector', strategy: 'And' }] },
      'spec.strategies[0].strategy: is "And", which pod.nodeSelector cannot have',
    ],
    [
      'an appended command',
      { containers: [{ command: ['a'] }], strategies: [{ path: 'containers.command', strategy: 'Append' }] },
      'spec.strategies[0].strategy: is "Append", which containers.command cannot have',
    ],
    [
      'a joined volume',
      { volumes: [{ name: 'v', emptyDir: {} }], strategies: [{ path: 'pod.volumes', strategy: 'Join' }] },
      'is "Join", which pod.volumes cannot have',
    ],
    [
      'a key that is not for the field',
      { env: [A], strategies: [{ path: 'containers.env', strategy: 'Fail', key: 'mountPath' }] },
      'spec.strategies[0].key: is for containers.volumeMounts only',
    ],
    [
      'a separator without Join',
      { env: [A], strategies: [{ path: 'containers.env', strategy: 'Fail', separator: ':' }] },
      'spec.strategies[0].separator: is for Join, not for Fail',
    ],
    [
      'a position of a scalar',
      {
        pod: { dnsPolicy: 'None' },
        strategies: [{ path: 'pod.dnsPolicy', strategy: 'Override', position: 'Before' }],
      },
      'spec.strategies[0].position: is for lists',
    ],
    [
      'an Append in front',
      { env: [A], strategies: [{ path: 'containers.env', strategy: 'Append', position: 'Before' }] },
      'spec.strategies[0].position: is Before, which Append contradicts',
    ],
    [
      'a protected path that is none',
      { protect: [{ path: 'spec.env', message: 'm' }] },
      'spec.protect[0].path: is "spec.env", wanted a path such as',
    ],
    [
      'a protected pod of a name',
      { protect: [{ path: 'pod[name=x].env', message: 'm' }] },
      'spec.protect[0].path: is "pod[name=x].env"',
    ],
    [
      'a selector with a value that no label has',
      { selector: { matchLabels: { a: 'b c' } }, env: [A] },
      'spec.selector.matchLabels.a: is "b c", wanted at most 63',
    ],
    [
      'a selector with a key that no label has',
      { selector: { matchExpressions: [{ key: 'a b', operator: 'Exists' }] }, env: [A] },
      'spec.selector.matchExpressions[0].key: has "a b"',
    ],
    [
      'a late selector',
      { selector: { matchLabels: { a: '${host.os.id}' } }, env: [A] },
      'spec.selector.matchLabels.a: is "${host.os.id}"; a selector cannot hold expressions',
    ],
    [
      'a late value of a selector',
      { selector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['${host.os.id}'] }] }, env: [A] },
      'spec.selector.matchExpressions[0].values[0]: ',
    ],
    [
      'a pattern among the covered',
      { covers: ['nvidia.com/*'] },
      'spec.covers[0]: is "nvidia.com/*", wanted the name of a resource',
    ],
    [
      'a toleration for a resource that is no extended one',
      { tolerateRequested: ['cpu'] },
      'spec.tolerateRequested[0]: is "cpu", wanted an extended resource',
    ],
    [
      'a resource that cannot be',
      { resourceExpressions: [{ resource: 'a b', operator: 'Exists' }], env: [A] },
      'spec.resourceExpressions[0].resource: is "a b"',
    ],
    [
      'a negative quantity',
      { resourceExpressions: [{ resource: 'cpu', operator: 'Gt', quantity: '-1' }], env: [A] },
      'spec.resourceExpressions[0].quantity: is "-1"',
    ],
    [
      'a reference to nothing',
      { env: [{ name: 'A', valueFrom: {} }] },
      'spec.env[0].valueFrom: has no source, wanted exactly one of fieldRef',
    ],
    [
      'a reference without its key',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's' } } }] },
      'spec.env[0].valueFrom.secretKeyRef.key: is missing',
    ],
    [
      'a reference to a field that no variable can read',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } }] },
      'spec.env[0].valueFrom.fieldRef.fieldPath: is "spec.foo"',
    ],
    [
      'a node selector with a value that no label has',
      { pod: { nodeSelector: { a: 'x y' } } },
      'spec.pod.nodeSelector.a: is "x y"',
    ],
    ['an empty long form', { pod: {}, containers: [], metadata: { labels: {} } }, 'spec: gives nothing'],
  ])('%s', (_name, spec, problem) => {
    expect(problems(spec).join('\n')).toContain(problem);
  });

  it.each(['resourceSelector', 'resourceExpressions'])('an empty %s alone selects nothing', (field) => {
    const result = compilePreset(
      clusterPreset()
        .spec({ [field]: [], env: [A] })
        .build(),
    );
    expect(result.ok ? [] : result.problems.map(({ message }) => message).join()).toContain(
      'has no selector',
    );
  });

  it('byName: false alone selects nothing', () => {
    const result = compilePreset(
      clusterPreset()
        .spec({ byName: false, env: [A] })
        .build(),
    );
    expect(result.ok ? [] : result.problems.map(({ message }) => message).join()).toContain(
      'has no selector',
    );
  });
});

describe('what would surely do nothing is let through with a warning', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a field that only a newer Kubernetes knows',
      { pod: { brandNew: { a: 1 } } },
      'spec.pod.brandNew is no field that this version of Latebind knows',
    ],
    [
      'an image in layer Default',
      { containers: [{ image: 'i' }] },
      'spec.containers[0].image: every container has an image',
    ],
    [
      'a hostPath that nobody mounts',
      { pod: { volumes: [{ name: 'v', hostPath: { path: '/opt' } }] } },
      '"v" is mounted by no entry',
    ],
    [
      'an empty struct',
      { pod: { securityContext: {}, hostNetwork: true } },
      'spec.pod.securityContext is empty',
    ],
  ])('%s', (_name, spec, warning) => {
    expect(warnings(spec).join('\n')).toContain(warning);
  });

  it('an image in layer Override is meant', () => {
    expect(warnings({ layer: 'Override', containers: [{ image: 'i' }] })).toEqual([]);
  });
});
