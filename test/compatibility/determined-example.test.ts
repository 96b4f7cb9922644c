/** The examples of docs/coming-from/determined.md are what convert prints, and do what the page says. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { PresetManifest, SourceDocument } from '../../cli/convert/types.ts';
import { convertDocuments } from '../../cli/convert.ts';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitted, containerNamed, lossless } from './harness.ts';

const read = async (file: string): Promise<SourceDocument[]> => {
  const text = await readFile(
    new URL(`../../examples/coming-from/determined/${file}`, import.meta.url),
    'utf8',
  );
  return parseAllDocuments(text).map((document) => ({ source: file, value: document.toJS() as Fields }));
};

const presets = (await read('presets.yaml')).map(({ value }) => value as unknown as PresetManifest);
const [pod] = (await read('pod.yaml')).map(({ value }) => value as unknown as Pod);
if (pod === undefined) throw new Error('pod.yaml is empty');

const tolerated = ({ spec }: Pod): unknown[] => (spec.tolerations ?? []).map(({ key }) => key);

describe('the example', () => {
  it('has the presets that convert prints', async () => {
    const documents = [...(await read('original.yaml')), ...(await read('experiment.yaml'))];
    expect(presets).toEqual(lossless(convertDocuments(documents, { behaviour: 'implemented' })));
  });

  it('merges the pod spec of the experiment with the default', () => {
    const result = admitted(presets, pod);
    expect(tolerated(result)).toEqual(['spot']);
    expect(result.metadata.labels?.['cost-center']).toBe('training');
    expect(containerNamed(result, 'determined-container').volumeMounts).toContainEqual({
      name: 'scratch',
      mountPath: '/datasets',
      readOnly: false,
    });
    expect(result.spec.containers.map(({ name }) => name)).toEqual(['ship-metrics', 'determined-container']);
  });

  it('gives other tasks the default, and those of the pool that of the pool', () => {
    const { annotations: _named, labels, ...metadata } = pod.metadata;
    const unnamed = { ...pod, metadata: { ...metadata, labels: labels ?? {} } };
    expect(tolerated(admitted(presets, unnamed))).toEqual(['gpu-nodes']);
    const inPool = {
      ...unnamed,
      metadata: { ...metadata, labels: { ...labels, 'determined.ai/resource_pool': 'a100' } },
    };
    const result = admitted(presets, inPool);
    expect(tolerated(result)).toEqual([]);
    expect(result.spec['nodeSelector']).toEqual({ 'gpu-model': 'a100' });
  });
});
