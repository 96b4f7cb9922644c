import { describe, expect, it } from 'vitest';
import { convertPodDefault } from '../../cli/convert/pod-default.ts';
import type { Converted, PresetManifest } from '../../cli/convert/types.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { compilePreset } from '../../shared/preset/compile.ts';
import { pod } from '../build/pod.ts';
import { podReview } from '../build/review.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';
import { reviewed } from './podpreset-review.ts';

const PROFILE = { name: 'team-a', labels: { 'app.kubernetes.io/part-of': 'kubeflow-profile' } };

function convert(name: string, spec: Record<string, unknown>): Converted {
  const value = {
    apiVersion: 'kubeflow.org/v1alpha1',
    kind: 'PodDefault',
    metadata: { name, namespace: 'team-a' },
    spec: { selector: { matchLabels: { notebook: 'true' } }, ...spec },
  };
  return convertPodDefault({ source: `${name}.yaml`, value }, { behaviour: 'implemented' });
}

/** What a Kubeflow user has, for pods with notebook=true where nothing else is said. */
const podDefault = (name: string, spec: Record<string, unknown>): PresetManifest[] => [
  ...lossless(convert(name, spec)),
];

const notebook = pod('notebook').label('notebook', 'true');
const variable = (name: string, value: string) => ({ name, value });
const image = 'registry.example/tool:1';
const tool = (name: string, more: Partial<Container> = {}): Container => ({ name, image, ...more });
const cache = {
  volumes: [{ name: 'cache', emptyDir: {} }],
  volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
};
const main = (more: Partial<Container>): Pod =>
  notebook.spec({ containers: [{ name: 'main', image: 'registry.example/train:1', ...more }] }).build();

const at = (result: Pod, name = 'main') => containerNamed(result, name);
const names = (containers: readonly Container[] | undefined) => containers?.map(({ name }) => name);

describe('conflicts', () => {
  it.each([
    ['variables', { env: [variable('A', '2')] }, main({ env: [variable('A', '1')] })],
    [
      'mounts at one path',
      cache,
      notebook
        .spec({
          containers: [{ name: 'main', image, volumeMounts: [{ name: 'own', mountPath: '/cache' }] }],
          volumes: [{ name: 'own', emptyDir: {} }],
        })
        .build(),
    ],
    [
      'mounts of one volume',
      cache,
      notebook
        .spec({
          containers: [{ name: 'main', image, volumeMounts: [{ name: 'cache', mountPath: '/elsewhere' }] }],
          volumes: [{ name: 'cache', emptyDir: {} }],
        })
        .build(),
    ],
    [
      'volumes',
      cache,
      notebook.spec({ volumes: [{ name: 'cache', hostPath: { path: '/srv/cache' } }] }).build(),
    ],
    ['labels', { labels: { tier: 'b' } }, notebook.label('tier', 'a').build()],
    ['annotations', { annotations: { tier: 'b' } }, notebook.annotation('tier', 'a').build()],
    [
      'init containers',
      { initContainers: [tool('fetch')] },
      notebook.initContainer(tool('fetch', { image: 'registry.example/other:1' })).build(),
    ],
    [
      'sidecars',
      { sidecars: [tool('sync')] },
      notebook.container(tool('sync', { image: 'registry.example/other:1' })).build(),
    ],
  ])('PD-01 of %s refuse the pod, with the name of the preset', (_what, spec, before) => {
    const result = admitWith(podDefault('culprit', spec), before);
    expect(result).toMatchObject({ admitted: false, reason: 'Rejected' });
    expect(result.admitted ? '' : result.message).toContain('PodPreset/team-a/culprit');
  });

  it('PD-01 between two refuse the pod, with both names', () => {
    const presets = [
      ...podDefault('one', { env: [variable('A', '1')] }),
      ...podDefault('two', { env: [variable('A', '2')] }),
    ];
    const result = admitWith(presets, notebook.build());
    expect(result).toMatchObject({ admitted: false, reason: 'Rejected' });
    const message = result.admitted ? '' : result.message;
    expect(message).toContain('PodPreset/team-a/one');
    expect(message).toContain('PodPreset/team-a/two');
  });

  it('PD-02 labels and annotations of equal value are none', () => {
    const presets = podDefault('marks', { labels: { tier: 'a' }, annotations: { owner: 'ops' } });
    const result = admitted(presets, notebook.label('tier', 'a').annotation('owner', 'ops').build());
    expect(result.metadata.labels).toMatchObject({ tier: 'a' });
  });

  it('PD-02 one with another value is', () => {
    const presets = podDefault('marks', { labels: { tier: 'a', team: 'b' } });
    expect(admitWith(presets, notebook.label('tier', 'x').build())).toMatchObject({
      admitted: false,
      conflicts: [{ path: 'metadata.labels[tier]', other: 'pod' }],
    });
  });

  it('PD-04 two effects of one key are none: tolerations are told apart by all they say', () => {
    const toleration = (effect: string) => ({ key: 'gpu', operator: 'Exists', effect });
    const presets = podDefault('gpu', {
      tolerations: [toleration('NoSchedule'), toleration('NoExecute')],
    });
    const before = notebook.spec({ tolerations: [toleration('NoExecute')] }).build();
    expect(admitted(presets, before).spec.tolerations).toEqual([
      toleration('NoExecute'),
      toleration('NoSchedule'),
    ]);
  });
});

