import { describe, expect, it } from 'vitest';
import { convertPodPreset } from '../../cli/convert/pod-preset.ts';
import type { PresetManifest } from '../../cli/convert/types.ts';
import type { Container, Pod, Toleration } from '../../shared/kube/objects.ts';
import { compilePreset } from '../../shared/preset/compile.ts';
import type { PresetSpec } from '../../shared/preset/spec.ts';
import { pod } from '../build/pod.ts';
import { podReview } from '../build/review.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';
import { reviewed } from './podpreset-review.ts';

const GPU = 'nvidia.com/gpu';

/** As the proposal writes it. */
function proposed(name: string, spec: Record<string, unknown>, namespace = 'team-a'): PresetManifest[] {
  const value = {
    apiVersion: 'settings/v1alpha1',
    kind: 'PodPreset',
    metadata: { name, namespace },
    spec,
  };
  return [...lossless(convertPodPreset({ source: `${name}.yaml`, value }, { behaviour: 'implemented' }))];
}

/** What the proposal left open is said in the language itself. */
const preset = (name: string, spec: PresetSpec): PresetManifest => ({
  apiVersion: 'latebind.dev/v1alpha1',
  kind: 'ClusterPodPreset',
  metadata: { name },
  spec,
});

const variable = (name: string, value: string) => ({ name, value });
const marker = { env: [variable('APPLIED', '1')] };
const applied = (presets: readonly PresetManifest[], before: Pod): boolean =>
  containerNamed(admitted(presets, before), 'main').env?.some(({ name }) => name === 'APPLIED') ?? false;

const plain = pod('tensorflow').build();
const withGpus = (count: number) => pod('tensorflow').requests(GPU, count);
const second = (resources: NonNullable<Container['resources']>): Container => ({
  name: 'second',
  image: 'registry.example/second:1',
  resources,
});

const libraries = (path: string) => ({
  resourceSelector: [GPU],
  env: [variable('LD_LIBRARY_PATH', '/usr/local/lib/nvidia')],
  volumes: [{ name: 'libraries', hostPath: { path } }],
  volumeMounts: [{ name: 'libraries', mountPath: '/usr/local/lib/nvidia', readOnly: true }],
});

describe('which pods', () => {
  it('RP-01 a pod that requests the resource', () => {
    expect(applied(proposed('gpu', { resourceSelector: [GPU], ...marker }), withGpus(1).build())).toBe(true);
  });

  it('RP-02 not one that requests only some of those that are listed', () => {
    const both = proposed('both', { resourceSelector: [GPU, 'example.com/ib'], ...marker });
    expect(applied(both, withGpus(1).build())).toBe(false);
    expect(applied(both, withGpus(1).requests('example.com/ib', 1).build())).toBe(true);
  });

  it('RP-03 one of which each container requests a part', () => {
    const both = proposed('both', { resourceSelector: [GPU, 'example.com/ib'], ...marker });
    const before = withGpus(1).container(second({ limits: { 'example.com/ib': 1 } }));
    expect(applied(both, before.build())).toBe(true);
  });

  it('RP-04 one that says limits only', () => {
    const before = pod().container(second({ limits: { [GPU]: 1 } }));
    expect(applied(proposed('gpu', { resourceSelector: [GPU], ...marker }), before.build())).toBe(true);
  });

  it('RP-05 labels and resources must both match, and two presets say "or"', () => {
    const selector = { matchLabels: { team: 'vision' } };
    const and = proposed('and', { selector, resourceSelector: [GPU], ...marker });
    const or = [
      ...proposed('by-label', { selector, ...marker }),
      ...proposed('by-resource', { resourceSelector: [GPU], ...marker }),
    ];
    const pods = [
      plain,
      withGpus(1).build(),
      pod('tensorflow').label('team', 'vision').build(),
      withGpus(1).label('team', 'vision').build(),
    ];
    expect(pods.map((one) => applied(and, one))).toEqual([false, false, false, true]);
    expect(pods.map((one) => applied(or, one))).toEqual([false, true, true, true]);
  });

  it('RP-06 one of both selectors is enough, and none is refused', () => {
    expect(compilePreset(proposed('gpu', { resourceSelector: [GPU], ...marker })[0]).ok).toBe(true);
    expect(compilePreset(proposed('vision', { selector: {}, ...marker })[0]).ok).toBe(true);
    expect(() => proposed('none', marker)).toThrow(
      'none.yaml: spec selects nothing, wanted selector, resourceSelector or both',
    );
    const result = compilePreset(preset('none', marker));
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('has no selector'),
    ]);
  });

  it('RP-07 one that does not request the resource is as it was, and one that does needs no label', () => {
    const gpu = proposed('gpu', { resourceSelector: [GPU], ...marker });
    expect(admitted(gpu, plain)).toEqual(plain);
    expect(withGpus(1).build().metadata.labels).toBeUndefined();
    expect(applied(gpu, withGpus(1).build())).toBe(true);
  });

  it('RP-10 not one of another namespace', () => {
    const debugging = proposed('debugging', libraries('/opt/debug'), 'dev');
    const before = withGpus(1).namespace('prod').build();
    const result = admitted(debugging, before);
    expect(result.spec).toEqual(before.spec);
    expect(admitted(debugging, withGpus(1).namespace('dev').build()).spec.volumes).toHaveLength(1);
  });

  it.each([
    [1, false],
    [2, false],
    [3, true],
    [4, true],
    [10, true],
  ])('RP-15 more than 2 with %i requested: %s', (count, applies) => {
    const large = preset('large', {
      resourceExpressions: [{ resource: GPU, operator: 'Gt', quantity: '2' }],
      ...marker,
    });
    expect(applied([large], withGpus(count).build())).toBe(applies);
  });

  it('RP-15 amounts of all containers count together, and quantities are compared as such', () => {
    const large = preset('large', {
      resourceExpressions: [{ resource: 'memory', operator: 'Gt', quantity: '900Mi' }],
      ...marker,
    });
    const half = second({ requests: { memory: '512Mi' } });
    expect(applied([large], pod().requests('memory', '512Mi').build())).toBe(false);
    expect(applied([large], pod().requests('memory', '512Mi').container(half).build())).toBe(true);
    expect(applied([large], pod().requests('memory', '1Gi').build())).toBe(true);
  });

  it('RP-16 those that request none of it', () => {
    const none = preset('no-gpu', {
      resourceExpressions: [{ resource: GPU, operator: 'DoesNotExist' }],
      env: [variable('NVIDIA_VISIBLE_DEVICES', 'void')],
    });
    expect(containerNamed(admitted([none], plain), 'main').env).toEqual([
      variable('NVIDIA_VISIBLE_DEVICES', 'void'),
    ]);
    expect(containerNamed(admitted([none], withGpus(1).build()), 'main').env).toBeUndefined();
    expect(containerNamed(admitted([none], withGpus(0).build()), 'main').env).toHaveLength(1);
  });
});

