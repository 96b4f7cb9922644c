import type { Said, SaidOfGpu } from './nvidia-smi-said.ts';

/** Whether there are instances of which only the list of devices knows what they are called. */
export const lacksNames = (said: Said): boolean =>
  said.gpus.some(({ instances = [] }) =>
    instances.some(({ uuid, profile }) => uuid === undefined || profile === undefined),
  );

/**
 * `nvidia-smi -L`: "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-…)", and below it its MIG devices, "  MIG 3g.20gb
 * Device  0: (UUID: MIG-…)", by the index that they have in the report, too.
 */
export function withNames(said: Said, list: string): Said {
  const names = namesIn(list);
  const named = (gpu: SaidOfGpu): SaidOfGpu => ({
    ...gpu,
    instances: gpu.instances?.map((instance) => {
      const name = names.get(`${gpu.uuid} ${instance.index}`);
      return {
        ...instance,
        uuid: instance.uuid ?? name?.uuid,
        profile: instance.profile ?? name?.profile,
      };
    }),
  });
  return { ...said, gpus: said.gpus.map(named) };
}

interface Name {
  readonly profile: string;
  readonly uuid: string;
}

/** By the UUID of the GPU and the index of the MIG device. */
function namesIn(list: string): ReadonlyMap<string, Name> {
  const names = new Map<string, Name>();
  let gpu: string | undefined;
  for (const line of list.split('\n')) {
    if (/^GPU \d/.test(line)) gpu = /\(UUID: (GPU-[^)\s]{1,80})\)\s*$/.exec(line)?.[1];
    const [, profile, index, uuid] =
      /^ {1,8}MIG (\S{1,40}) {1,40}Device {1,8}(\d{1,4}): \(UUID: (MIG-[^)\s]{1,120})\)/.exec(line) ?? [];
    if (gpu === undefined || profile === undefined || index === undefined || uuid === undefined) continue;
    names.set(`${gpu} ${index}`, { profile, uuid });
  }
  return names;
}
