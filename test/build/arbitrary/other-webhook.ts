/** What another mutating webhook does to a pod. */
import fc from 'fast-check';
import type { Container, Pod } from '../../../shared/kube/objects.ts';

type Change = (pod: Pod) => Pod;

const withContainers = (pod: Pod, change: (container: Container) => Container): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    containers: pod.spec.containers.map(change),
    ...(pod.spec.initContainers === undefined ? {} : { initContainers: pod.spec.initContainers.map(change) }),
  },
});

const nothing: Change = (pod) => pod;

const sidecar: Change = (pod) => ({
  ...pod,
  spec: {
    ...pod.spec,
    containers: [
      ...pod.spec.containers,
      { name: 'mesh', image: 'registry.example/mesh:1', env: [{ name: 'X', value: 'mesh' }] },
    ],
  },
});

const mount: Change = (pod) => ({
  ...withContainers(pod, (one) => ({
    ...one,
    volumeMounts: [...(one.volumeMounts ?? []), { name: 'webhook', mountPath: '/webhook' }],
  })),
  spec: {
    ...withContainers(pod, (one) => ({
      ...one,
      volumeMounts: [...(one.volumeMounts ?? []), { name: 'webhook', mountPath: '/webhook' }],
    })).spec,
    volumes: [...(pod.spec.volumes ?? []), { name: 'webhook', emptyDir: {} }],
  },
});

const label =
  (key: string, value: string): Change =>
  (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [key]: value } },
  });

const variable =
  (name: string, first: boolean): Change =>
  (pod) =>
    withContainers(pod, (one) => {
      const added = { name, value: 'webhook' };
      return { ...one, env: first ? [added, ...(one.env ?? [])] : [...(one.env ?? []), added] };
    });

export const changes: fc.Arbitrary<Change> = fc
  .record({
    sidecar: fc.constantFrom(nothing, sidecar),
    mount: fc.constantFrom(nothing, mount),
    label: fc.constantFrom(nothing, label('a', 'webhook'), label('webhook', '')),
    variable: fc.constantFrom(nothing, variable('WEBHOOK', true), variable('WEBHOOK', false)),
  })
  .map((all): Change => {
    const change: Change = (pod) => Object.values(all).reduce((so, one) => one(so), structuredClone(pod));
    const text = (): string =>
      Object.entries(all)
        .filter(([, one]) => one !== nothing)
        .map(([name]) => name)
        .join(', ');
    return Object.assign(change, { [fc.toStringMethod]: text });
  });
