/** How long the annotation is: random UUIDs, and all that nvidia-smi adds, which is the worst that a host can be. */
import { randomUUID } from 'node:crypto';
import { createDiscoverer } from '../../shared/discovery/discover.ts';
import { imageFiles } from '../../shared/discovery/host-image.ts';
import { encode } from '../../shared/host-facts/codec.ts';
import type { Disk, Gpu, HostFacts } from '../../shared/host-facts/model.ts';
import { hostImage } from './agent-host.ts';
import type { Row } from './rows.ts';

const SIZES: Readonly<Record<string, { readonly gpus: number; readonly instances?: number }>> = {
  '1Gpu': { gpus: 1 },
  '8Gpus': { gpus: 8 },
  '8Gpus56Instances': { gpus: 8, instances: 7 },
  '16Gpus': { gpus: 16 },
};

const DISKS: readonly Disk[] = Array.from({ length: 8 }, (_, index) => ({
  path: `/dev/disk/by-id/google-local-nvme-ssd-${index}`,
  name: `nvme${index + 1}n1`,
  sizeMiB: 384_000,
  model: 'nvme_card',
  rotational: false,
}));

/** With what only nvidia-smi knows, and what the made-up host lacks. */
function fullest(facts: HostFacts): HostFacts {
  const gpus = facts.gpus?.map(
    (gpu, index): Gpu => ({
      ...gpu,
      index,
      memoryMiB: 81_559,
      ...(gpu.mig === undefined
        ? undefined
        : {
            mig: {
              ...gpu.mig,
              instances: (gpu.mig.instances ?? []).map((instance) => ({
                ...instance,
                profile: '1g.10gb',
                memoryMiB: 9_856,
                uuid: `MIG-${randomUUID()}`,
              })),
            },
          }),
    }),
  );
  return { ...facts, nodeUid: randomUUID(), gpus: gpus ?? [], disks: DISKS };
}

/** What the text would be shorter without the group. */
function costs(facts: HostFacts): string {
  const whole = encode(facts).text.length;
  const groups = Object.keys(facts).map((group) => {
    const rest = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== group));
    return { group, bytes: whole - encode(rest).text.length };
  });
  return groups
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 4)
    .map(({ group, bytes }) => `${group} ${bytes}`)
    .join(', ');
}

export async function benchFacts(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, size] of Object.entries(SIZES)) {
    const files = imageFiles(hostImage(size));
    const { facts } = await createDiscoverer({ files, now: () => 0 }).look();
    const whole = fullest(facts);
    const { text, facts: written } = encode(whole);
    if (written.gpus?.length !== size.gpus || written.truncated === true)
      throw new Error('not all was encoded');
    rows.push({
      name: `factsBytes${name}`,
      ours: `${text.length} bytes`,
      baseline: `of these ${costs(whole)}`,
      value: text.length,
    });
  }
  return rows;
}
