import type { Said, SaidOfGpu, SaidOfInstance } from './nvidia-smi-said.ts';
import { saysNoDevice } from './nvidia-smi-values.ts';
import { type Section, someText, textAt } from './sections.ts';

const TITLE = '==NVSMI LOG==';

export const isSmiText = (text: string): boolean => text.includes(TITLE);

/**
 * `nvidia-smi -q`: a line for each value, indented below that of its section. Undefined where it is not whole; of
 * that there is no other sign than that each GPU's description ends with its processes.
 */
export function saidInText(text: string): Said | undefined {
  const root: Section = { name: '', text: '', children: sectionsIn(text) };
  const gpus = root.children.filter(({ name }) => name.startsWith('GPU '));
  if (!gpus.every((gpu) => gpu.children.some(({ name }) => isOfProcesses(name)))) return undefined;
  return {
    cudaVersions: [textAt(root, 'CUDA UMD Version'), textAt(root, 'CUDA Version')],
    attached: textAt(root, 'Attached GPUs'),
    gpus: gpus.map(gpuIn),
  };
}

/** "Processes", "Compute Processes" before 340; "Accounted Processes" came later. */
const isOfProcesses = (name: string): boolean => name.endsWith('Processes');

function gpuIn(gpu: Section): SaidOfGpu {
  const devices = gpu.children.filter(({ name }) => name === 'MIG Device');
  return {
    address: gpu.name.slice('GPU '.length),
    uuid: textAt(gpu, 'GPU UUID'),
    memory: textAt(gpu, 'FB Memory Usage', 'Total'),
    migMode: textAt(gpu, 'MIG Mode', 'Current'),
    // That there are none is not said in text.
    instances: devices.length === 0 ? undefined : devices.map(instanceIn),
    fabricState: textAt(gpu, 'Fabric', 'State'),
    clusterUuid: textAt(gpu, 'Fabric', 'ClusterUUID'),
    cliqueId: textAt(gpu, 'Fabric', 'CliqueId'),
    isLost: someText(gpu, saysNoDevice, isOfProcesses),
  };
}

const instanceIn = (device: Section): SaidOfInstance => ({
  index: textAt(device, 'Index'),
  gi: textAt(device, 'GPU Instance ID'),
  ci: textAt(device, 'Compute Instance ID'),
  memory: textAt(device, 'Shared FB Memory Usage', 'Total') ?? textAt(device, 'FB Memory Usage', 'Total'),
  uuid: undefined,
  profile: undefined,
});

interface Line extends Section {
  readonly indent: number;
  readonly children: Line[];
}

function sectionsIn(text: string): readonly Section[] {
  const root: Line = { indent: -1, name: '', text: '', children: [] };
  /** The lines that the next one may be below of, each deeper than the one before. */
  const open: Line[] = [root];
  for (const written of text.split('\n')) {
    const name = written.trim();
    if (name === '') continue;
    const indent = written.length - written.trimStart().length;
    while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const line: Line = { indent, children: [], ...split(name) };
    open.at(-1)?.children.push(line);
    open.push(line);
  }
  return root.children;
}

/** "Total   : 81559 MiB". In "GPU 00000000:1B:00.0" no blank stands before the colon. */
function split(line: string): { name: string; text: string } {
  const colon = line.endsWith(' :') ? line.length - 2 : line.indexOf(' : ');
  if (colon === -1) return { name: line, text: '' };
  return { name: line.slice(0, colon).trimEnd(), text: line.slice(colon + 2).trim() };
}
