import { describe, expect, it } from 'vitest';
import { asSent } from '../../test/build/api-server-pod.ts';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset, type PresetBuilder } from '../../test/build/preset.ts';
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { admitPod } from './admit.ts';
import { compilePreset } from './compile.ts';
import { stripPod } from './strip.ts';

const all = (name: string, spec: object): PresetBuilder =>
  clusterPreset(name).spec({ selector: {}, ...spec });

const V = { name: 'v', emptyDir: {} };
const withMounts = (...volumeMounts: object[]): PodBuilder =>
  pod().spec({ volumes: [V], containers: [{ name: 'main', volumeMounts }] as never });

describe('stripPod gives the author’s pod back', () => {
  it.each<[string, PodBuilder, PresetBuilder[]]>([
    [
      'where a variable that is there twice was taken out',
      pod().env({ name: 'X', value: '1' }, { name: 'Y' }, { name: 'X', value: '2' }),
      [all('p', { remove: { env: ['X'] } })],
    ],
    [
      'where one preset has the last of two variables as it is and another took out the first',
      pod().env({ name: 'X', value: '1' }, { name: 'X', value: '2' }),
      [
        all('p', { priority: 1, env: [{ name: 'X', value: '2', merge: { strategy: 'Join' } }] }),
        all('q', { remove: { env: ['X'] } }),
      ],
    ],
    [
      'where one preset replaced an entry and another took out the next one',
      pod().env({ name: 'X', value: '1' }, { name: 'Y', value: '1' }, { name: 'Z', value: '1' }),
      [
        all('p', { layer: 'Override', priority: 1, env: [{ name: 'X', value: '2' }] }),
        all('q', { remove: { env: ['Y'] } }),
      ],
    ],
    [
      'where a mount was replaced by one of its volume at another path',
      withMounts({ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/b' }),
      [
        all('p', {
          layer: 'Override',
          volumes: [V],
          volumeMounts: [{ name: 'v', mountPath: '/c' }],
          strategies: [{ path: 'containers.volumeMounts', strategy: 'Override', key: 'name+mountPath' }],
        }),
      ],
    ],
  ])('%s', (_, builder, presets) => {
    const author = builder.build();
    const after = admit(author, presets);
    expect(after.spec).not.toEqual(author.spec);
    expect(stripPod(after).pod.spec).toEqual(author.spec);
  });

  it.each<[string, PodBuilder, object]>([
    ['a port', pod(), { containers: [{ ports: [{ containerPort: 80 }] }] }],
    [
      'a port on the host’s network',
      pod().spec({ hostNetwork: true }),
      { containers: [{ ports: [{ containerPort: 80 }] }] },
    ],
    [
      'false, which is nothing to the API server',
      pod().spec({ containers: [{ name: 'main', stdin: true }] }),
      { layer: 'Override', containers: [{ stdin: false }] },
    ],
    ['a priority class', pod(), { pod: { priorityClassName: 'high' } }],
    ['an image', pod(), { layer: 'Override', containers: [{ image: 'registry.example/train' }] }],
  ])(
    'and its note is the same when the API server has filled in what is missing for %s',
    (_, builder, spec) => {
      const presets = [all('p', spec)];
      const author = asSent(builder.build());
      const once = asSent(admit(author, presets));
      expect(stripPod(once).pod.spec).toEqual(author.spec);
      const twice = asSent(admit(once, presets));
      expect(twice).toEqual(once);
      expect(stripPod(twice).pod.spec).toEqual(author.spec);
    },
  );

  it.each([
    ['spec.containers[main].volumeMounts', { name: 'v' }],
    ['spec.containers[main].env', { name: 5 }],
    ['spec.volumes', { name: 'v', hostPath: 'x' }],
    ['spec', { name: 'initContainers', value: 5 }],
    ['spec', { name: 'nodeName', value: 'n' }],
    ['spec', { name: 'terminationGracePeriodSeconds', value: 'x' }],
    ['metadata', { name: 'namespace', value: 'kube-system' }],
    ['metadata.labels', { name: 'a', value: 1 }],
    ['metadata.labels', { name: '__proto__', value: 'x' }],
  ])('and nothing from a note that no admission can have written: %s %j', (path, was) => {
    const note = [{ preset: 'x', generation: 1, result: 'applied', taken: { [path]: [[0, was]] } }];
    const author = pod();
    expect(stripPod(author.annotation(ANNOTATION.applied, JSON.stringify(note)).build()).pod).toEqual({
      ...author.build(),
      metadata: { ...author.build().metadata, annotations: {} },
    });
  });
});

function admit(author: Pod, presets: readonly PresetBuilder[]): Pod {
  const compiled = presets.map((one) => {
    const result = compilePreset(one.build());
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.preset;
  });
  const namespace = { name: 'team-a', labels: {} };
  const result = admitPod({ pod: author, namespace, presets: compiled });
  if (!result.admitted) throw new Error(result.message);
  return result.pod;
}
