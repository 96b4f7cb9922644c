import { createHash } from 'node:crypto';
import type {
  Amd,
  Cdi,
  ContainerRuntime,
  Cpu,
  DeviceNode,
  Disk,
  Gaudi,
  Gpu,
  HostFacts,
  Intel,
  Jetson,
  Memory,
  Mig,
  Neuron,
  Nvidia,
  NvidiaDriver,
  OperatingSystem,
  Rdma,
  Security,
  Wsl,
} from '../host-facts/model.ts';
import { cudaOfDriver, gpuOfPciId } from './nvidia-tables.ts';
import type { AmdFacts } from './readers/amd.ts';
import type { DirectTransferFacts } from './readers/direct-transfer.ts';
import type { DriverBinariesFacts } from './readers/driver-binaries.ts';
import type { GaudiFacts } from './readers/gaudi.ts';
import type { IntelFacts } from './readers/intel.ts';
import type { KernelFacts } from './readers/kernel.ts';
import type { LibcFacts } from './readers/libc.ts';
import type { NvidiaDaemonsFacts } from './readers/nvidia-daemons.ts';
import type { NvidiaFabricFacts } from './readers/nvidia-fabric.ts';
import type { NvidiaFirmwareFacts } from './readers/nvidia-firmware.ts';
import type { NvidiaLibrariesFacts } from './readers/nvidia-libraries.ts';
import type { GpuMig } from './readers/nvidia-mig.ts';
import type { NvidiaProcFacts } from './readers/nvidia-proc.ts';
import type { SmiFacts } from './readers/nvidia-smi.ts';
import { compareAddresses, type PciGpu } from './readers/pci.ts';
import { defined } from './readers/reading.ts';

/** What each reader contributes. */
export interface Pieces {
  readonly 'os-release': OperatingSystem;
  readonly libc: LibcFacts;
  readonly kernel: KernelFacts;
  readonly cpu: Cpu;
  readonly memory: Memory;
  readonly pci: readonly PciGpu[];
  readonly 'nvidia-proc': NvidiaProcFacts;
  readonly 'nvidia-mig': readonly GpuMig[];
  readonly 'nvidia-smi': SmiFacts;
  readonly 'nvidia-libraries': NvidiaLibrariesFacts;
  readonly 'nvidia-firmware': NvidiaFirmwareFacts;
  readonly 'nvidia-fabric': NvidiaFabricFacts;
  readonly 'nvidia-daemons': NvidiaDaemonsFacts;
  readonly 'direct-transfer': DirectTransferFacts;
  readonly 'driver-binaries': DriverBinariesFacts;
  readonly 'device-nodes': readonly DeviceNode[];
  readonly amd: AmdFacts;
  readonly intel: IntelFacts;
  readonly gaudi: GaudiFacts;
  readonly neuron: Neuron;
  readonly rdma: readonly Rdma[];
  readonly disks: readonly Disk[];
  readonly cdi: Cdi;
  readonly 'container-runtime': ContainerRuntime;
  readonly security: Security;
  readonly jetson: Jetson;
  readonly wsl: Wsl;
}

/** One HostFacts out of what the readers found, without nodeUid, sources, counts and problems. */
export function compose(pieces: Pieces): HostFacts {
  const { bootId, kernel } = pieces.kernel;
  return defined<HostFacts>({
    schema: 1,
    bootId,
    os: { ...pieces['os-release'], ...pieces.libc },
    kernel,
    cpu: pieces.cpu,
    memory: pieces.memory,
    gpus: composeGpus(pieces),
    nvidia: composeNvidia(pieces),
    amd: pieces.amd.amd satisfies Amd,
    intel: pieces.intel.intel satisfies Intel,
    gaudi: unlessEmpty(pieces.gaudi.gaudi satisfies Gaudi),
    neuron: unlessEmpty(pieces.neuron),
    deviceNodes: pieces['device-nodes'],
    rdma: pieces.rdma,
    disks: pieces.disks,
    cdi: unlessEmpty(pieces.cdi),
    runtime: unlessEmpty(pieces['container-runtime']),
    security: unlessEmpty(pieces.security),
    jetson: unlessEmpty(pieces.jetson),
    wsl: unlessEmpty(pieces.wsl),
  });
}

/** A group in which nothing is known is not told of. */
const unlessEmpty = <T extends object>(value: T): T | undefined =>
  Object.values(value).every((own) => Array.isArray(own) && own.length === 0) ? undefined : value;

/**
 * The bus says what is there, each driver what it sees. A device that only the driver lists (the bus could not
 * be read) is kept; one that only the bus lists has seenByDriver: false.
 */
