import type { Mig, MigInstance } from '../../host-facts/model.ts';
import type { SmiFacts, SmiGpu } from './nvidia-smi.ts';
import {
  cudaVersion,
  fabricClique,
  gpuUuid,
  mebibytes,
  migProfile,
  migUuid,
  pciAddress,
  saysNoAnswer,
  wholeNumber,
} from './nvidia-smi-values.ts';
import { compareAddresses } from './pci.ts';
import { defined, failed, found, type Reading } from './reading.ts';

/** What nvidia-smi said, word for word, whatever the format and the version; what it did not say is undefined. */
export interface Said {
  /** Newer names first. */
  readonly cudaVersions: readonly (string | undefined)[];
  readonly attached: string | undefined;
  readonly gpus: readonly SaidOfGpu[];
}

export interface SaidOfGpu {
  readonly address: string | undefined;
  readonly uuid: string | undefined;
  readonly memory: string | undefined;
  readonly migMode: string | undefined;
  readonly instances: readonly SaidOfInstance[] | undefined;
  readonly fabricState: string | undefined;
  readonly clusterUuid: string | undefined;
  readonly cliqueId: string | undefined;
  /** Somewhere it says that the device is gone. */
  readonly isLost: boolean;
}

export interface SaidOfInstance {
  /** Of the MIG device in its GPU, by which the list of devices names it. */
  readonly index: string | undefined;
  readonly gi: string | undefined;
  readonly ci: string | undefined;
  readonly memory: string | undefined;
  readonly uuid: string | undefined;
  readonly profile: string | undefined;
}

/** Where a GPU gave no answer, what is known of it from before must stay in force, and it is worth asking again. */
export function factsOf(said: Said): Reading<SmiFacts> {
  const attached = wholeNumber(said.attached);
  if (attached === undefined && said.gpus.length === 0) return failed({}, 'malformed', 'no number of GPUs');
  // It goes through the devices by their NVML index, so their places are their indices, unless it left one out.
  const inOrder = attached === said.gpus.length;
  const gpus = said.gpus
    .map((gpu, place) => gpuOf(gpu, inOrder ? place : undefined))
    .filter((gpu) => gpu.address !== undefined)
    .sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
  // What a process is called stands in the report, and who started it may have called it a GPU.
  const twice = gpus.find((gpu, place) => gpu.address === gpus[place + 1]?.address);
  if (twice !== undefined) return failed({}, 'malformed', `${twice.address} twice`);

  const facts = defined<SmiFacts>({
    cudaVersion: said.cudaVersions.map(cudaVersion).find((version) => version !== undefined),
    gpus,
  });
  const silent = said.gpus.filter(isSilent).map((gpu) => pciAddress(gpu.address) ?? 'unknown');
  if (silent.length > 0) return failed(facts, 'NoAnswer', silent.slice(0, 4).join(' '));
  if (attached === undefined || attached === gpus.length) return found(facts);
  const detail = `${attached} attached, ${gpus.length} described`;
  return gpus.length < attached ? failed(facts, 'Incomplete', detail) : found(facts, detail);
}

const isSilent = ({ uuid, memory, migMode, isLost }: SaidOfGpu): boolean =>
  isLost || [uuid, memory, migMode].some(saysNoAnswer);

const gpuOf = (said: SaidOfGpu, index: number | undefined): SmiGpu =>
  defined<SmiGpu>({
    address: pciAddress(said.address),
    index,
    uuid: gpuUuid(said.uuid),
    memoryMiB: mebibytes(said.memory),
    fabricClique:
      said.fabricState === undefined || said.fabricState === 'Completed'
        ? fabricClique(said.clusterUuid, said.cliqueId)
        : undefined,
    mig: migOf(said),
  });

/** Not capable is said by N/A. The pending mode is none of ours: it comes with a reset, or never. */
function migOf(said: SaidOfGpu): Mig | undefined {
  switch (said.migMode) {
    case 'Enabled':
      return defined<Mig>({ capable: true, enabled: true, instances: instancesOf(said.instances) });
    case 'Disabled':
      return { capable: true, enabled: false };
    case 'N/A':
    case '[N/A]':
      return isSilent(said) ? undefined : { capable: false };
    default:
      return undefined;
  }
}

/** All or none: some of them would be a smaller truth. */
function instancesOf(said: readonly SaidOfInstance[] | undefined): readonly MigInstance[] | undefined {
  const instances = said?.map((instance) =>
    defined<MigInstance>({
      gi: wholeNumber(instance.gi),
      ci: wholeNumber(instance.ci),
      profile: migProfile(instance.profile),
      memoryMiB: mebibytes(instance.memory),
      uuid: migUuid(instance.uuid),
    }),
  );
  if (instances?.some(({ gi, ci }) => gi === undefined || ci === undefined) !== false) return undefined;
  return instances.sort((a, b) => (a.gi ?? 0) - (b.gi ?? 0) || (a.ci ?? 0) - (b.ci ?? 0));
}
