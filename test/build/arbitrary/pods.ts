/** Pods that the API server would take, as their authors write them. What it sends to a webhook: ../api-server-pod.ts. */
import fc from 'fast-check';
import type { Container, EnvVar, Pod } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import {
  CONTAINER_FIELDS,
  envFrom,
  literalSource,
  mounts,
  POD_FIELDS,
  ports,
  RUNNING_FIELDS,
  tolerations,
  volumes,
} from './fields.ts';
import { about, sparse, type Topic, withoutUndefined } from './sparse.ts';

export const LITERALS = ['a', 'b', 'a:b', 'b::c', '', '$(X)', '$(GONE):a'] as const;

/** A name may be there twice; the last one counts. */
export const podEnv: fc.Arbitrary<EnvVar[]> = fc.array(
  fc.oneof(
    fc.record(
      { name: fc.constantFrom('X', 'Y', 'x.y', 'Z', 'LIST'), value: fc.constantFrom(...LITERALS) },
      { requiredKeys: ['name'] },
    ),
    fc.constant<EnvVar>({ name: 'X', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
  ),
  { maxLength: 3 },
);

type Type = 'App' | 'Init' | 'Sidecar';

const container = (name: string, type: Type, topic: Topic): fc.Arbitrary<Container> =>
  fc
    .record({
      fields: sparse({ ...CONTAINER_FIELDS, ...(type === 'Init' ? {} : RUNNING_FIELDS) }, about(topic, 5, 2)),
      lists: sparse({ env: podEnv, volumeMounts: mounts, envFrom }, 2),
      // On the network of the host two containers cannot have one port.
      ports: name === 'main' ? fc.option(ports, { nil: undefined }) : fc.constant(undefined),
    })
    .map(({ fields, lists, ports: own }) => ({
      name,
      image: 'registry.example/train:1',
      ...(type === 'Sidecar' ? { restartPolicy: 'Always' } : {}),
      ...lists,
      ...fields,
      ...withoutUndefined({ ports: own }),
    }));

const metadata = sparse(
  {
    labels: sparse({ a: fc.constantFrom('x', 'y', ''), team: fc.constantFrom('red', 'blue') }, 2),
    annotations: sparse(
      {
        note: fc.constantFrom('x', '', 'a:b'),
        [ANNOTATION.defaultContainer]: fc.constantFrom('main', 'side'),
        [ANNOTATION.primaryInit]: fc.constantFrom('init'),
      },
      2,
    ),
  },
  2,
);

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

export function podsAbout(topic: Topic): fc.Arbitrary<Pod> {
  return fc
    .record({
      meta: metadata,
      main: container('main', 'App', topic),
      side: rarely(container('side', 'App', topic)),
      init: rarely(container('init', 'Init', topic)),
      proxy: rarely(container('proxy', 'Sidecar', topic)),
      volumes: rarely(volumes(literalSource)),
      tolerations: rarely(fc.oneof(tolerations, fc.constant([]))),
      fields: sparse(POD_FIELDS, about(topic, 6, 2)),
    })
    .map(({ meta, main, side, init, proxy, volumes: own = [], tolerations: tolerated, fields }): Pod => {
      const names = new Set<string>(own.map(({ name }) => name));
      const valid = (one: Container | undefined): Container[] => {
        if (one?.volumeMounts === undefined) return one === undefined ? [] : [one];
        return [{ ...one, volumeMounts: one.volumeMounts.filter(({ name }) => names.has(name)) }];
      };
      const initContainers = [...valid(proxy), ...valid(init)];
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'train', namespace: 'team-a', ...meta },
        spec: {
          ...fields,
          containers: [...valid(main), ...valid(side)],
          ...(initContainers.length === 0 ? {} : { initContainers }),
          ...(own.length === 0 ? {} : { volumes: own }),
          ...withoutUndefined({ tolerations: tolerated }),
        },
      };
      // As from the wire: no object is there twice.
      return JSON.parse(JSON.stringify(pod)) as Pod;
    });
}
