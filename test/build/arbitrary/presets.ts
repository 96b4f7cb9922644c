/** Presets that compile, in the short and the long form, about the few names that pods have, too. */
import fc from 'fast-check';
import { type CompiledPreset, compilePreset } from '../../../shared/preset/compile.ts';
import { clusterPreset, preset as namespacedPreset } from '../preset.ts';
import {
  CONTAINER_FIELDS,
  envFrom,
  literalSource,
  mounts,
  nodeSelector,
  POD_FIELDS,
  ports,
  RUNNING_FIELDS,
  tolerations,
  volumes,
} from './fields.ts';
import { LITERALS } from './pods.ts';
import { oneEach, someOf, sparse } from './sparse.ts';
import { strategiesFor } from './strategies.ts';

type Fields = Record<string, unknown>;

const LATE = ['${host.nvidia.libraryDir}', '${host.os.id}', 'a:${host.os.id}', '${host.os.id}:c'];
const value = fc.constantFrom(...LITERALS, '${pod.metadata.name}', ...LATE);

const lateSource = fc.constantFrom<Fields>(
  { hostPath: { path: '${host.nvidia.libraryDir}' } },
  { hostPath: { path: '/usr/${host.os.id}/lib' } },
);
const source = fc.oneof({ weight: 3, arbitrary: literalSource }, { weight: 1, arbitrary: lateSource });

const oneMerge = fc.oneof(
  fc.constant(undefined),
  fc.constant(undefined),
  fc.record(
    {
      strategy: fc.constantFrom('Fail', 'KeepExisting', 'Override'),
      position: fc.constantFrom('Before', 'After'),
    },
    { requiredKeys: ['strategy'] },
  ),
  fc.record(
    {
      strategy: fc.constant('Join'),
      separator: fc.constantFrom('::'),
      position: fc.constantFrom('Before', 'After'),
    },
    { requiredKeys: ['strategy'] },
  ),
);

/** LIST is only ever joined, in one way. */
const env = oneEach(
  fc.record({ name: fc.constantFrom('X', 'Y', 'x.y', 'LIST'), value, merge: oneMerge }),
  ({ name }) => name,
  3,
).map((list) =>
  list.map(({ name, value: text, merge }): Fields => {
    if (name === 'LIST') return { name, value: text, merge: { strategy: 'Join' } };
    // A reference cannot be told from the parts around it.
    const joins = merge?.strategy === 'Join' && text.includes('$(');
    return merge === undefined || joins ? { name, value: text } : { name, value: text, merge };
  }),
);
const reference = fc.constant<Fields>({
  name: 'Y',
  valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
});
const patchEnv = fc.oneof({ weight: 3, arbitrary: env }, { weight: 1, arbitrary: fc.tuple(reference) });
/** Of an added container. */
const plainEnv = patchEnv.map((list) => list.map(({ merge: _merge, ...entry }) => entry));

const select = sparse(
  {
    types: someOf(['App', 'Init', 'Sidecar']),
    names: fc.constantFrom(['main'], ['main', 'gone'], ['init', 'proxy', 'log']),
    except: fc.constantFrom(['side'], ['main']),
    primary: fc.boolean(),
    requesting: fc.constantFrom('nvidia.com/gpu', 'nvidia.com/*', 'cpu'),
    required: fc.boolean(),
  },
  4,
);

const LISTS = { env: patchEnv, envFrom, volumeMounts: mounts };

const patch = fc
  .record({
    select,
    fields: sparse({ ...CONTAINER_FIELDS, image: fc.constantFrom('registry.example/train:2') }, 4),
    lists: sparse(LISTS, 3),
    running: sparse(RUNNING_FIELDS, 8),
    ports: sparse({ ports }, 8),
  })
  .map(({ select: selected, fields, lists, running, ports: opened }): Fields => {
    const given = { ...fields, ...lists, ...running, ...opened };
    // Init containers that run to their end have no probes; on the host's network two containers cannot have one port.
    const narrowed = {
      ...selected,
      ...(Object.keys(running).length === 0 ? {} : { types: ['App', 'Sidecar'] }),
      ...(Object.keys(opened).length === 0 ? {} : { names: ['main'] }),
    };
    return { select: narrowed, ...(Object.keys(given).length === 0 ? { workingDir: '/w' } : given) };
  });

const addedContainer = (names: readonly string[], running: boolean) =>
  sparse({ ...CONTAINER_FIELDS, ...(running ? RUNNING_FIELDS : {}), ...LISTS, env: plainEnv }, 5, {
    name: fc.constantFrom(...names),
    image: fc.constantFrom('registry.example/log:1', 'registry.example/log:2'),
  });