describe('what they get', () => {
  it('RP-08 a plain pod with a GPU gets the libraries of the host', () => {
    const result = admitted(proposed('gpu-setup', libraries('/opt/lib64')), withGpus(1).build());
    expect(result.spec.volumes).toEqual([{ name: 'libraries', hostPath: { path: '/opt/lib64' } }]);
    expect(containerNamed(result, 'main')).toMatchObject({
      env: [variable('LD_LIBRARY_PATH', '/usr/local/lib/nvidia')],
      volumeMounts: [{ name: 'libraries', mountPath: '/usr/local/lib/nvidia', readOnly: true }],
    });
  });

  it('RP-09 the same pod gets other directories where the preset has others', () => {
    const before = withGpus(1).build();
    const paths = ['/opt/lib64', '/home/kubernetes/bin/nvidia/lib64'].map((path) => {
      const [volume] = admitted(proposed('gpu-setup', libraries(path)), before).spec.volumes ?? [];
      return volume?.hostPath?.path;
    });
    expect(paths).toEqual(['/opt/lib64', '/home/kubernetes/bin/nvidia/lib64']);
  });

  it('RP-11 a variable is raised for all but those that set it themselves, who get the rest', () => {
    const raised = proposed('cuda-cache', {
      ...libraries('/opt/lib64'),
      env: [variable('CUDA_CACHE_MAXSIZE', '2147483648')],
    });
    const own = withGpus(1).env(variable('CUDA_CACHE_MAXSIZE', '1')).build();
    const size = (before: Pod) => containerNamed(admitted(raised, before), 'main').env;
    expect(size(withGpus(1).build())).toEqual([variable('CUDA_CACHE_MAXSIZE', '2147483648')]);
    expect(size(own)).toEqual([variable('CUDA_CACHE_MAXSIZE', '1')]);
    expect(admitted(raised, own).spec.volumes).toHaveLength(1);
  });

  it('RP-12 a pod that requests local disks gets the directory in which they are mounted', () => {
    const disks = proposed('local-disks', {
      resourceSelector: ['example.com/localssd'],
      volumes: [{ name: 'scratch', hostPath: { path: '/mnt/disks/ssd0' } }],
      volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
    });
    const result = admitted(disks, pod().requests('example.com/localssd', 1).build());
    expect(result.spec.volumes).toEqual([{ name: 'scratch', hostPath: { path: '/mnt/disks/ssd0' } }]);
    expect(containerNamed(result, 'main').volumeMounts).toEqual([{ name: 'scratch', mountPath: '/scratch' }]);
  });

  const adding = (path: string) => ({
    resourceSelector: [GPU],
    env: [variable('LD_LIBRARY_PATH', path)],
  });

  it('RP-14 two presets that set LD_LIBRARY_PATH are joined, the oldest first, before the pod’s own', () => {
    const both = [...proposed('z-first', adding('/path1')), ...proposed('a-second', adding('/path2'))];
    const value = (before: Pod) => containerNamed(admitted(both, before), 'main').env;
    expect(value(withGpus(1).build())).toEqual([variable('LD_LIBRARY_PATH', '/path1:/path2')]);
    expect(value(withGpus(1).env(variable('LD_LIBRARY_PATH', '/own')).build())).toEqual([
      variable('LD_LIBRARY_PATH', '/path1:/path2:/own'),
    ]);
  });

  it('RP-14 a second admission joins nothing again', () => {
    const both = [...proposed('first', adding('/path1')), ...proposed('second', adding('/path2'))];
    const once = admitted(both, withGpus(1).env(variable('LD_LIBRARY_PATH', '/own')).build());
    expect(admitted(both, once)).toEqual(once);
  });

  it('RP-18 a preset that changes later does not change pods that run', async () => {
    const running = admitted(proposed('gpu-setup', libraries('/opt/lib64')), withGpus(1).build());
    const changed = proposed('gpu-setup', libraries('/opt/elsewhere'));
    expect(await reviewed(changed, podReview(running, { operation: 'UPDATE' }))).toEqual(running);
  });
});

