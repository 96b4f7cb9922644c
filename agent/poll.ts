import { createHash } from 'node:crypto';
import type { HostFiles } from '../shared/discovery/host-files.ts';
import { createHostRoot, type HostRoot } from '../shared/discovery/host-root.ts';

/** /proc and /sys tell nobody when they change: these are asked instead. Cheap, and none of them asks a device. */
const TEXTS = [
  '/proc/sys/kernel/random/boot_id',
  '/proc/driver/nvidia/version',
  '/sys/module/nvidia/srcversion',
  '/sys/module/amdgpu/srcversion',
  '/sys/class/kfd/kfd/topology/generation_id',
] as const;
const LISTS = [
  '/proc/driver/nvidia/gpus',
  '/sys/bus/pci/devices',
  '/sys/class/infiniband',
  '/sys/class/accel',
] as const;
const CAPABILITIES = '/proc/driver/nvidia/capabilities';

/** A text that is another one when drivers, devices or MIG instances are. */
export async function pollHost(files: HostFiles): Promise<string> {
  const root = createHostRoot(files);
  const parts = await Promise.all([
    ...TEXTS.map(async (path) => textOf(await root.readText(path))),
    ...LISTS.map((path) => namesIn(root, path)),
    modules(root),
    instances(root),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

const textOf = (result: Awaited<ReturnType<HostRoot['readText']>>): string =>
  result.ok ? result.value : result.reason;

async function namesIn(root: HostRoot, path: string): Promise<string> {
  const names = await root.list(path);
  return names.ok ? names.value.join(' ') : names.reason;
}

/** Names only: the rest of a line counts users and changes all the time. */
async function modules(root: HostRoot): Promise<string> {
  const text = await root.readText('/proc/modules');
  if (!text.ok) return text.reason;
  const names = text.value.split('\n').map((line) => line.slice(0, line.indexOf(' ')));
  return names
    .filter((name) => /^(nvidia|nouveau|amdgpu|i915|xe|habanalabs|neuron|gdrdrv|mlx5|efa|vfio)/.test(name))
    .sort()
    .join(' ');
}

async function instances(root: HostRoot): Promise<string> {
  const gpus = await root.list(CAPABILITIES);
  if (!gpus.ok) return gpus.reason;
  const names = gpus.value.filter((name) => /^gpu\d+$/.test(name));
  return (await Promise.all(names.map((name) => namesIn(root, `${CAPABILITIES}/${name}/mig`)))).join('/');
}
