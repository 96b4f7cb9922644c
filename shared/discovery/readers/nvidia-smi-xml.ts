import type { Said, SaidOfGpu, SaidOfInstance } from './nvidia-smi-said.ts';
import { saysNoDevice } from './nvidia-smi-values.ts';
import { type Section, sectionAt, someText, textAt } from './sections.ts';
import { parseXml, type XmlElement } from './xml.ts';

const ROOT = 'nvidia_smi_log';
const FIRST = /<\?xml|<!DOCTYPE|<nvidia_smi_log/;
const LAST = `</${ROOT}>`;

export const isSmiXml = (text: string): boolean => text.includes(`<${ROOT}`);

/**
 * `nvidia-smi -q -x`, nvsmi_device_v6.dtd to v13.dtd, of which nothing but the names is needed. A warning may stand
 * before or behind the document. Undefined where it is not whole or, as happens with names of processes, not XML.
 */
export function saidInXml(text: string): Said | undefined {
  const root = parseXml(text.slice(Math.max(0, text.search(FIRST)), text.lastIndexOf(LAST) + LAST.length));
  if (root?.name !== ROOT) return undefined;
  return {
    cudaVersions: [textAt(root, 'cuda_umd_version'), textAt(root, 'cuda_version')],
    attached: textAt(root, 'attached_gpus'),
    gpus: root.children.filter(({ name }) => name === 'gpu').map(gpuIn),
  };
}

const gpuIn = (gpu: XmlElement): SaidOfGpu => ({
  address: gpu.attributes.get('id'),
  uuid: textAt(gpu, 'uuid'),
  memory: textAt(gpu, 'fb_memory_usage', 'total'),
  migMode: textAt(gpu, 'mig_mode', 'current_mig'),
  instances: sectionAt(gpu, 'mig_devices')
    ?.children.filter(({ name }) => name === 'mig_device')
    .map(instanceIn),
  fabricState: textAt(gpu, 'fabric', 'state'),
  clusterUuid: textAt(gpu, 'fabric', 'clusterUuid'),
  cliqueId: textAt(gpu, 'fabric', 'cliqueId'),
  isLost: someText(gpu, saysNoDevice, (name) => name.endsWith('processes')),
});

/** No driver writes a profile here, and hardly one the UUID. */
const instanceIn = (device: Section): SaidOfInstance => ({
  index: textAt(device, 'index'),
  gi: textAt(device, 'gpu_instance_id'),
  ci: textAt(device, 'compute_instance_id'),
  memory: textAt(device, 'fb_memory_usage', 'total'),
  uuid: textAt(device, 'uuid'),
  profile: undefined,
});