describe('is there a preset', () => {
  const chart = withGpus(1).requests('example.com/ib', 1).build();

  it('RP-13 for what a chart requests: the answer names what is not provided for', () => {
    expect(admitWith([], chart).uncovered).toEqual(['example.com/ib', GPU]);
    const gpu = proposed('gpu', { resourceSelector: [GPU], ...marker });
    expect(admitWith(gpu, chart).uncovered).toEqual(['example.com/ib']);
    const infiniband = preset('infiniband', { resourceSelector: ['example.com/ib'], ...marker });
    expect(admitWith([...gpu, infiniband], chart).uncovered).toEqual([]);
  });

  it('RP-13 and is it valid: a mistake is named by field', () => {
    const result = compilePreset(preset('wrong', { resourceSelector: [''], ...marker }));
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual(['spec.resourceSelector[0]']);
  });

  it('RP-17 a pod for whose resource nothing provides is warned and marked', () => {
    const result = admitWith([], withGpus(1).build());
    expect(result.warnings).toEqual([expect.stringContaining(`no preset covers ${GPU}`)]);
    expect(result).toMatchObject({
      admitted: true,
      pod: { metadata: { annotations: { 'latebind.dev/uncovered': GPU } } },
    });
  });

  it('RP-17 a preset that gives nothing for a resource may say that it provides for it', () => {
    const covers = preset('covers', { selector: {}, covers: [GPU], ...marker });
    expect(admitWith([covers], withGpus(1).build()).uncovered).toEqual([]);
  });
});

describe('taints of extended resources', () => {
  const tolerate = preset('extended-resources', { selector: {}, tolerateRequested: ['*'] });
  const tolerationsOf = (before: Pod) => admitted([tolerate], before).spec.tolerations;
  const exists = (key: string, effect = 'NoSchedule'): Toleration => ({ key, operator: 'Exists', effect });
  const image = 'registry.example/init:1';

  it.each([
    ['a container', withGpus(1).build()],
    [
      'an init container',
      pod()
        .initContainer({ name: 'init', image, resources: { requests: { [GPU]: 1 }, limits: { [GPU]: 1 } } })
        .build(),
    ],
    [
      'a sidecar',
      pod()
        .initContainer({ name: 'side', image, restartPolicy: 'Always', resources: { limits: { [GPU]: 1 } } })
        .build(),
    ],
  ])('RP-20 what %s requests is tolerated', (_what, before) => {
    expect(tolerationsOf(before)).toEqual([exists(GPU)]);
  });

  it('RP-21 resources of Kubernetes itself are not', () => {
    const before = pod()
      .requests('cpu', '1')
      .requests('memory', '1Gi')
      .requests('ephemeral-storage', '1Gi')
      .requests('hugepages-2Mi', '2Mi')
      .build();
    expect(tolerationsOf(before)).toBeUndefined();
  });

  it('RP-22 they come after the pod’s own, sorted by resource', () => {
    const own = exists('zone');
    const before = withGpus(1)
      .requests('example.com/ib', 1)
      .requests('amd.com/gpu', 1)
      .spec({ tolerations: [own] });
    expect(tolerationsOf(before.build())).toEqual([
      own,
      exists('amd.com/gpu'),
      exists('example.com/ib'),
      exists(GPU),
    ]);
  });

  it.each([
    ['an equal one is not repeated', [exists(GPU)], [exists(GPU)]],
    ['another effect is another', [exists(GPU, 'NoExecute')], [exists(GPU, 'NoExecute'), exists(GPU)]],
    ['one for all keys is another', [{ operator: 'Exists' }], [{ operator: 'Exists' }, exists(GPU)]],
  ])('RP-23 %s', (_what, own, expected) => {
    expect(tolerationsOf(withGpus(1).spec({ tolerations: own }).build())).toEqual(expected);
  });
});
