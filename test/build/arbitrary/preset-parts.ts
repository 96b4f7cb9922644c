/** What presets say, part by part. */
import fc from 'fast-check';
import { CONTAINER_FIELDS, envFrom, mounts, ports, RUNNING_FIELDS } from './fields.ts';
import { LITERALS } from './pods.ts';
import { about, oneEach, someOf, sparse, type Topic } from './sparse.ts';

type Fields = Record<string, unknown>;

const LATE = ['${host.nvidia.libraryDir}', '${host.os.id}', 'a:${host.os.id}', '${host.os.id}:c'];
const value = fc.constantFrom(...LITERALS, '${pod.metadata.name}', ...LATE);

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
export const env = oneEach(
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

export function patchAbout(topic: Topic): fc.Arbitrary<Fields> {
  const rarity = (base: number) => about(topic, base, 2);
  return fc
    .record({
      select,
      fields: sparse({ ...CONTAINER_FIELDS, image: fc.constantFrom('registry.example/train:2') }, rarity(4)),
      lists: sparse(LISTS, rarity(3)),
      running: sparse(RUNNING_FIELDS, rarity(8)),
      ports: sparse({ ports }, rarity(8)),
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
}

const addedContainer = (names: readonly string[], running: boolean, topic: Topic) =>
  sparse(
    { ...CONTAINER_FIELDS, ...(running ? RUNNING_FIELDS : {}), ...LISTS, env: plainEnv },
    about(topic, 5, 2),
    {
      name: fc.constantFrom(...names),
      image: fc.constantFrom('registry.example/log:1', 'registry.example/log:2'),
    },
  );

const position = fc.constantFrom('First', 'Last');

export function addContainersAbout(topic: Topic): fc.Arbitrary<Fields> {
  return sparse(
    {
      init: fc
        .record(
          { container: addedContainer(['setup', 'init'], false, topic), position },
          { requiredKeys: ['container'] },
        )
        .map((one) => [one]),
      sidecars: oneEach(
        fc.record(
          {
            container: addedContainer(['log', 'helper', 'side'], true, topic),
            position,
            restartable: fc.boolean(),
          },
          { requiredKeys: ['container'] },
        ),
        ({ container }) => String(container['name']),
      ),
      receivePatches: fc.boolean(),
    },
    2,
  );
}

export const remove = sparse(
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

export const protect = someOf(
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

export const metadata = sparse(
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

export const onConflict = fc.constantFrom(
  'SkipPreset',
  'SkipPreset',
  'SkipPreset',
  'SkipEntry',
  'SkipEntry',
  'SkipAll',
  'Reject',
);

export const rank = {
  layer: fc.constantFrom('Default', 'Default', 'Override'),
  priority: fc.constantFrom(0, 0, 5),
};

export const selectors = sparse(
  {
    // Not of volumes: an account's token may be mounted because of what a preset says.
    matchExpression: fc.constantFrom(
      '!has(pod.spec.activeDeadlineSeconds)',
      'has(pod.spec.tolerations)',
      "pod.metadata.labels['a'] == 'x'",
    ),
    resourceSelector: fc.constantFrom(['nvidia.com/gpu']),
    byName: fc.constant(true),
  },
  6,
);
