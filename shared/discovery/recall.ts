import type { HostFacts } from '../host-facts/model.ts';
import type { Pieces } from './compose.ts';
import { recallAmd } from './readers/amd.ts';
import { recallDriverBinaries } from './readers/driver-binaries.ts';
import { recallGaudi } from './readers/gaudi.ts';
import { recallIntel } from './readers/intel.ts';
import { recallNvidiaLibraries } from './readers/nvidia-libraries.ts';
import { recallNvidiaMig } from './readers/nvidia-mig.ts';
import { recallNvidiaProc } from './readers/nvidia-proc.ts';
import { recallNvidiaSmi } from './readers/nvidia-smi.ts';
import { recallPci } from './readers/pci.ts';
import { defined } from './readers/reading.ts';

/** Takes a published message apart again, into what each reader had contributed. */
export function recall(facts: HostFacts): Partial<Pieces> {
  const { libc, libcVersion, ...os } = facts.os ?? {};
  const nvidia = facts.nvidia ?? {};
  return defined<Partial<Pieces>>({
    'os-release': facts.os === undefined ? undefined : os,
    libc: defined({ libc, libcVersion }),
    cpu: facts.cpu,
    memory: facts.memory,
    pci: recallPci(facts),
    'nvidia-proc': recallNvidiaProc(facts),
    'nvidia-mig': recallNvidiaMig(facts),
    'nvidia-smi': recallNvidiaSmi(facts),
    'nvidia-libraries': recallNvidiaLibraries(facts),
    'nvidia-firmware': defined({ firmwareDir: nvidia.firmwareDir }),
    'nvidia-fabric': defined({
      nvswitches: nvidia.nvswitches,
      nvswitchesDead: nvidia.nvswitchesDead,
      fabricManagerSocket: nvidia.fabricManagerSocket,
      imexChannels: nvidia.imexChannels,
      imexConfigured: nvidia.imexConfigured,
    }),
    'nvidia-daemons': defined({ persistencedSocket: nvidia.persistencedSocket, mpsDir: nvidia.mpsDir }),
    'direct-transfer': defined({
      gdrCopy: nvidia.gdrCopy,
      gpuDirectStorage: nvidia.gpuDirectStorage,
      peerMemory: nvidia.peerMemory,
    }),
    'driver-binaries': recallDriverBinaries(facts),
    'device-nodes': facts.deviceNodes,
    amd: recallAmd(facts),
    intel: recallIntel(facts),
    gaudi: recallGaudi(facts),
    neuron: facts.neuron,
    rdma: facts.rdma,
    disks: facts.disks,
    cdi: facts.cdi,
    'container-runtime': facts.runtime,
    security: facts.security,
    jetson: facts.jetson,
    wsl: facts.wsl,
  });
}
