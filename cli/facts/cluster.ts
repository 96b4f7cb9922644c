/** Nodes and what is published on them, read through a kubeconfig as kubectl does. */
import type { Command } from 'commander';
import { decodeFacts, FactsError } from '../../shared/host-facts/codec.ts';
import { type FactsState, factsOfNode, type HostFacts } from '../../shared/host-facts/node-facts.ts';
import { createTransport, KubeError, type Transport } from '../../shared/kube/http.ts';
import type { Node } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { UserError } from '../user-error.ts';

export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

export function addClusterOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'how to reach the cluster (default: $KUBECONFIG, else ~/.kube/config)')
    .option('--context <name>', 'of the kubeconfig (default: its current one)');
}

export interface PublishedFacts {
  readonly name: string;
  readonly state: FactsState;
  /** Also where they are stale; undefined where there are none that can be read. */
  readonly facts: HostFacts | undefined;
}

/** Sorted by name. */
export async function publishedFacts(options: ClusterOptions): Promise<PublishedFacts[]> {
  const { items } = await ask<{ items: Node[] }>(options, '/api/v1/nodes');
  return items.map(publishedOn).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function publishedFactsOf(node: string, options: ClusterOptions): Promise<PublishedFacts> {
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(node))
    throw new UserError(`"${node}" is not the name of a node; latebind facts lists those there are`);
  return publishedOn(await ask<Node>(options, `/api/v1/nodes/${node}`));
}

function publishedOn(node: Node): PublishedFacts {
  const name = node.metadata.name ?? '';
  const state = factsOfNode(node);
  if (state.kind === 'fresh') return { name, state, facts: state.facts };
  const text = node.metadata.annotations?.[ANNOTATION.hostFacts];
  if (state.kind !== 'stale' || text === undefined) return { name, state, facts: undefined };
  try {
    return { name, state, facts: decodeFacts(text).facts };
  } catch (error) {
    if (error instanceof FactsError) return { name, state, facts: undefined };
    throw error;
  }
}

async function ask<T>(options: ClusterOptions, path: string): Promise<T> {
  const transport = await connect(options);
  try {
    return (await transport.request<T>({ method: 'GET', path })).body;
  } catch (error) {
    if (error instanceof KubeError) throw new UserError(messageOf(error));
    throw error;
  } finally {
    transport.close();
  }
}

async function connect({ kubeconfig, context }: ClusterOptions): Promise<Transport> {
  // Its library takes longer to load than most commands take to run.
  const { fromKubeconfig } = await import('../../shared/kube/kubeconfig.ts');
  try {
    return createTransport({ ...fromKubeconfig(kubeconfig, context), userAgent: 'latebind', maxSockets: 1 });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UserError(
      `no cluster to ask: ${reason}; give --kubeconfig FILE and --context NAME (kubectl config get-contexts lists them), or --host for a host's files`,
    );
  }
}

function messageOf(error: KubeError): string {
  switch (error.reason) {
    case 'NotFound':
      return `${error.message}; latebind facts lists the nodes there are`;
    case 'Forbidden':
      return `${error.message}; wanted: get and list nodes (kubectl auth can-i list nodes)`;
    case 'Unreachable':
    case 'Timeout':
      return `${error.message}; kubectl cluster-info says which cluster that is; --kubeconfig and --context name another`;
    default:
      return error.message;
  }
}
