import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bareNode, goodNode, LIBRARY_DIR, nvidia, oldNode } from '../test/build/example.ts';
import { documents, type Ended, folderWith, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset, preset } from '../test/build/preset.ts';
import { podReview } from '../test/build/review.ts';
import type { Answer } from './admission.ts';

const gpuPod = pod().requests('nvidia.com/gpu', '1').build();
const plain = clusterPreset('plain').spec({ selector: {} }).env({ name: 'A', value: '1' }).build();

const admit = (args: readonly string[], ...objects: object[]): Promise<Ended> =>
  latebind(['admit', '-f', '-', ...args], documents(...objects));
const answer = async (
  args: readonly string[],
  ...objects: object[]
): Promise<Answer & { code: number | null }> => {
  const { code, stdout, stderr } = await admit(['-o', 'json', ...args], ...objects);
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Answer), code };
};
const env = ({ pod: { spec } }: Pick<Answer, 'pod'>) => spec.containers[0]?.env ?? [];

describe('latebind admit', () => {
  it('answers with the pod, what became of each preset, and 0', async () => {
    const other = clusterPreset('other').forResource('amd.com/gpu').env({ name: 'B', value: '1' }).build();
    const { code, ...decided } = await answer([], plain, other, gpuPod);
    expect(code).toBe(0);
    expect(decided).toEqual({
      admitted: true,
      pod: expect.objectContaining({ kind: 'Pod' }),
      presets: [
        { name: 'plain', result: 'applied' },
        {
          name: 'other',
          result: 'not-matched',
          reason: 'NotMatched',
          detail: 'requests 0 of amd.com/gpu, wanted Exists',
        },
      ],
      conflicts: [],
      uncovered: ['nvidia.com/gpu'],
      warnings: [expect.stringContaining('no preset covers nvidia.com/gpu')],
    });
    expect(env(decided)).toEqual([{ name: 'A', value: '1' }]);
  });

  it('ends with 3 where the pod is rejected, and gives it back as it was', async () => {
    const strict = clusterPreset('strict').spec({
      selector: {},
      onConflict: 'Reject',
      env: [{ name: 'A', value: '1', merge: { strategy: 'Fail' } }],
    });
    const own = pod().env({ name: 'A', value: '2' }).build();
    const decided = await answer([], strict.build(), own);
    expect(decided).toMatchObject({
      code: 3,
      admitted: false,
      reason: 'Rejected',
      message: expect.stringContaining('ClusterPodPreset/strict'),
      pod: own,
      presets: [{ name: 'strict', result: 'skipped', reason: 'Conflict' }],
      conflicts: [
        {
          path: 'spec.containers[main].env[A]',
          preset: 'ClusterPodPreset/strict',
          other: 'pod',
          seen: '"2"',
          wanted: '"1"',
        },
      ],
    });
    const { code, stdout, stderr } = await admit([], strict.build(), own);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'preset ClusterPodPreset/strict: skipped: Conflict',
      '  spec.containers[main].env[A]: the pod has "2", wanted "1"',
      expect.stringMatching(/^rejected: latebind Rejected: preset ClusterPodPreset\/strict refuses the pod/),
      '',
    ]);
  });

  it('judges a node by what the pod itself requires, and says what is wrong with it', async () => {
    const requiring = (text: string) => pod().annotation('latebind.dev/require', text).build();
    const newer = requiring("host.nvidia.driver.version.atLeast('550')");
    expect((await admit(['--node', 'good'], newer, goodNode)).stderr).toBe('node good: fits\n');
    expect(await admit(['--node', 'old'], newer, oldNode)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^node old: does not fit: RequireNotMet: host\.nvidia\.driver\.version\.atLeast\('550'\) \(the pod's own latebind\.dev\/require\)/,
      ),
    });
    expect(await admit([], requiring('host.gpu'))).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /^rejected: latebind RequireInvalid: .*latebind\.dev\/require: "host\.gpu": No such key: gpu at character 6/,
      ),
    });
  });

  it('prints the pod as YAML, and the reasons on stderr', async () => {
    const { code, stdout, stderr } = await admit([], plain, pod().build());
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ kind: 'Pod', metadata: { name: 'train', namespace: 'team-a' } });
    expect(stderr).toBe('preset ClusterPodPreset/plain: applied\n');
  });

  it('prints what changes as a diff', async () => {
    const { stdout } = await admit(['-o', 'diff'], plain, pod().build());
    expect(stdout).toMatch(/^--- team-a\/train as written\n\+\+\+ team-a\/train as admitted\n@@ /);
    expect(stdout).toContain('+      env:\n+        - name: A\n+          value: "1"\n');
    expect((await admit(['-o', 'diff'], pod().build())).stdout).toBe('');
  });

  it('takes any workload for the pod that it makes', async () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'nightly', namespace: 'team-a' },
      spec: { template: { spec: pod().build().spec } },
    };
    const decided = await answer([], plain, job);
    expect(decided.pod).toMatchObject({
      kind: 'Pod',
      metadata: { generateName: 'nightly-', namespace: 'team-a' },
    });
    expect(env(decided)).toEqual([{ name: 'A', value: '1' }]);
  });

  it('wants one pod, and names those it sees otherwise', async () => {
    expect(await admit([], plain)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'latebind: there is no pod in -; wanted a Pod, something with a pod template, or an AdmissionReview\n',
    });
    expect(await admit([], pod('a').build(), pod('b').build())).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'latebind: one pod is wanted, there are 2:\nlatebind:   stdin#1: Pod team-a/a\nlatebind:   stdin#2: Pod team-a/b\n',
    });
  });

  it('ends with 2 for presets that are not valid, with every problem of every one', async () => {
    const bad = clusterPreset('bad').spec({
      selector: {},
      env: [{ name: 'LATEBIND_A', value: '1' }, { name: 'B C' }],
    });
    const { code, stdout, stderr } = await admit([], bad.build(), preset('x', 'bad').build(), pod().build());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^latebind: stdin#1: ClusterPodPreset\/bad: spec\.env\[0\]\.name: /m);
    expect(stderr).toMatch(/^latebind: stdin#1: ClusterPodPreset\/bad: spec\.env\[1\]\.name: /m);
    expect(stderr).toMatch(/^latebind: stdin#2: PodPreset\/x\/bad: spec: /m);
  });

  it('ends with 2 for two presets of one name, since the cluster can have only one', async () => {
    const { code, stderr } = await admit([], plain, plain, pod().build());
    expect(code).toBe(2);
    expect(stderr).toBe('latebind: stdin#2: ClusterPodPreset/plain: is in stdin#1, too\n');
  });
});

