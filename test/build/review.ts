import type { Binding, Pod } from '../../shared/kube/objects.ts';
import type { PresetObject } from './preset.ts';

interface Resource {
  group: string;
  version: string;
  resource: string;
}

export interface Review {
  apiVersion: string;
  kind: string;
  request: {
    uid: string;
    kind: { group: string; version: string; kind: string };
    resource: Resource;
    subResource?: string;
    name?: string;
    namespace?: string;
    operation: string;
    userInfo: { username: string };
    object: unknown;
    oldObject: unknown;
    dryRun: boolean;
  };
}

type Request = Review['request'];

/** An AdmissionReview as the API server sends it; the second argument replaces parts of the request. */
function review(
  kind: string,
  resource: Resource,
  object: { metadata: { name?: string; namespace?: string } },
  change: Partial<Request>,
): Review {
  const { name, namespace } = object.metadata;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'review-1',
      kind: { group: resource.group, version: resource.version, kind },
      resource,
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      operation: 'CREATE',
      userInfo: { username: 'someone' },
      object,
      oldObject: null,
      dryRun: false,
      ...change,
    },
  };
}

export const podReview = (object: Pod, change: Partial<Request> = {}): Review =>
  review('Pod', { group: '', version: 'v1', resource: 'pods' }, object, change);

/** pods/binding: the pod's name is the request's. */
export const bindingReview = (object: Binding, change: Partial<Request> = {}): Review =>
  review('Binding', { group: '', version: 'v1', resource: 'pods' }, object, {
    subResource: 'binding',
    ...change,
  });

/** The legacy resource `bindings`: the pod's name is in the object only. */
export const legacyBindingReview = (object: Binding, change: Partial<Request> = {}): Review =>
  review('Binding', { group: '', version: 'v1', resource: 'bindings' }, object, change);

export const presetReview = (object: PresetObject, change: Partial<Request> = {}): Review =>
  review(
    object.kind,
    {
      group: 'latebind.dev',
      version: 'v1alpha1',
      resource: object.kind === 'PodPreset' ? 'podpresets' : 'clusterpodpresets',
    },
    object,
    change,
  );

/** A Binding as kube-scheduler sends it. */
export const binding = (pod: Pod, nodeName: string, annotations?: Record<string, string>): Binding => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: {
    ...(pod.metadata.name === undefined ? {} : { name: pod.metadata.name }),
    ...(pod.metadata.namespace === undefined ? {} : { namespace: pod.metadata.namespace }),
    ...(pod.metadata.uid === undefined ? {} : { uid: pod.metadata.uid }),
    ...(annotations === undefined ? {} : { annotations }),
  },
  target: { kind: 'Node', name: nodeName },
});