describe('what pods get', () => {
  it('PD-02 labels and annotations are added', () => {
    const presets = podDefault('marks', { labels: { tier: 'a' }, annotations: { owner: 'ops' } });
    const { metadata } = admitted(presets, notebook.build());
    expect(metadata.labels).toEqual({ notebook: 'true', tier: 'a' });
    expect(metadata.annotations).toMatchObject({ owner: 'ops' });
  });

  it('PD-03 service account and token mounting replace those of the pod', () => {
    const presets = podDefault('account', {
      serviceAccountName: 'pipeline',
      automountServiceAccountToken: false,
    });
    for (const serviceAccountName of ['default', 'own']) {
      const before = notebook.spec({ serviceAccountName, automountServiceAccountToken: true }).build();
      expect(admitted(presets, before).spec).toMatchObject({
        serviceAccountName: 'pipeline',
        automountServiceAccountToken: false,
      });
    }
  });

  it('PD-03 of two that disagree the last one wins, or the one of higher priority', () => {
    const [first] = podDefault('first', { serviceAccountName: 'first' });
    const [second] = podDefault('second', { serviceAccountName: 'second' });
    if (first === undefined || second === undefined) throw new Error('no presets');
    const higher = { ...first, spec: { ...first.spec, priority: 1 } };
    expect(admitted([first, second], notebook.build()).spec['serviceAccountName']).toBe('second');
    expect(admitted([higher, second], notebook.build()).spec['serviceAccountName']).toBe('first');
  });

  it('PD-05 pull secrets are united by name', () => {
    const secrets = (...list: string[]) => ({ imagePullSecrets: list.map((name) => ({ name })) });
    const presets = [...podDefault('one', secrets('a', 'b')), ...podDefault('two', secrets('b', 'c'))];
    const result = admitted(presets, notebook.spec(secrets('own', 'a')).build());
    expect(result.spec['imagePullSecrets']).toEqual(secrets('own', 'a', 'b', 'c').imagePullSecrets);
  });

  it('PD-06 command and args are set where a container has none, each for itself, and not in istio-proxy', () => {
    const presets = podDefault('start', { command: ['tini'], args: ['serve'] });
    const before = notebook
      .container(tool('commanded', { command: ['own'] }))
      .container(tool('argued', { args: ['own'] }))
      .container(tool('istio-proxy'))
      .build();
    const result = admitted(presets, before);
    expect(at(result)).toMatchObject({ command: ['tini'], args: ['serve'] });
    expect(at(result, 'commanded')).toMatchObject({ command: ['own'], args: ['serve'] });
    expect(at(result, 'argued')).toMatchObject({ command: ['tini'], args: ['own'] });
    expect(at(result, 'istio-proxy')).toEqual(tool('istio-proxy'));
  });

  it('PD-06 the first of two that set a command wins', () => {
    const presets = [
      ...podDefault('first', { command: ['first'] }),
      ...podDefault('second', { command: ['second'], args: ['second'] }),
    ];
    expect(at(admitted(presets, notebook.build()))).toMatchObject({ command: ['first'], args: ['second'] });
  });

  it('PD-07 init containers and sidecars come last, and equal ones are there once', () => {
    const presets = [
      ...podDefault('one', { initContainers: [tool('fetch')], sidecars: [tool('sync')] }),
      ...podDefault('two', { initContainers: [tool('fetch'), tool('warm')], sidecars: [tool('sync')] }),
    ];
    const result = admitted(presets, notebook.initContainer(tool('own')).build());
    expect(names(result.spec.initContainers)).toEqual(['own', 'fetch', 'warm']);
    expect(names(result.spec.containers)).toEqual(['main', 'sync']);
  });

  it('PD-08 env, envFrom and mounts go to the containers of the pod only', () => {
    const presets = podDefault('all', {
      env: [variable('A', '1')],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      ...cache,
      initContainers: [tool('fetch')],
      sidecars: [tool('sync')],
    });
    const before = notebook
      .container(tool('second'))
      .initContainer(tool('own-init'))
      .initContainer(tool('own-sidecar', { restartPolicy: 'Always' }))
      .build();
    const result = admitted(presets, before);
    for (const name of ['main', 'second']) {
      expect(at(result, name)).toMatchObject({
        env: [variable('A', '1')],
        envFrom: [{ configMapRef: { name: 'settings' } }],
        volumeMounts: cache.volumeMounts,
      });
    }
    expect(at(result, 'own-sidecar')).toEqual(tool('own-sidecar', { restartPolicy: 'Always' }));
    for (const name of ['own-init', 'fetch', 'sync']) expect(at(result, name)).toEqual(tool(name));
  });

  it('PD-09 a source of variables that is there is not added again, by no other preset and no second admission', () => {
    const envFrom = [{ configMapRef: { name: 'settings' } }];
    const presets = [...podDefault('one', { envFrom }), ...podDefault('two', { envFrom })];
    const once = admitted(presets, main({ envFrom: [{ secretRef: { name: 'own' } }] }));
    expect(at(once).envFrom).toEqual([{ secretRef: { name: 'own' } }, ...envFrom]);
    expect(admitted(presets, once)).toEqual(once);
  });

  it('PD-11 the pod names each one that was applied, also one that added nothing', () => {
    const presets = [
      ...podDefault('one', { env: [variable('A', '1')] }),
      ...podDefault('two', { env: [variable('A', '1')] }),
    ];
    const result = admitted(presets, main({ env: [variable('A', '1')] }));
    expect(JSON.parse(result.metadata.annotations?.['latebind.dev/applied'] ?? '')).toMatchObject([
      { preset: 'PodPreset/team-a/one', result: 'applied' },
      { preset: 'PodPreset/team-a/two', result: 'applied' },
    ]);
  });

  it('PD-15 node selector and affinity are named as lost, and a preset may have them', () => {
    const nodeSelector = { gpu: 'true' };
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
        },
      },
    };
    const { presets, losses } = convert('placed', { serviceAccountName: 'a', nodeSelector, affinity });
    expect(losses.map(({ path }) => path)).toEqual(['spec.nodeSelector', 'spec.affinity']);
    const placed = presets.map((one) => ({
      ...one,
      spec: { ...one.spec, pod: { ...one.spec.pod, nodeSelector, affinity } },
    }));
    expect(admitted(placed, notebook.build()).spec).toMatchObject({ nodeSelector, affinity });
  });
});

