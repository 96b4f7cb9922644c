import type { Container, EnvVar, ObjectMeta, Pod, PodSpec } from '../../shared/kube/objects.ts';
import { ANNOTATION, LABEL } from '../../shared/names.ts';

/** Fluent and immutable: every call gives a new builder. */
export class PodBuilder {
  readonly #pod: Pod;

  constructor(pod: Pod) {
    this.#pod = pod;
  }

  #metadata(change: Partial<ObjectMeta>): PodBuilder {
    return new PodBuilder({ ...this.#pod, metadata: { ...this.#pod.metadata, ...change } });
  }

  #spec(change: Partial<PodSpec>): PodBuilder {
    return new PodBuilder({ ...this.#pod, spec: { ...this.#pod.spec, ...change } });
  }

  #firstContainer(change: (container: Container) => Container): PodBuilder {
    const [first, ...others] = this.#pod.spec.containers;
    return first === undefined ? this : this.#spec({ containers: [change(first), ...others] });
  }

  name(name: string): PodBuilder {
    return this.#metadata({ name });
  }

  namespace(namespace: string): PodBuilder {
    return this.#metadata({ namespace });
  }

  uid(uid: string): PodBuilder {
    return this.#metadata({ uid });
  }

  resourceVersion(resourceVersion: string): PodBuilder {
    return this.#metadata({ resourceVersion });
  }

  createdAt(creationTimestamp: string): PodBuilder {
    return this.#metadata({ creationTimestamp });
  }

  deleting(): PodBuilder {
    return this.#metadata({ deletionTimestamp: '2026-01-01T00:00:00Z' });
  }

  label(key: string, value: string): PodBuilder {
    return this.#metadata({ labels: { ...this.#pod.metadata.labels, [key]: value } });
  }

  annotation(key: string, value: string): PodBuilder {
    return this.#metadata({ annotations: { ...this.#pod.metadata.annotations, [key]: value } });
  }

  /** As admission leaves a pod with slots. */
  slots(recipe: string): PodBuilder {
    return this.label(LABEL.managed, 'true').annotation(ANNOTATION.slots, recipe);
  }

  /** Adds to requests and limits of the first container. */
  requests(resource: string, quantity: string | number): PodBuilder {
    return this.#firstContainer((container) => ({
      ...container,
      resources: {
        ...container.resources,
        requests: { ...container.resources?.requests, [resource]: quantity },
        limits: { ...container.resources?.limits, [resource]: quantity },
      },
    }));
  }

  env(...env: EnvVar[]): PodBuilder {
    return this.#firstContainer((container) => ({ ...container, env: [...(container.env ?? []), ...env] }));
  }

  container(container: Container): PodBuilder {
    return this.#spec({ containers: [...this.#pod.spec.containers, container] });
  }

  initContainer(container: Container): PodBuilder {
    return this.#spec({ initContainers: [...(this.#pod.spec.initContainers ?? []), container] });
  }

  spec(change: Partial<PodSpec>): PodBuilder {
    return this.#spec(change);
  }

  onNode(nodeName: string): PodBuilder {
    return this.#spec({ nodeName });
  }

  phase(phase: string): PodBuilder {
    return new PodBuilder({ ...this.#pod, status: { ...this.#pod.status, phase } });
  }

  build(): Pod {
    return structuredClone(this.#pod);
  }
}

/** team-a/train: one container `main` without requests. */
export const pod = (name = 'train'): PodBuilder =>
  new PodBuilder({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'team-a', uid: `uid-of-${name}`, resourceVersion: '1' },
    spec: { containers: [{ name: 'main', image: 'registry.example/train:1' }] },
  });