describe('the namespace', () => {
  const { namespace: _namespace, ...metadata } = pod().build().metadata;
  const unplaced = { ...pod().build(), metadata };
  const own = preset('team-b', 'own').spec({ selector: {} }).env({ name: 'A', value: '1' }).build();

  it('is that of -n for a pod and for presets that say none', async () => {
    const { namespace: _none, ...unplacedMetadata } = own.metadata;
    const decided = await answer(['-n', 'team-b'], { ...own, metadata: unplacedMetadata }, unplaced);
    expect(decided.presets).toEqual([{ name: 'own', namespace: 'team-b', result: 'applied' }]);
    expect(decided.pod.metadata.namespace).toBe('team-b');
    expect((await answer([], unplaced)).pod.metadata.namespace).toBe('default');
  });

  it('keeps presets of other namespaces away, and says so', async () => {
    const decided = await answer([], own, pod().build());
    expect(env(decided)).toEqual([]);
    expect(decided.presets).toEqual([
      {
        name: 'own',
        namespace: 'team-b',
        result: 'not-matched',
        reason: 'NotMatched',
        detail: 'is of namespace team-b, the pod of team-a',
      },
    ]);
  });

  it('cannot be another one than the pod has', async () => {
    expect(await admit(['-n', 'team-b'], pod().build())).toMatchObject({
      code: 2,
      stderr: 'latebind: stdin: Pod team-a/train is of namespace team-a, but --namespace is team-b\n',
    });
  });

  it('has the labels of its Namespace in the files', async () => {
    const selecting = clusterPreset('selecting')
      .spec({ namespaceSelector: { matchLabels: { tier: 'gold' } } })
      .env({ name: 'A', value: '1' })
      .build();
    const namespace = (labels: object) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-a', labels },
    });
    expect(env(await answer([], selecting, pod().build()))).toEqual([]);
    expect(env(await answer([], selecting, namespace({ tier: 'gold' }), pod().build()))).toHaveLength(1);
    const out = await answer([], plain, namespace({ 'latebind.dev/injection': 'disabled' }), pod().build());
    expect(out).toMatchObject({
      admitted: true,
      pod: pod().build(),
      presets: [{ reason: 'Excluded' }],
      code: 0,
    });
  });
});

