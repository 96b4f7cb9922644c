import { describe, expect, it } from 'vitest';
import { admitPod } from '../../../shared/preset/admit.ts';
import { compilePreset } from '../../../shared/preset/compile.ts';
import { node as buildNode } from '../../build/node.ts';
import { pod as buildPod } from '../../build/pod.ts';
import { clusterPreset } from '../../build/preset.ts';
import { expectedAnnotations } from './example-pod.ts';
import { judgePods, type Said } from './facts-history.ts';
import type { LivePod } from './pods.ts';

const compiled = compilePreset(
  clusterPreset('driver')
    .spec({
      resourceSelector: ['nvidia.com/gpu'],
      env: [
        { name: 'VERSION', value: '${host.nvidia.driver.version}' },
        { name: 'DIRECTORY', value: '${host.nvidia.libraryDir}' },
      ],
    })
    .build(),
);
if (!compiled.ok) throw new Error('the preset does not compile');
const presets = [compiled.preset];
const admitted = admitPod({
  pod: buildPod('train').requests('nvidia.com/gpu', 1).build(),
  namespace: { name: 'default', labels: {} },
  presets,
});
if (!admitted.admitted) throw new Error(admitted.message);
const waiting = admitted.pod;

/** What the node said at etcd's revisions 10, 20 and 30, and at as many milliseconds. */
const history: Said[] = [1, 2, 3].map((revision) => ({
  resourceVersion: revision * 10,
  at: revision * 10,
  node: said(`570.${revision}`, `/usr/lib/r${revision}`),
}));

function said(version: string, libraryDir: string): Said['node'] {
  const built = buildNode('gpu-1')
    .withFacts({ nvidia: { present: true, driver: { version }, libraryDir } })
    .build();
  return { ...built, metadata: { ...built.metadata, name: 'gpu-1' } };
}

const valuesOf = (revision: number): Readonly<Record<string, string>> => {
  const one = history[revision - 1];
  return (one === undefined ? undefined : expectedAnnotations(waiting, one.node, presets)) ?? {};
};

function boundAt(resourceVersion: number, values: Readonly<Record<string, string>>) {
  const pod: LivePod = {
    ...waiting,
    metadata: {
      ...waiting.metadata,
      name: 'train',
      resourceVersion: String(resourceVersion),
      annotations: { ...waiting.metadata.annotations, ...values },
    },
    spec: { ...waiting.spec, nodeName: 'gpu-1' },
  };
  return { pod, at: resourceVersion };
}

const judge = (...pods: ReturnType<typeof boundAt>[]) => judgePods(pods, () => history, presets);

describe('pods against the history of their node', () => {
  it('finds the values of one revision whole', () => {
    expect(judge(boundAt(25, valuesOf(2)))).toEqual({
      whole: 1,
      mixed: [],
      foreign: [],
      lateMs: [],
      lateRevisions: 0,
    });
  });

  it('counts how late a bind was, in milliseconds and revisions', () => {
    expect(judge(boundAt(36, valuesOf(1)), boundAt(24, valuesOf(1)))).toMatchObject({
      whole: 2,
      lateMs: [4, 16],
      lateRevisions: 2,
    });
  });

  it('finds the values of two revisions in one pod', () => {
    const version = Object.keys(valuesOf(1)).find((key) => valuesOf(1)[key] === '570.1') ?? '';
    const mix = { ...valuesOf(2), [version]: '570.1' };
    expect(judge(boundAt(25, mix))).toMatchObject({
      whole: 0,
      mixed: [expect.stringContaining('train on gpu-1')],
      foreign: [],
    });
  });

  it.each([
    ['that the node never had', 25, { ...valuesOf(2), 'bind.latebind.dev/node': 'gpu-2' }],
    ['that the node had only later', 25, valuesOf(3)],
    ['of which there are none', 25, {}],
  ])('finds values %s foreign', (_, resourceVersion, values) => {
    expect(judge(boundAt(resourceVersion, values))).toMatchObject({
      whole: 0,
      mixed: [],
      foreign: [expect.stringContaining('train on gpu-1')],
    });
  });

  it('finds no values foreign, too, where the node once had facts of no use', () => {
    const [first] = history;
    if (first === undefined) throw new Error('no history');
    const { annotations: _, ...metadata } = first.node.metadata;
    const without: Said = { ...first, resourceVersion: 5, node: { ...first.node, metadata } };
    expect(judgePods([boundAt(25, {})], () => [without, ...history], presets)).toMatchObject({
      whole: 0,
      foreign: [expect.stringContaining('train on gpu-1')],
    });
  });
});