describe('which pods', () => {
  const marker = podDefault('marker', { env: [variable('A', '1')] });

  it('PD-10 the old annotation keeps a pod out, only with the value "true"', () => {
    const excluded = (value: string) =>
      notebook.annotation('poddefault.admission.kubeflow.org/exclude', value).build();
    expect(admitted(marker, excluded('true'))).toEqual(excluded('true'));
    expect(at(admitted(marker, excluded('yes'))).env).toEqual([variable('A', '1')]);
  });

  it('PD-10 mirror pods are left alone', () => {
    const before = notebook.annotation('kubernetes.io/config.mirror', 'hash').build();
    expect(admitted(marker, before)).toEqual(before);
  });

  it('PD-10 the namespace comes from the request where the pod names none', () => {
    const { namespace: _namespace, ...metadata } = notebook.build().metadata;
    const result = admitted(marker, { ...notebook.build(), metadata }, { namespace: PROFILE });
    expect(at(result).env).toEqual([variable('A', '1')]);
    const elsewhere = { name: 'team-b', labels: PROFILE.labels };
    expect(
      at(admitted(marker, { ...notebook.build(), metadata }, { namespace: elsewhere })).env,
    ).toBeUndefined();
  });

  it('PD-12 a condition on the namespace keeps out those that are no profile', () => {
    const condition =
      "namespaceObject.metadata.labels[?'app.kubernetes.io/part-of'].orValue('') == 'kubeflow-profile'";
    const conditional = marker.map((one) => ({
      ...one,
      spec: { ...one.spec, matchExpression: `${one.spec.matchExpression} && ${condition}` },
    }));
    const before = notebook.build();
    expect(admitted(conditional, before, { namespace: { name: 'team-a', labels: {} } })).toEqual(before);
    expect(at(admitted(conditional, before, { namespace: PROFILE })).env).toEqual([variable('A', '1')]);
  });

  it('PD-13 a selector that cannot be read is refused when it is written', () => {
    const selector = { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] };
    expect(() => convert('broken', { selector, env: [variable('B', '1')] })).toThrow(
      'broken.yaml: spec.selector.matchExpressions[0].operator is "Like"',
    );
    const result = compilePreset({
      ...marker[0],
      spec: { selector, env: [variable('B', '1')] },
    });
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual([
      'spec.selector.matchExpressions[0].operator',
    ]);
  });

  it('PD-13 one that is there all the same changes nothing for pods and other presets', async () => {
    const broken = {
      ...marker[0],
      metadata: { name: 'broken', namespace: 'team-a' },
      spec: { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] }, env: [variable('B', '1')] },
    };
    const result = await reviewed([broken, ...marker], podReview(notebook.build()));
    expect(at(result as Pod).env).toEqual([variable('A', '1')]);
  });

  it('PD-14 a label that one adds does not select another', () => {
    const presets = [
      ...podDefault('labels', { labels: { chained: 'true' } }),
      ...podDefault('chained', {
        selector: { matchLabels: { chained: 'true' } },
        env: [variable('CHAINED', '1')],
      }),
    ];
    const result = admitted(presets, notebook.build());
    expect(result.metadata.labels).toMatchObject({ chained: 'true' });
    expect(at(result).env).toBeUndefined();
    expect(admitted(presets, result)).toEqual(result);
  });
});
