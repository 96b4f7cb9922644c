/** What people write under our names: nobody but an admission places slots. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, inputs } from '../../../test/build/arbitrary/inputs.ts';
import { RUNS } from '../../../test/build/runs.ts';
import type { Pod } from '../../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, LABEL } from '../../names.ts';
import { podPatch } from '../patch.ts';
import { planOf } from '../place.ts';

const entry = fc.constantFrom<unknown>(
  'AAAAAAAA',
  ['AAAAAAAA', { name: 'v' }],
  ['AAAAAAAA', null],
  ['AAAAAAAA'],
  5,
  null,
  {},
);
const taken = fc.constantFrom<unknown>(
  [-1, {}],
  [0.5, { name: 'v' }],
  ['0', { name: 'v' }],
  [0, null],
  'AAAAAAAA',
);
const lists = fc.dictionary(
  fc.constantFrom(
    'spec.volumes',
    'spec',
    'spec.containers',
    'spec.containers[main].env',
    '__proto__',
    'toString',
  ),
  fc.oneof(fc.array(fc.oneof(entry, taken), { maxLength: 2 }), entry),
);

/** Of the right form, and nothing of it is so. */
const record = fc.record(
  {
    preset: fc.constantFrom('ClusterPodPreset/p0', 'x'),
    generation: fc.constant(1),
    result: fc.constantFrom('applied', 'partly'),
    added: lists,
    taken: fc.constantFrom({}, { spec: 5 }, { 'spec.volumes': [[0]] }),
  },
  { requiredKeys: ['preset', 'generation', 'result'] },
);
const notes = fc.oneof(
  fc.array(record, { maxLength: 2 }).map((list) => JSON.stringify(list)),
  fc.constantFrom('', 'null', '{}', '[null]', '[1]', '[', '"x"'),
);

describe('for any presets and any pod', { timeout: 900_000 }, () => {
  it('an annotation or a label of ours that the author wrote does nothing', () => {
    const written = fc.record(
      {
        [ANNOTATION.applied]: notes,
        [ANNOTATION.slots]: fc.constantFrom('{}', '', '{"v":1,"slots":{"env.X":{}}}'),
        [ANNOTATION.uncovered]: fc.constant('x'),
        [`${BIND_PREFIX}env.X`]: fc.constant('evil'),
        [ANNOTATION.generation]: fc.constant('evil'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(inputs, written, fc.boolean(), ({ pod, presets }, annotations, managed) => {
        const { metadata } = pod;
        const forged: Pod = {
          ...pod,
          metadata: {
            ...metadata,
            annotations: { ...metadata.annotations, ...annotations },
            labels: { ...metadata.labels, ...(managed ? { [LABEL.managed]: 'true' } : {}) },
          },
        };
        const [clean, result] = [admit(pod, presets), admit(forged, presets)];
        expect(result.admitted).toBe(clean.admitted);
        if (!result.admitted || !clean.admitted) return;
        expect(podPatch(withMaps(result.pod), withMaps(clean.pod))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('nothing that the author of a pod that opted out wrote makes it depend on its node', () => {
    const written = fc.record(
      {
        [ANNOTATION.applied]: notes,
        [ANNOTATION.slots]: fc.constant('{"v":1,"resources":{},"slots":{}}'),
        [ANNOTATION.require]: fc.constantFrom('', 'host.', 'false'),
      },
      { requiredKeys: [ANNOTATION.slots] },
    );
    fc.assert(
      fc.property(inputs, written, ({ pod, presets }, annotations) => {
        const { metadata } = pod;
        const result = admit(
          {
            ...pod,
            metadata: {
              ...metadata,
              annotations: { ...metadata.annotations, ...annotations, [ANNOTATION.exclude]: 'true' },
            },
          },
          presets,
        );
        expect(result.admitted && planOf(result.pod)).toEqual({ ok: true, plan: null });
      }),
      RUNS,
    );
  });

  it('no note makes an admission fail', () => {
    const values = fc.constantFrom<unknown>(
      { name: 'containers', value: 5 },
      { name: 'initContainers', value: 5 },
      { name: 'volumes', value: 'x' },
      { name: 'labels', value: [] },
      { name: '__proto__', value: {} },
      { name: 'constructor' },
      {},
    );
    const evil = fc.record({
      preset: fc.constant('x'),
      generation: fc.constant(1),
      result: fc.constant('applied'),
      taken: fc.dictionary(
        fc.constantFrom(
          'spec',
          'metadata',
          'metadata.labels',
          'spec.nodeSelector',
          'spec.volumes',
          'spec.tolerations',
          'spec.containers',
          'spec.containers[main]',
          'spec.containers[main].env',
          'spec.containers[main].volumeMounts',
          'spec.containers[main].ports',
        ),
        fc.array(fc.tuple(fc.constantFrom(0, 7), values), { minLength: 1, maxLength: 2 }),
      ),
    });
    fc.assert(
      fc.property(inputs, evil, ({ pod, presets }, note) => {
        const annotations = { ...pod.metadata.annotations, [ANNOTATION.applied]: JSON.stringify([note]) };
        const result = admit({ ...pod, metadata: { ...pod.metadata, annotations } }, presets);
        if (!result.admitted) return;
        expect(result.pod.spec.containers).toBeInstanceOf(Array);
        expect(result.pod.spec.initContainers ?? []).toBeInstanceOf(Array);
        expect(result.pod.spec.volumes ?? []).toBeInstanceOf(Array);
      }),
      RUNS,
    );
  });
});

/** Without labels or annotations and with none are the same. */
function withMaps(pod: Pod): Pod {
  return { ...pod, metadata: { labels: {}, annotations: {}, ...pod.metadata } };
}
