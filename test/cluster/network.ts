import { readdirSync } from 'node:fs';
import { run } from './run.ts';
import type { Workspace } from './workspace.ts';

/**
 * One bridge a cluster. Pods, nodes and the API server share one flat network on it, so nothing is routed, translated or
 * forwarded: no netfilter, no change to the machine's settings, and no way out of the machine.
 *
 * Addresses come from 198.18.0.0/15, kept for benchmarks (RFC 2544) and so hardly ever in use: cluster n has the n-th /20 of
 * it. In it, .0.x are nodes, .1.x and on the pods of the first node and on, .15.x Services, of which 15.1 is the API server.
 */
export interface ClusterNetwork {
  readonly bridge: string;
  /** CIDR of everything. */
  readonly range: string;
  readonly prefixLength: number;
  readonly serviceRange: string;
  /** Where the API server listens: the address of the Service default/kubernetes, so that pods find it with no proxy. */
  readonly apiServerAddress: string;
  nodeAddress(index: number): string;
  podRange(index: number): { readonly first: string; readonly last: string };
}

const clusterCount = 32;
export const highestNodeCount = 14;

export function networkPlan(number: number): ClusterNetwork {
  const second = 18 + Math.floor(number / 16);
  const third = (number % 16) * 16;
  const address = (block: number, host: number): string => `198.${second}.${third + block}.${host}`;
  return {
    bridge: `latebind${number}`,
    range: `${address(0, 0)}/20`,
    prefixLength: 20,
    serviceRange: `${address(15, 0)}/24`,
    apiServerAddress: address(15, 1),
    nodeAddress: (index) => address(0, 11 + index),
    podRange: (index) => ({ first: address(1 + index, 10), last: address(1 + index, 250) }),
  };
}

/** Makes the bridge, with the API server's and the nodes' addresses on it. Needs CAP_NET_ADMIN. */
export async function createNetwork(workspace: Workspace, nodeCount: number): Promise<ClusterNetwork> {
  if (nodeCount > highestNodeCount)
    throw new Error(`${nodeCount} nodes asked for, ${highestNodeCount} are possible`);
  const routes = (await run('ip', ['-4', 'route', 'show', 'table', 'all'])).stdout;
  for (let number = 0; number < clusterCount; number++) {
    const plan = networkPlan(number);
    const isTaken = readdirSync('/sys/class/net').includes(plan.bridge) || routes.includes(plan.range);
    if (isTaken || !(await tryCreateBridge(plan.bridge))) continue;
    workspace.ownLink(plan.bridge);
    // Loses against the bridge's own route while there is a bridge; without one it keeps strays from the machine's gateway.
    workspace.ownUnreachable(plan.range);
    await run('ip', ['route', 'add', 'unreachable', plan.range, 'metric', '4096']);
    const addresses = [
      plan.apiServerAddress,
      ...Array.from({ length: nodeCount }, (_, index) => plan.nodeAddress(index)),
    ];
    for (const address of addresses) {
      await run('ip', ['address', 'add', `${address}/${plan.prefixLength}`, 'dev', plan.bridge]);
    }
    await run('ip', ['link', 'set', plan.bridge, 'up']);
    return plan;
  }
  throw new Error(
    `no network free: bridges latebind0 to latebind${clusterCount - 1} are all in use; look at: ip link; ip route`,
  );
}

/** Making a link is atomic: of two clusters that start together only one gets the name. */
async function tryCreateBridge(name: string): Promise<boolean> {
  try {
    await run('ip', ['link', 'add', name, 'type', 'bridge']);
    return true;
  } catch (error) {
    if ((error as Error).message.includes('File exists')) return false;
    throw error;
  }
}
