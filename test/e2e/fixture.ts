/** A cluster of two hosts with different drivers and Latebind installed, and the objects that the tests put into it. */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../shared/kube/objects.ts';
import type { KubeList, KubeObject } from '../cluster/api-client.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { busyboxImage } from '../cluster/images.ts';
import type { Taint } from '../cluster/node.ts';
import type { Progress } from '../cluster/progress.ts';
import { COS, type DriverHost, UBUNTU, writeHostTree } from './hosts.ts';
import { apply, type InstallOptions, installLatebind, type Latebind } from './latebind.ts';

export interface PodObject extends KubeObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly tolerations?: readonly object[];
    readonly containers: readonly {
      name: string;
      env?: readonly object[];
      volumeMounts?: readonly { mountPath: string }[];
    }[];
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
    readonly containerStatuses?: readonly {
      restartCount: number;
      state: {
        waiting?: { reason: string; message?: string };
        running?: object;
        terminated?: { exitCode: number; message?: string };
      };
    }[];
  };
}

export interface World {
  readonly cluster: Cluster;
  readonly latebind: Latebind;
  stop(): Promise<void>;
}

export interface WorldOptions extends InstallOptions {
  readonly taints?: Readonly<Record<string, readonly Taint[]>>;
  readonly progress?: Progress;
}

/** node-a is an Ubuntu host with two GPUs, node-b a Container-Optimized OS host with one. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { progress } = options;
  const cluster = await withHostTrees([UBUNTU, COS], (trees) =>
    startCluster({
      nodes: trees.map(({ host, tree }) => ({
        name: host.node,
        hostTree: tree,
        devices: Array.from({ length: host.gpus }, (_, gpu) => ({
          path: `/dev/nvidia${gpu}`,
          type: 'c' as const,
          major: 195,
          minor: gpu,
        })),
        resources: { 'nvidia.com/gpu': 8, 'alpha.kubernetes.io/nvidia-gpu': 8, 'example.com/fpga': 8 },
        labels: { 'test.latebind.dev/host': host.node },
        ...(options.taints?.[host.node] === undefined ? {} : { taints: options.taints[host.node] ?? [] }),
      })),
      ...(progress === undefined ? {} : { progress }),
    }),
  );
  try {
    const latebind = await installLatebind(cluster, options);
    return {
      cluster,
      latebind,
      stop: async () => {
        await latebind.extender.stop();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop({ keepLogs: true });
    throw error;
  }
}

/** The trees are there while the nodes are made, which have copies of their own. */
export async function withHostTrees(
  hosts: readonly DriverHost[],
  start: (trees: readonly { host: DriverHost; tree: string }[]) => Promise<Cluster>,
): Promise<Cluster> {
  const trees = hosts.map((host) => ({ host, tree: writeHostTree(host) }));
  try {
    return await start(trees);
  } finally {
    for (const { tree } of trees) rmSync(tree, { recursive: true, force: true });
  }
}

export function clusterPreset(name: string, spec: JsonObject): object {
  return { apiVersion: 'latebind.dev/v1alpha1', kind: 'ClusterPodPreset', metadata: { name }, spec };
}

export function preset(namespace: string, name: string, spec: JsonObject): object {
  return { apiVersion: 'latebind.dev/v1alpha1', kind: 'PodPreset', metadata: { namespace, name }, spec };
}

/** Applies presets and waits until the extender answers with them. */
export async function givePresets(world: World, ...presets: readonly object[]): Promise<void> {
  await apply(world.cluster, presets);
  await settle(world);
}

/** Until the extender, which learns of presets by its watch, has as many as there are; an edit is as quick. */
async function settle({ cluster, latebind }: World): Promise<void> {
  const kinds = ['clusterpodpresets', 'podpresets'];
  const lists = await Promise.all(
    kinds.map((kind) =>
      cluster.client.call<KubeList<KubeObject>>('GET', `/apis/latebind.dev/v1alpha1/${kind}`),
    ),
  );
  const wanted = lists.reduce((sum, { items }) => sum + items.length, 0);
  for (const deadline = Date.now() + 15_000; ; await sleep(100)) {
    const seen = await latebind.extender.metric('latebind_presets');
    if (seen === wanted) break;
    if (Date.now() > deadline)
      throw new Error(`the extender knows ${seen} presets after 15 s, there are ${wanted}`);
  }
  await sleep(300);
}

export async function removePresets(world: World): Promise<void> {
  const { cluster } = world;
  await cluster.kubectl('delete', 'clusterpodpresets', '--all');
  await cluster.kubectl('delete', 'podpresets', '--all', '--all-namespaces');
  await settle(world);
}

export interface PodRequest {
  readonly name: string;
  readonly namespace?: string;
  /** Shell commands; what they print is what `seen` returns. */
  readonly script: string;
  readonly resources?: Readonly<Record<string, string | number>>;
  readonly env?: readonly object[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Merged into the container. */
  readonly container?: JsonObject;
  /** Merged into the pod's spec. */
  readonly spec?: JsonObject;
}

/** A pod that writes what it sees to its termination message and ends. */
export function podOf(request: PodRequest): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: request.name,
      namespace: request.namespace ?? 'default',
      labels: request.labels ?? {},
      annotations: request.annotations ?? {},
    },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      ...(request.nodeSelector === undefined ? {} : { nodeSelector: request.nodeSelector }),
      containers: [
        {
          name: 'main',
          image: busyboxImage,
          command: ['sh', '-c', `{ ${request.script}; } > /dev/termination-log 2>&1`],
          ...(request.resources === undefined ? {} : { resources: { limits: request.resources } }),
          ...(request.env === undefined ? {} : { env: request.env }),
          ...request.container,
        },
      ],
      ...request.spec,
    },
  };
}

export async function createPod({ cluster }: World, request: PodRequest): Promise<PodObject> {
  return await cluster.api<PodObject>(
    'POST',
    `/api/v1/namespaces/${request.namespace ?? 'default'}/pods`,
    podOf(request),
  );
}

/** Creates the pod, waits for its end, and returns what it printed. */
export async function seenBy(world: World, request: PodRequest): Promise<string> {
  await createPod(world, request);
  return await world.cluster.podResult(request.namespace ?? 'default', request.name);
}

export function podPath(name: string, namespace = 'default'): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

export const ON_A = { 'test.latebind.dev/host': UBUNTU.node };
export const ON_B = { 'test.latebind.dev/host': COS.node };
export const GPU = { 'nvidia.com/gpu': 1 };

/** Libraries and path of the driver of the node the pod lands on. */
export const DRIVER_PRESET = clusterPreset('nvidia-driver', {
  resourceSelector: ['nvidia.com/gpu'],
  env: [
    { name: 'NVIDIA_DRIVER_VERSION', value: '${host.nvidia.driver.version}' },
    { name: 'HOST_LIBRARY_DIR', value: '${host.nvidia.libraryDir}' },
    {
      name: 'LD_LIBRARY_PATH',
      value: '/usr/local/nvidia/lib64:${host.nvidia.libraryDir}',
      merge: { strategy: 'Join' },
    },
  ],
  volumes: [{ name: 'nvidia-libraries', hostPath: { path: '${host.nvidia.libraryDir}' } }],
  volumeMounts: [{ name: 'nvidia-libraries', mountPath: '/usr/local/nvidia/lib64', readOnly: true }],
  tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
});
