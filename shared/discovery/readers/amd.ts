import type { Amd, Gpu, HostFacts } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { boundDevices } from './bound-devices.ts';
import { type KfdNode, type KfdTopology, kfdMemoryMiB, readKfdTopology } from './kfd-topology.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

export type AmdGpu = Pick<
  Gpu,
  'address' | 'model' | 'uuid' | 'memoryMiB' | 'architecture' | 'partitions' | 'virtualFunction'
>;

export interface AmdFacts {
  readonly amd: Amd;
  /** What the driver is bound to; absent where it is not loaded. */
  readonly gpus?: readonly AmdGpu[];
}

/**
 * The amdgpu module, its devices, and what of them programs can compute on. Containers bring ROCm's libraries
 * themselves; the host's are optional.
 */
export async function readAmd(outer: HostRoot): Promise<Reading<AmdFacts>> {
  const root = attentive(outer);
  const names = await boundDevices(root, 'amdgpu');
  if (!names.ok)
    return names.reason === 'ENOENT' ? found({ amd: { present: false } }) : failedAt({ amd: {} }, names);
  const topology = await readKfdTopology(root);
  const nodes = nodesByDevice(topology.ok ? topology.value.nodes : [], names.value.map(normalAddress));
  const counted = topology.ok && !topology.value.incomplete;
  const devices = await Promise.all(
    names.value.map((name) => readDevice(root, name, nodes.get(normalAddress(name)) ?? [], counted)),
  );
  const libraries = await root.resolve('/opt/rocm/lib');
  const amd = defined<Amd>({
    present: true,
    // Only the module outside the kernel tree has a version.
    driverVersion: await attribute(root, '/sys/module/amdgpu/version'),
    libraryDir: libraries.ok ? libraries.value : undefined,
    kfd: await hasKfd(root),
    partitions: counted ? topology.value.nodes.length : undefined,
    devices: devices.length,
    computePartition: common(devices.map((device) => device.computePartition)),
    memoryPartition: common(devices.map((device) => device.memoryPartition)),
  });
  const hidden =
    topology.ok && topology.value.incomplete ? 'compute devices are hidden from this process' : undefined;
  return root.reading({ amd, gpus: devices.map((device) => device.gpu) }, hidden);
}

export function recallAmd(facts: HostFacts): AmdFacts {
  const amd = facts.amd ?? {};
  if (amd.present !== true) return { amd };
  const gpus = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'amd' && gpu.seenByDriver === true);
  return {
    amd,
    gpus: gpus.map(({ address, model, uuid, memoryMiB, architecture, partitions, virtualFunction }) =>
      defined<AmdGpu>({ address, model, uuid, memoryMiB, architecture, partitions, virtualFunction }),
    ),
  };
}

/** What can be read now, filled with what could be read before of the devices that are still bound. */
export function mergeAmd(last: AmdFacts, partial: AmdFacts): AmdFacts {
  if (partial.gpus === undefined) return last;
  const before = new Map((last.gpus ?? []).map((gpu) => [gpu.address, gpu]));
  return {
    amd: { ...last.amd, ...partial.amd },
    gpus: partial.gpus.map((gpu) => Object.assign({}, before.get(gpu.address), gpu)),
  };
}

/** A node belongs to the device at its address or, where its function is the number of a partition, to function 0. */
function nodesByDevice(
  nodes: KfdTopology['nodes'],
  addresses: readonly string[],
): ReadonlyMap<string, readonly KfdNode[]> {
  const devices = new Map<string, KfdNode[]>(addresses.map((address) => [address, []]));
  for (const node of nodes) {
    const first = node.address.replace(/\.\d$/, '.0');
    (devices.get(node.address) ?? devices.get(first))?.push(node);
  }
  return devices;
}

interface Device {
  readonly gpu: AmdGpu;
  readonly computePartition: string | undefined;
  readonly memoryPartition: string | undefined;
}

/** Attributes of amdgpu: drivers/gpu/drm/amd/amdgpu/amdgpu_{device,vram_mgr,gfx,gmc,fru_eeprom}.c. */
async function readDevice(
  root: HostRoot,
  name: string,
  nodes: readonly KfdNode[],
  counted: boolean,
): Promise<Device> {
  const directory = `/sys/bus/pci/devices/${name}`;
  const read = (file: string): Promise<string | undefined> => attribute(root, `${directory}/${file}`);
  const computePartition = matching(await read('current_compute_partition'), /^[A-Z]{2,4}$/);
  const vram = matching(await read('mem_info_vram_total'), /^\d{1,15}$/);
  // Of a device that is not divided, the node knows what the device does not say.
  const only = counted && nodes.length === 1 && (computePartition ?? 'SPX') === 'SPX' ? nodes[0] : undefined;
  const gpu = defined<AmdGpu>({
    address: normalAddress(name),
    // From the board's own memory; the topology's names are of chips, or "ip discovery".
    model: await read('product_name'),
    // 64 bits in hexadecimal: two GPUs would be one as a number.
    uuid: matching(await read('unique_id'), /^[0-9a-f]{1,16}$/i) ?? only?.uniqueId,
    memoryMiB: await memoryMiB(root, vram, only),
    architecture: common(nodes.map((node) => node.architecture)),
    partitions: counted ? nodes.length : undefined,
    virtualFunction: (await isVirtual(root, directory)) ? true : undefined,
  });
  return {
    gpu,
    computePartition,
    memoryPartition: matching(await read('current_memory_partition'), /^NPS\d$/),
  };
}

async function memoryMiB(
  root: HostRoot,
  vram: string | undefined,
  node: KfdNode | undefined,
): Promise<number | undefined> {
  if (vram !== undefined) return Math.floor(Number(vram) / (1024 * 1024));
  return node === undefined ? undefined : await kfdMemoryMiB(root, node);
}

/** Instinct MI300X and MI325X as virtual machines get them (pci.ids): these see no device behind the function. */
const VIRTUAL: ReadonlySet<string | undefined> = new Set(['0x74b5', '0x74b9']);

const isVirtual = async (root: HostRoot, directory: string): Promise<boolean> =>
  VIRTUAL.has(await attribute(root, `${directory}/device`)) || (await root.resolve(`${directory}/physfn`)).ok;

async function hasKfd(root: HostRoot): Promise<boolean | undefined> {
  const stat = await root.stat('/dev/kfd');
  if (stat.ok) return stat.value.kind === 'character';
  return stat.reason === 'ENOENT' && (await root.resolve('/dev')).ok ? false : undefined;
}

const matching = (text: string | undefined, form: RegExp): string | undefined =>
  text !== undefined && form.test(text) ? text : undefined;

/** What all of them say; unknown where they differ, or one says nothing. */
const common = (texts: readonly (string | undefined)[]): string | undefined =>
  new Set(texts).size === 1 ? texts[0] : undefined;
