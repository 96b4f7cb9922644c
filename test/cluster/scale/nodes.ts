/** Nodes of the fleet as objects of a real API server, with facts that are fresh there. */
import { encodeFacts } from '../../../shared/host-facts/codec.ts';
import type { HostFacts } from '../../../shared/host-facts/model.ts';
import type { JsonObject, Node } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import type { KubeList, KubeObject } from '../api-client.ts';
import { fleetFacts, fleetName, fleetNode } from './fleet.ts';
import { each, type Plane, RESOURCE } from './plane.ts';

const WORKERS = 32;
/** Of these, three have GPUs of AMD: twenty kinds are left, of which five have a driver that the preset refuses. */
const FLEET = { kinds: 23 };
/** More than the machines have, so that all pods of a run have room on the smallest fleet. */
const GPUS = '32';

export type LiveNode = Node & KubeObject;

/** Facts of a machine of the fleet. */
export const factsOfMachine = (index: number, uid: string): HostFacts => fleetFacts(index, uid, FLEET);

const hasNvidia = Array.from(
  { length: FLEET.kinds },
  (_, kind) => factsOfMachine(kind, '').nvidia?.present === true,
);

/** Indexes in the fleet of the first `count` machines with the pods' resource: no scheduler asks about the others. */
export function machines(count: number): number[] {
  const found: number[] = [];
  for (let index = 0; found.length < count; index += 1)
    if (hasNvidia[index % FLEET.kinds] === true) found.push(index);
  return found;
}

/** Makes the Nodes of these machines. `factsOf` says what the agent of one would publish. */
export async function createNodes(
  { cluster }: Plane,
  indices: readonly number[],
  factsOf: (index: number, uid: string) => HostFacts = factsOfMachine,
): Promise<void> {
  await each(indices, WORKERS, async (index) => {
    const { metadata } = await cluster.api('POST', '/api/v1/nodes', manifest(index));
    // Only now is there a uid, and facts of another uid are stale.
    const text = encodeFacts(factsOf(index, metadata.uid ?? ''));
    await cluster.api('PATCH', `/api/v1/nodes/${metadata.name}`, annotated(text));
  });
}

export const annotated = (facts: string): object => ({
  metadata: { annotations: { [ANNOTATION.hostFacts]: facts } },
});

export async function listNodes({ cluster }: Plane): Promise<Map<string, LiveNode>> {
  const { items } = await cluster.api<KubeList<LiveNode>>('GET', '/api/v1/nodes');
  return new Map(items.map((node) => [node.metadata.name, node]));
}

function manifest(index: number): object {
  const node = fleetNode(index, FLEET);
  const { [ANNOTATION.hostFacts]: _, ...annotations } = node.metadata.annotations ?? {};
  const status = node['status'] as JsonObject;
  return {
    ...node,
    metadata: { name: fleetName(index), labels: node.metadata.labels, annotations },
    status: {
      ...status,
      capacity: withGpus(status['capacity']),
      allocatable: withGpus(status['allocatable']),
    },
  };
}

function withGpus(resources: unknown): object {
  return { ...(resources as object), [RESOURCE]: GPUS };
}