const position = fc.constantFrom('First', 'Last');
const addContainers = sparse(
  {
    init: fc
      .record(
        { container: addedContainer(['setup', 'init'], false), position },
        { requiredKeys: ['container'] },
      )
      .map((one) => [one]),
    sidecars: oneEach(
      fc.record(
        { container: addedContainer(['log', 'helper', 'side'], true), position, restartable: fc.boolean() },
        { requiredKeys: ['container'] },
      ),
      ({ container }) => String(container['name']),
    ),
    receivePatches: fc.boolean(),
  },
  2,
);

const remove = sparse(
  {
    labels: fc.constantFrom(['a'], ['a', 'gone']),
    annotations: fc.constant(['note']),
    nodeSelector: fc.constant(['disk']),
    volumes: fc.constantFrom(['v'], ['w', 'gone']),
    tolerations: fc.constantFrom(['gpu'], ['']),
    imagePullSecrets: fc.constant(['a']),
    schedulingGates: fc.constant(['example.com/a']),
    env: fc.constantFrom(['X'], ['x.y', 'LIST']),
    volumeMounts: fc.constantFrom(['/m'], ['/n']),
  },
  5,
);

const protect = someOf(
  [
    'metadata.labels',
    'pod.nodeSelector',
    'pod.tolerations',
    'pod.securityContext.runAsUser',
    'containers.env',
    'containers[name=main].volumeMounts',
    'containers.securityContext',
  ].map((path) => ({ path, message: 'use another place' })),
  1,
);

const metadata = sparse(
  {
    labels: sparse(
      { a: fc.constantFrom('x', 'z', '', '${pod.metadata.name}'), team: fc.constantFrom('red') },
      2,
    ),
    annotations: sparse(
      { note: fc.constantFrom('x', '', 'n-${pod.metadata.namespace}'), more: fc.constant('m') },
      2,
    ),
  },
  2,
);

const onConflict = fc.constantFrom(
  'SkipPreset',
  'SkipPreset',
  'SkipPreset',
  'SkipEntry',
  'SkipEntry',
  'SkipAll',
  'Reject',
);

const rank = {
  layer: fc.constantFrom('Default', 'Default', 'Override'),
  priority: fc.constantFrom(0, 0, 5),
};

const selectors = sparse(
  {
    matchExpression: fc.constantFrom(
      '!has(pod.spec.volumes)',
      'has(pod.spec.tolerations)',
      "pod.metadata.labels['a'] == 'x'",
    ),
    resourceSelector: fc.constantFrom(['nvidia.com/gpu']),
    byName: fc.constant(true),
  },
  6,
);

/** Of one name they are always in conflict, so not every preset has some. */
const ownVolumes = fc.oneof(
  { withCrossShrink: true },
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: volumes(source) },
);

const whole = sparse(
  {
    env,
    envFrom,
    tolerations,
    tolerateRequested: fc.constant(['*']),
    metadata,
    pod: sparse({ ...POD_FIELDS, nodeSelector, tolerations, volumes: fc.constant(undefined) }, 6),
    containers: fc.array(patch, { minLength: 1, maxLength: 2 }),
    addContainers,
    remove,
    protect,
  },
  4,
  { selectors, volumes: ownVolumes, mounts, ...rank, onConflict },
);

const longSpec = whole.map(({ selectors: selecting, mounts: mounted, ...spec }): Fields => {
  const own = spec['volumes'] as { name: string }[];
  return {
    selector: {},
    covers: ['example.com/nothing'],
    ...(selecting as Fields),
    ...spec,
    volumeMounts: (mounted as { name: string }[]).filter(({ name }) => own.some((one) => one.name === name)),
  };
});

/** Some have strategies for what they give. */
const spec = longSpec.chain((one) =>
  strategiesFor(one).map((strategies) => (strategies.length === 0 ? one : { ...one, strategies })),
);

const object = fc.record({
  created: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
  spec,
  /** Of a PodPreset that has the name of the ClusterPodPreset before it. */
  namespaced: fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('Merge', 'Shadow') },
  ),
});

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

export const presetObjects = fc.array(object, { maxLength: 4 }).map((list) =>
  list.map(({ created, spec: given, namespaced }, index) => {
    const metadata = { creationTimestamp: created };
    if (namespaced === undefined) return clusterPreset(`p${index}`).metadata(metadata).spec(given).build();
    const name = index === 0 ? 'alone' : `p${index - 1}`;
    return namespacedPreset('team-a', name)
      .metadata(metadata)
      .spec({ ...given, scopePolicy: namespaced })
      .build();
  }),
);