function composeGpus(pieces: Pieces): readonly Gpu[] {
  const byAddress = new Map<string, Gpu>();
  for (const gpu of pieces.pci) byAddress.set(gpu.address ?? '', { ...fromTable(gpu), ...gpu });
  const seen = (vendor: string, listed: readonly Gpu[] | undefined): void => {
    if (listed === undefined) return;
    for (const [address, gpu] of byAddress) {
      if (gpu.vendor === vendor) byAddress.set(address, { ...gpu, seenByDriver: false });
    }
    for (const gpu of listed) {
      const address = gpu.address ?? '';
      byAddress.set(address, { vendor, address, ...byAddress.get(address), ...gpu, seenByDriver: true });
    }
  };
  seen('nvidia', pieces['nvidia-proc'].gpus);
  addMig(byAddress, pieces['nvidia-mig']);
  for (const { mig, ...told } of pieces['nvidia-smi'].gpus ?? []) {
    const address = told.address ?? '';
    const gpu = byAddress.get(address);
    if (gpu?.seenByDriver !== true) continue;
    // The files are the first source of what both know; what the table guessed of the chip is the last.
    const { computeCapability = gpu.computeCapability } = told;
    byAddress.set(address, defined<Gpu>({ ...told, ...gpu, computeCapability, mig: mergeMig(gpu.mig, mig) }));
  }
  seen('amd', pieces.amd.gpus);
  for (const address of [...pieces.intel.bound, ...pieces.gaudi.bound]) {
    const gpu = byAddress.get(address);
    // Their drivers also drive what is no accelerator to us.
    if (gpu !== undefined) byAddress.set(address, { ...gpu, seenByDriver: true });
  }
  return [...byAddress.values()].sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
}

/** What the PCI id says of an NVIDIA chip whether or not a driver sees it. */
function fromTable({ vendor, deviceId }: PciGpu): Pick<Gpu, 'architecture' | 'computeCapability'> {
  return vendor === 'nvidia' && deviceId !== undefined ? gpuOfPciId(deviceId) : {};
}

function addMig(byAddress: Map<string, Gpu>, found: readonly GpuMig[]): void {
  const migs = new Map(found.map(({ minor, mig }) => [minor, unlessEmpty(mig)]));
  for (const [address, gpu] of byAddress) {
    const mig = gpu.minor === undefined ? undefined : migs.get(gpu.minor);
    if (mig !== undefined && gpu.vendor === 'nvidia') byAddress.set(address, { ...gpu, mig });
  }
}

/** The capabilities tree knows which instances there are, nvidia-smi what they are called and how large they are. */
function mergeMig(files: Mig | undefined, smi: Mig | undefined): Mig | undefined {
  if (files === undefined || smi === undefined) return files ?? smi;
  const told = new Map((smi.instances ?? []).map((instance) => [`${instance.gi} ${instance.ci}`, instance]));
  const instances = files.instances?.map((instance) => ({
    ...told.get(`${instance.gi} ${instance.ci}`),
    ...instance,
  }));
  // The files are read now, nvidia-smi was asked when something changed.
  return defined<Mig>({ ...smi, ...files, instances: instances ?? smi.instances });
}

function composeNvidia(pieces: Pieces): Nvidia {
  const { version, flavour, loaded, gpus } = pieces['nvidia-proc'];
  const { userVersion, root, libraryDir, libraryDirs, libraries, librarySets } = pieces['nvidia-libraries'];
  const { binaryDir, binaries } = pieces['driver-binaries'];
  if (version === undefined && root === undefined && gpus === undefined) {
    // Programs without a driver are leftovers. A module that could not be looked for is not known to be absent.
    return loaded === false && pieces['nvidia-libraries'].absent === true ? { present: false } : {};
  }
  return defined<Nvidia>({
    present: true,
    driver: defined<NvidiaDriver>({
      version,
      flavour,
      userVersion,
      // What is not known of one side is no disagreement, and no agreement either.
      skew: version === undefined || userVersion === undefined ? undefined : version !== userVersion,
      epoch:
        version === undefined && userVersion === undefined
          ? undefined
          : epochOf([version, flavour, userVersion, root]),
    }),
    root,
    libraryDir,
    libraryDirs,
    libraries,
    librarySets,
    binaryDir,
    binaries,
    ...cuda(pieces),
    ...pieces['nvidia-firmware'],
    ...devices(pieces['device-nodes']),
    ...pieces['nvidia-fabric'],
    ...pieces['nvidia-daemons'],
    ...pieces['direct-transfer'],
  });
}

/** What the library says; else what the driver's branch can. */
function cuda(pieces: Pieces): Pick<Nvidia, 'cudaVersion' | 'cudaSource'> {
  const told = pieces['nvidia-smi'].cudaVersion;
  if (told !== undefined) return { cudaVersion: told, cudaSource: 'nvidia-smi' };
  const { userVersion } = pieces['nvidia-libraries'];
  const { version = userVersion } = pieces['nvidia-proc'];
  // A module and libraries that disagree run nothing.
  const derived =
    userVersion === undefined || version !== userVersion ? undefined : cudaOfDriver(userVersion);
  return derived === undefined ? {} : { cudaVersion: derived, cudaSource: 'table' };
}

function devices(nodes: readonly DeviceNode[]): Pick<Nvidia, 'deviceRoot' | 'uvm' | 'modeset'> {
  const control = nodes.find(({ path }) => path?.endsWith('/nvidiactl') === true)?.path;
  if (control === undefined) return {};
  const deviceRoot = control.slice(0, control.lastIndexOf('/'));
  const has = (name: string): boolean => nodes.some(({ path }) => path === `${deviceRoot}/${name}`);
  return { deviceRoot, uvm: has('nvidia-uvm'), modeset: has('nvidia-modeset') };
}

function epochOf(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