describe('the request', () => {
  it.each([
    ['an update', ['--operation', 'update'], /the operation is UPDATE/],
    ['a subresource', ['--subresource', 'status'], /is about pods\/status/],
  ])('for %s leaves the pod alone, and says why', async (_what, args, detail) => {
    expect(await answer(args, plain, pod().build())).toMatchObject({
      code: 0,
      admitted: true,
      pod: pod().build(),
      presets: [
        { name: 'plain', result: 'not-matched', reason: 'Excluded', detail: expect.stringMatching(detail) },
      ],
    });
  });

  it('may be an AdmissionReview; options go over what it says', async () => {
    const review = podReview(pod().build(), { operation: 'UPDATE' });
    expect(env(await answer([], plain, review))).toEqual([]);
    expect(env(await answer(['--operation', 'CREATE'], plain, review))).toHaveLength(1);
    const { namespace: _namespace, ...metadata } = pod().build().metadata;
    const elsewhere = podReview({ ...pod().build(), metadata }, { namespace: 'team-c' });
    expect((await answer([], plain, elsewhere)).pod.metadata.namespace).toBe('team-c');
  });

  it('has one of four operations', async () => {
    expect(await admit(['--operation', 'PATCH'], pod().build())).toMatchObject({
      code: 2,
      stderr: 'latebind: --operation wants one of CREATE, UPDATE, DELETE, CONNECT, not "PATCH"\n',
    });
  });
});

describe('a node', () => {
  let folder: string;
  const node = (name: string): string => join(folder, name);
  const facts = { nvidia: { present: true, driver: { version: '550.90.07' }, libraryDir: LIBRARY_DIR } };
  beforeAll(() => {
    folder = folderWith({
      'good.yaml': documents(goodNode),
      'old.yaml': documents(oldNode),
      'bare.yaml': documents(bareNode),
      'example.json': JSON.stringify({ name: 'gpu-1', offers: [], labels: { zone: 'a' }, facts }),
      'gpu-2.json': JSON.stringify(facts),
      'wrong.json': JSON.stringify({ nvidia: { libraryDir: 7 } }),
      'pod.yaml': documents(gpuPod),
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['a Node with facts', 'good.yaml', 'good'],
    ['facts with the name of their node', 'example.json', 'gpu-1'],
    ['facts alone, which are of a node called like the file', 'gpu-2.json', 'gpu-2'],
  ])('may be %s; the pod is then as after its Binding', async (_what, file, name) => {
    const decided = await answer(['--node', node(file)], nvidia, gpuPod);
    expect(decided).toMatchObject({ code: 0, admitted: true, node: { name, fits: true } });
    expect(decided.pod.spec.nodeName).toBe(name);
    expect(decided.pod.metadata.annotations).toMatchObject({
      'bind.latebind.dev/env.LIBRARY_DIR': LIBRARY_DIR,
      'bind.latebind.dev/node': name,
      'bind.latebind.dev/generation': expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it('may be one of the Nodes among the files, by name', async () => {
    expect(await answer(['--node', 'good'], nvidia, gpuPod, oldNode, goodNode)).toMatchObject({
      code: 0,
      node: { name: 'good', fits: true },
    });
  });

  it.each([
    ['old.yaml', 'RequireNotMet'],
    ['bare.yaml', 'FactsMissing'],
  ])('that does not fit (%s) ends with 3 and says why, though the pod is admitted', async (file, reason) => {
    const decided = await answer(['--node', node(file)], nvidia, gpuPod);
    expect(decided).toMatchObject({ code: 3, admitted: true, node: { fits: false, reason } });
    expect(decided.pod.spec.nodeName).toBeUndefined();
    expect((await admit(['--node', node(file)], nvidia, gpuPod)).stderr).toMatch(
      new RegExp(`^node \\w+: does not fit: ${reason}: `, 'm'),
    );
  });

  it('that the pod was created on fills it at admission', async () => {
    const placed = { ...gpuPod, spec: { ...gpuPod.spec, nodeName: 'good' } };
    const decided = await answer([], nvidia, placed, goodNode);
    expect(decided.pod.metadata.annotations?.['bind.latebind.dev/env.LIBRARY_DIR']).toBe(LIBRARY_DIR);
    expect(await admit(['--node', node('old.yaml')], nvidia, placed)).toMatchObject({
      code: 2,
      stderr: 'latebind: --node is old, but Pod team-a/train has spec.nodeName good\n',
    });
  });

  it.each([
    ['pod.yaml', /is Pod, wanted a Node, or host facts/],
    ['wrong.json', /FieldInvalid: .*libraryDir/],
    ['no.yaml', /cannot read .*no\.yaml: there is no such file/],
  ])('is refused where it is none: %s', async (file, message) => {
    const { code, stderr } = await admit(['--node', node(file)], nvidia, gpuPod);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
