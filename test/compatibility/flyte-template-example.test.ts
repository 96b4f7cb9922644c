/** The examples of docs/coming-from/flyte.md are what convert prints, and do what the page says. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { PresetManifest, SourceDocument } from '../../cli/convert/types.ts';
import { convertDocuments } from '../../cli/convert.ts';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitted, containerNamed, lossless } from './harness.ts';

const read = async (file: string): Promise<SourceDocument[]> => {
  const text = await readFile(new URL(`../../examples/coming-from/flyte/${file}`, import.meta.url), 'utf8');
  return parseAllDocuments(text).map((document) => ({ source: file, value: document.toJS() as Fields }));
};

const presetsIn = async (file: string): Promise<PresetManifest[]> =>
  (await read(file)).map(({ value }) => value as unknown as PresetManifest);

const podIn = async (file: string): Promise<Pod> => {
  const [pod] = await read(file);
  if (pod === undefined) throw new Error(`${file} is empty`);
  return pod.value as unknown as Pod;
};

const converted = async (...files: readonly string[]): Promise<readonly PresetManifest[]> => {
  const documents = await Promise.all(files.map(read));
  return lossless(convertDocuments(documents.flat(), { behaviour: 'implemented' }));
};

describe('the example', () => {
  it('has the presets that convert prints', async () => {
    expect(await presetsIn('presets.yaml')).toEqual(await converted('original.yaml', 'large-tasks.yaml'));
    expect(await presetsIn('pod-task-presets.yaml')).toEqual(await converted('pod-task.yaml'));
  });

  it('gives a pod of a task what template and settings say', async () => {
    const { metadata, spec } = admitted(await presetsIn('presets.yaml'), await podIn('pod.yaml'));
    expect(metadata.labels?.['team']).toBe('data');
    expect(spec.containers[0]?.env?.map(({ name }) => name)).toEqual([
      'TMPDIR',
      'FLYTE_INTERNAL_EXECUTION_ID',
      'AWS_REGION',
    ]);
    expect(spec.tolerations?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['nvidia.com/gpu.product', 'example.com/spot', 'nvidia.com/gpu']),
    );
    expect(spec.volumes?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['scratch', 'flyte-shared-memory']),
    );
  });

  it('gives a pod that names a template that one only', async () => {
    const { metadata, spec } = await podIn('pod.yaml');
    const annotations = { ...metadata.annotations, 'latebind.dev/presets': 'large-tasks' };
    const pod = admitted(await presetsIn('presets.yaml'), { metadata: { ...metadata, annotations }, spec });
    expect(pod.spec['terminationGracePeriodSeconds']).toBe(600);
    expect(pod.spec.volumes?.map(({ name }) => name)).toEqual(['flyte-shared-memory']);
  });

  it('gives a pod of a pod task the other containers', async () => {
    const pod = admitted(await presetsIn('pod-task-presets.yaml'), await podIn('pod-of-pod-task.yaml'));
    expect(pod.spec.containers.map(({ name }) => name)).toEqual(['primary', 'secondary']);
    expect(containerNamed(pod, 'primary').image).toBe('registry.example/train:1');
  });
});
