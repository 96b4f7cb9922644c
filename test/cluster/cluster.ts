import { join } from 'node:path';
import type { KubeObject } from './api-client.ts';
import { type Binaries, type ClusterLevel, ensureBinaries } from './build.ts';
import { ControlPlane, type ControlPlaneOptions, startControlPlaneIn } from './control-plane.ts';
import { busyboxImage } from './images.ts';
import { type ClusterNetwork, createNetwork } from './network.ts';
import { type ClusterNode, type NodeSpec, startNode } from './node.ts';
import { type Progress, timedProgress } from './progress.ts';
import { Workspace } from './workspace.ts';

export interface ClusterOptions extends ControlPlaneOptions {
  readonly nodes: readonly NodeSpec[];
  /** Image archives that every node gets, beside busybox. */
  readonly images?: readonly string[];
}

/**
 * etcd, an API server, a scheduler and a controller manager on 127.0.0.1; no nodes, no root needed. Builds the programs first
 * where that was not done yet (minutes). Throws where something does not come up; the message says where the logs are.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const progress = timedProgress(options.progress);
  return await startIn('control-plane', progress, (workspace, binaries) =>
    startControlPlaneIn(workspace, binaries, options, progress),
  );
}

/**
 * A control plane and nodes with kubelets and container runtimes, all on one network of their own. Needs root. Builds first
 * where that was not done yet. Returns when every node is Ready.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const progress = timedProgress(options.progress);
  return await startIn('nodes', progress, async (workspace, binaries) => {
    const network = await createNetwork(workspace, options.nodes.length);
    const nodeNames = options.nodes.map((spec) => spec.name);
    const controlPlane = await startControlPlaneIn(
      workspace,
      binaries,
      { ...options, network, nodeNames },
      progress,
    );
    const starts = options.nodes.map((spec, index) =>
      startNode(controlPlane, network, spec, index, progress),
    );
    // All of them, so that none is still starting things while the rest is taken down.
    await Promise.allSettled(starts);
    const nodes = await Promise.all(starts);
    const cluster = new Cluster(controlPlane, nodes, network);
    const archives = [join(binaries.runtimeDirectory ?? '', 'busybox.tar'), ...(options.images ?? [])];
    await Promise.all(
      nodes.map(async (node) => {
        for (const archive of archives) await node.importImage(archive);
      }),
    );
    progress(
      `images imported: ${busyboxImage}${options.images === undefined ? '' : ` and ${options.images.length} more`}`,
    );
    await Promise.all(options.nodes.map((spec) => cluster.prepareNode(spec)));
    progress(`nodes Ready: ${nodeNames.join(', ')}`);
    return cluster;
  });
}

async function startIn<T>(
  level: ClusterLevel,
  progress: Progress,
  start: (workspace: Workspace, binaries: Binaries) => Promise<T>,
): Promise<T> {
  const binaries = await ensureBinaries(level, progress);
  const workspace = Workspace.open();
  try {
    return await start(workspace, binaries);
  } catch (error) {
    workspace.close({ keepLogs: true });
    throw new Error(`${(error as Error).message}\nlogs: ${workspace.logs}`, { cause: error });
  }
}

interface Node extends KubeObject {
  readonly spec?: { readonly taints?: readonly { key: string }[] };
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string; message?: string }[];
    readonly allocatable?: Readonly<Record<string, string>>;
  };
}

/** A control plane with nodes. */
export class Cluster extends ControlPlane {
  readonly nodes: readonly ClusterNode[];
  readonly network: ClusterNetwork;

  constructor(controlPlane: ControlPlane, nodes: readonly ClusterNode[], network: ClusterNetwork) {
    super(controlPlane.parts);
    this.nodes = nodes;
    this.network = network;
  }

  /** A node by its name. Throws where there is none. */
  node(name: string): ClusterNode {
    const found = this.nodes.find((node) => node.name === name);
    if (found !== undefined) return found;
    throw new Error(`no node ${name}; there are ${this.nodes.map((node) => node.name).join(', ')}`);
  }

  /** Makes an image of a `docker save` tar available on one node, or on all. */
  async importImage(tarPath: string, nodeName?: string): Promise<void> {
    const nodes = nodeName === undefined ? this.nodes : [this.node(nodeName)];
    await Promise.all(nodes.map((node) => node.importImage(tarPath)));
  }

  /**
   * Gives a node so many of an extended resource without a device plugin; 0 stays listed, as it does after a plugin has left.
   * Returns when the node's allocatable says so.
   */
  async setExtendedResource(nodeName: string, resource: string, count: number): Promise<void> {
    const path = `/api/v1/nodes/${nodeName}`;
    const quantities = { [resource]: String(count) };
    await this.api('PATCH', `${path}/status`, { status: { capacity: quantities, allocatable: quantities } });
    await this.waitFor<Node>(path, (node) => node?.status?.allocatable?.[resource] === String(count), {
      timeoutSeconds: 30,
      what: `node ${nodeName} to have ${count} ${resource} allocatable`,
    });
  }

  /** Waits for the Node to be Ready, then gives it what its spec says. */
  async prepareNode(spec: NodeSpec): Promise<void> {
    const path = `/api/v1/nodes/${spec.name}`;
    const isReady = (node: Node | undefined): boolean => {
      this.node(spec.name).assertRunning();
      return (
        node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
      );
    };
    await this.waitFor<Node>(path, isReady, { timeoutSeconds: 60, what: `node ${spec.name} to be Ready` });
    const { labels = {}, annotations = {}, taints, resources = {} } = spec;
    const change = {
      metadata: { labels, annotations },
      ...(taints === undefined ? {} : { spec: { taints } }),
    };
    await this.api('PATCH', path, change);
    for (const [resource, count] of Object.entries(resources))
      await this.setExtendedResource(spec.name, resource, count);
    // The node controller takes this off a moment after Ready; a pod created before that is turned away once.
    await this.waitFor<Node>(
      path,
      (node) => node?.spec?.taints?.every(({ key }) => key !== 'node.kubernetes.io/not-ready') ?? true,
      { timeoutSeconds: 30, what: `node ${spec.name} to lose the not-ready taint` },
    );
  }
}
