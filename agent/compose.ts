import type {
  Amd,
  Cpu,
  DeviceNode,
  Gpu,
  HostFacts,
  Intel,
  Memory,
  Nvidia,
  NvidiaDriver,
  OperatingSystem,
  Rdma,
} from '../shared/host-facts/model.ts';
import type { AmdFacts } from './readers/amd.ts';
import type { DriverBinariesFacts } from './readers/driver-binaries.ts';
import type { IntelFacts } from './readers/intel.ts';
import type { KernelFacts } from './readers/kernel.ts';
import type { NvidiaLibrariesFacts } from './readers/nvidia-libraries.ts';
import type { NvidiaProcFacts } from './readers/nvidia-proc.ts';
import type { SmiGpu } from './readers/nvidia-smi.ts';
import { compareAddresses, type PciGpu } from './readers/pci.ts';
import { defined } from './readers/reading.ts';

/** What each reader contributes. */
export interface Pieces {
  readonly 'os-release': OperatingSystem;
  readonly kernel: KernelFacts;
  readonly cpu: Cpu;
  readonly memory: Memory;
  readonly pci: readonly PciGpu[];
  readonly 'nvidia-proc': NvidiaProcFacts;
  readonly 'nvidia-smi': readonly SmiGpu[];
  readonly 'nvidia-libraries': NvidiaLibrariesFacts;
  readonly 'driver-binaries': DriverBinariesFacts;
  readonly 'device-nodes': readonly DeviceNode[];
  readonly amd: AmdFacts;
  readonly intel: IntelFacts;
  readonly rdma: readonly Rdma[];
}

/** One HostFacts out of what the readers found, without nodeUid and sources. */
export function compose(pieces: Pieces): HostFacts {
  const { bootId, kernel } = pieces.kernel;
  return defined<HostFacts>({
    schema: 1,
    bootId,
    os: pieces['os-release'],
    kernel,
    cpu: pieces.cpu,
    memory: pieces.memory,
    gpus: composeGpus(pieces),
    nvidia: composeNvidia(pieces),
    amd: pieces.amd.amd satisfies Amd,
    intel: pieces.intel.intel satisfies Intel,
    deviceNodes: pieces['device-nodes'],
    rdma: pieces.rdma,
  });
}

/**
 * The bus says what is there, each driver what it sees. A device that only the driver lists (the bus could not
 * be read) is kept; one that only the bus lists has seenByDriver: false.
 */
function composeGpus(pieces: Pieces): readonly Gpu[] {
  const byAddress = new Map<string, Gpu>();
  for (const gpu of pieces.pci) byAddress.set(gpu.address ?? '', gpu);
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
  for (const { address, uuid, memoryMiB } of pieces['nvidia-smi']) {
    const gpu = byAddress.get(address ?? '');
    // /proc is the first source of the UUID; memory has no other.
    if (gpu?.seenByDriver === true) {
      byAddress.set(address ?? '', { ...defined<Gpu>({ uuid, memoryMiB }), ...gpu });
    }
  }
  seen('amd', pieces.amd.gpus);
  for (const address of pieces.intel.bound) {
    const gpu = byAddress.get(address);
    // Their drivers also drive what is no accelerator to us.
    if (gpu !== undefined) byAddress.set(address, { ...gpu, seenByDriver: true });
  }
  return [...byAddress.values()].sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
}

function composeNvidia(pieces: Pieces): Nvidia {
  const { version, flavour } = pieces['nvidia-proc'];
  const { userVersion, root, libraryDir, libraryDirs, libraries } = pieces['nvidia-libraries'];
  const { binaryDir, binaries } = pieces['driver-binaries'];
  if (version === undefined && root === undefined && pieces['nvidia-proc'].gpus === undefined) {
    // Programs without a driver are leftovers. A module that could not be looked for is not known to be absent.
    return pieces['nvidia-proc'].loaded === false ? { present: false } : {};
  }
  return defined<Nvidia>({
    present: true,
    driver: defined<NvidiaDriver>({
      version,
      flavour,
      userVersion,
      // What is not known of one side is no disagreement, and no agreement either.
      skew: version === undefined || userVersion === undefined ? undefined : version !== userVersion,
    }),
    root,
    libraryDir,
    libraryDirs,
    libraries,
    binaryDir,
    binaries,
  });
}
