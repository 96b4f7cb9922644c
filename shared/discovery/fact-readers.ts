import type { Pieces } from './compose.ts';
import { schemaPaths } from './fact-paths.ts';

/** Who would have said what nobody said; the first that fits. */
const READERS: readonly (readonly [paths: RegExp, ...readers: (keyof Pieces)[]])[] = [
  [/^(bootId|kernel\.)/, 'kernel'],
  [/^os\.libc/, 'libc'],
  [/^os\./, 'os-release'],
  [/^cpu\./, 'cpu'],
  [/^memory\./, 'memory'],
  [/^gpus\[\]\.mig\./, 'nvidia-mig', 'nvidia-smi'],
  [/^gpus\[\]\.(index|fabricClique|computeCapability)$/, 'nvidia-smi'],
  [/^gpus\[\]\.(vendor|address|deviceId|boundDriver|numaNode|virtualFunction|offBus|architecture)$/, 'pci'],
  [/^gpus\[\]\.partitions$/, 'amd'],
  [/^gpus\[\]\.memoryMiB$/, 'nvidia-smi', 'amd'],
  [/^gpus\[\]\./, 'nvidia-proc', 'amd', 'pci'],
  [/^nvidia\.(driver\.(version|flavour)|present)$/, 'nvidia-proc', 'nvidia-libraries'],
  [/^nvidia\.driver\./, 'nvidia-libraries', 'nvidia-proc'],
  [/^nvidia\.(root|librar)/, 'nvidia-libraries'],
  [/^nvidia\.binar/, 'driver-binaries'],
  [/^nvidia\.cuda/, 'nvidia-smi', 'nvidia-libraries'],
  [/^nvidia\.firmwareDir$/, 'nvidia-firmware'],
  [/^nvidia\.(deviceRoot|uvm|modeset)$/, 'device-nodes'],
  [/^nvidia\.(imex|nvswitches|fabricManager)/, 'nvidia-fabric'],
  [/^nvidia\.(persistenced|mps)/, 'nvidia-daemons'],
  [/^nvidia\./, 'direct-transfer'],
  [/^amd\./, 'amd'],
  [/^intel\./, 'intel'],
  [/^gaudi\./, 'gaudi'],
  [/^neuron\./, 'neuron'],
  [/^deviceNodes/, 'device-nodes'],
  [/^rdma/, 'rdma'],
  [/^disks/, 'disks'],
  [/^cdi\./, 'cdi'],
  [/^runtime\./, 'container-runtime'],
  [/^security\./, 'security'],
  [/^jetson\./, 'jetson'],
  [/^wsl\./, 'wsl'],
  [/^(counts|healthy|problems)/, 'pci', 'nvidia-proc', 'device-nodes', 'cdi'],
];

export const readersOf = (path: string): readonly (keyof Pieces)[] => {
  const [, ...readers] = READERS.find(([paths]) => paths.test(path)) ?? [];
  return readers;
};

/** Paths of the schema that name a fact of the host, and not how it was found out. */
export const FACT_PATHS: readonly string[] = schemaPaths().filter(
  (path) => !/^(schema|nodeUid|truncated|sources)/.test(path),
);
