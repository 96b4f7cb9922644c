/** Presets that compile, in the short and the long form, about the few names that pods have, too. */
import fc from 'fast-check';
import { type CompiledPreset, compilePreset } from '../../../shared/preset/compile.ts';
import { clusterPreset, type PresetObject, preset } from '../preset.ts';
import { envFrom, literalSource, mounts, nodeSelector, POD_FIELDS, tolerations, volumes } from './fields.ts';
import {
  addContainersAbout,
  env,
  metadata,
  onConflict,
  patchAbout,
  protect,
  rank,
  remove,
  selectors,
} from './preset-parts.ts';
import { about, sparse, type Topic } from './sparse.ts';
import { strategiesFor } from './strategies.ts';

type Fields = Record<string, unknown>;

const lateSource = fc.constantFrom<Fields>(
  { hostPath: { path: '${host.nvidia.libraryDir}' } },
  { hostPath: { path: '/usr/${host.os.id}/lib' } },
);
const source = fc.oneof({ weight: 3, arbitrary: literalSource }, { weight: 1, arbitrary: lateSource });

/** Of one name they are always in conflict, so not every preset has some. */
const ownVolumes = fc.oneof(
  { withCrossShrink: true },
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: volumes(source) },
);

interface Parts {
  readonly selectors: Fields;
  readonly volumes: readonly { readonly name: string }[];
  readonly mounts: readonly { readonly name: string }[];
  readonly inPod: boolean;
  readonly pod?: Fields;
}

function specAbout(topic: Topic): fc.Arbitrary<Fields> {
  const scope = about(topic, 4, 2);
  return sparse(
    {
      env,
      envFrom,
      tolerations,
      tolerateRequested: fc.constant(['*']),
      metadata,
      pod: sparse({ ...POD_FIELDS, nodeSelector, tolerations }, about(topic, 6, 2)),
      containers: fc.array(patchAbout(topic), { minLength: 1, maxLength: 2 }),
      addContainers: addContainersAbout(topic),
      remove,
      protect,
    },
    (field) => (field === scopeOf(topic) ? 2 : scope(field)),
    { selectors, volumes: ownVolumes, mounts, inPod: fc.boolean(), ...rank, onConflict },
  )
    .map((all) => assembled(all as unknown as Parts))
    .chain((spec) =>
      strategiesFor(spec, topic).map((strategies) =>
        strategies.length === 0 ? spec : { ...spec, strategies },
      ),
    );
}

/** Where presets say it. */
function scopeOf(topic: Topic): string | undefined {
  if (topic === undefined) return undefined;
  if (topic === 'labels' || topic === 'annotations') return 'metadata';
  return Object.hasOwn(POD_FIELDS, topic) || topic === 'tolerations' ? 'pod' : 'containers';
}

/** Volumes may stand in two places. */
function assembled({ selectors: selecting, mounts: mounted, volumes: own, inPod, ...spec }: Parts): Fields {
  return {
    selector: {},
    covers: ['example.com/nothing'],
    ...selecting,
    ...spec,
    ...(inPod && own.length > 0 ? { pod: { ...spec.pod, volumes: own } } : { volumes: own }),
    volumeMounts: mounted.filter(({ name }) => own.some((one) => one.name === name)),
  };
}

const compiled = new Map<string, CompiledPreset>();

/** Throws with the problems of a preset that does not compile. */
export function compileOnce(preset: object): CompiledPreset {
  const text = JSON.stringify(preset);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const result = compilePreset(preset);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  compiled.set(text, result.preset);
  return result.preset;
}

/** At most four; `topic`: the field that most of them are about. */
export function presetsAbout(topic: Topic): fc.Arbitrary<PresetObject[]> {
  const object = fc.record({
    created: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    spec: specAbout(topic),
    /** Of a PodPreset that has the name of the ClusterPodPreset before it. */
    namespaced: fc.oneof(
      { withCrossShrink: true },
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('Merge', 'Shadow') },
    ),
  });
  return fc.array(object, { maxLength: 4 }).map((list) =>
    list.map(({ created, spec, namespaced }, index) => {
      const times = { creationTimestamp: created };
      if (namespaced === undefined) return clusterPreset(`p${index}`).metadata(times).spec(spec).build();
      const name = index === 0 ? 'alone' : `p${index - 1}`;
      return preset('team-a', name)
        .metadata(times)
        .spec({ ...spec, scopePolicy: namespaced })
        .build();
    }),
  );
}
