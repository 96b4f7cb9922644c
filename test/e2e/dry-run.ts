/** What the API server answers to an object, without keeping it. */
import { setTimeout as sleep } from 'node:timers/promises';

import { customResourceDefinitions } from '../../scripts/generate/crds.ts';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { OVERHEADS, PRIORITIES } from '../build/api-server-pod.ts';
import { ApiError, type KubeObject } from '../cluster/api-client.ts';
import { startControlPlane } from '../cluster/cluster.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';

const QUERY = 'dryRun=All&fieldValidation=Strict';
const PLURALS: Readonly<Record<string, string>> = {
  PodPreset: 'podpresets',
  ClusterPodPreset: 'clusterpodpresets',
};

interface Preset {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
  readonly spec: object;
}

/** A control plane that knows presets and has whatever the pods name. */
export class DryRun {
  readonly #cluster: ControlPlane;
  readonly #known = new Set<string>();

  private constructor(cluster: ControlPlane) {
    this.#cluster = cluster;
  }

  static async start(): Promise<DryRun> {
    const cluster = await startControlPlane({ scheduler: false, controllerManager: false, progress });
    for (const definition of customResourceDefinitions().values())
      await cluster.kubectlWith({ input: definition }, 'create', '--validate=strict', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
    return new DryRun(cluster);
  }

  async stop(): Promise<void> {
    await this.#cluster.stop();
  }

  /** As it would be stored. Throws what the API server says against it. */
  async pod(pod: Pod, namespace = pod.metadata.namespace ?? 'default'): Promise<Pod> {
    await this.#prepare(pod, namespace);
    const path = `/api/v1/namespaces/${namespace}/pods?${QUERY}`;
    const stored = await seen(() => this.#cluster.api<KubeObject & Pod>('POST', path, pod));
    const { name, generateName, labels, annotations } = stored.metadata;
    const metadata = Object.fromEntries(
      Object.entries({ name, generateName, namespace, labels, annotations }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec: stored.spec };
  }

  /** The spec as it would be stored. */
  async preset(preset: Preset): Promise<Fields> {
    const { namespace } = preset.metadata;
    if (namespace !== undefined) await this.#namespace(namespace);
    const place = namespace === undefined ? '' : `namespaces/${namespace}/`;
    const path = `/apis/latebind.dev/v1alpha1/${place}${PLURALS[preset.kind]}?${QUERY}`;
    const stored = await this.#cluster.api<KubeObject & { readonly spec: Fields }>('POST', path, preset);
    return stored.spec;
  }

  /** Admission plugins look up what a pod names. */
  async #prepare({ spec }: Pod, namespace: string): Promise<void> {
    await this.#namespace(namespace);
    const account = spec['serviceAccountName'];
    if (typeof account === 'string') await this.#serviceAccount(namespace, account);
    const priority = spec['priorityClassName'];
    if (typeof priority === 'string')
      await this.#create('/apis/scheduling.k8s.io/v1/priorityclasses', {
        metadata: { name: priority },
        value: PRIORITIES[priority] ?? 5,
      });
    const runtime = spec['runtimeClassName'];
    if (typeof runtime === 'string')
      await this.#create('/apis/node.k8s.io/v1/runtimeclasses', {
        metadata: { name: runtime },
        handler: 'runc',
        ...(OVERHEADS[runtime]?.['podFixed'] === undefined ? {} : { overhead: OVERHEADS[runtime] }),
      });
  }

  async #namespace(name: string): Promise<void> {
    await this.#create('/api/v1/namespaces', { metadata: { name } });
    await this.#serviceAccount(name, 'default');
  }

  async #serviceAccount(namespace: string, name: string): Promise<void> {
    await this.#create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  }

  async #create(
    path: string,
    object: Fields & { readonly metadata: { readonly name: string } },
  ): Promise<void> {
    const key = `${path}/${object.metadata.name}`;
    if (this.#known.has(key)) return;
    try {
      await this.#cluster.api('POST', path, object);
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    }
    this.#known.add(key);
  }
}

/** Admission plugins see a moment later what is new to the API server. */
async function seen<T>(call: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      const unseen =
        error instanceof ApiError &&
        error.status === 403 &&
        / no PriorityClass | not found/.test(error.message);
      if (!unseen || left === 0) throw error;
      await sleep(100);
    }
  }
}
