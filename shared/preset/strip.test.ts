import { describe, expect, it } from 'vitest';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset, type PresetBuilder } from '../../test/build/preset.ts';
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
    const compiled = presets.map((one) => {
      const result = compilePreset(one.build());
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      return result.preset;
    });
    const author = builder.build();
    const namespace = { name: 'team-a', labels: {} };
    const result = admitPod({ pod: author, namespace, presets: compiled });
    if (!result.admitted) throw new Error(result.message);
    expect(result.pod.spec).not.toEqual(author.spec);
    expect(stripPod(result.pod).pod.spec).toEqual(author.spec);
  });
});
