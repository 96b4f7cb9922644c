import type { HostRoot, Result } from '../host-root.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined } from './reading.ts';

const NODES = '/sys/class/kfd/kfd/topology/nodes';

/** A compute device: a GPU, or one partition of it. */
export interface KfdNode {
  readonly directory: string;
  /** PCI address as it stands there; its function may be the number of the partition. */
  readonly address: string;
  /** gfx942 */
  readonly architecture?: string;
  /** 16 hexadecimal digits. */
  readonly uniqueId?: string;
}

export interface KfdTopology {
  readonly nodes: readonly KfdNode[];
  /** Some nodes could not be read. */
  readonly incomplete: boolean;
}

/**
 * Compute devices as the kernel lists them (drivers/gpu/drm/amd/amdkfd/kfd_topology.c). To a process whose device
 * cgroup does not have the GPU, the kernel says EPERM for each of its nodes: then how many there are is unknown.
 */
export async function readKfdTopology(root: HostRoot): Promise<Result<KfdTopology>> {
  const names = await root.list(NODES);
  if (!names.ok) return names;
  let incomplete = false;
  const nodes: KfdNode[] = [];
  for (const name of names.value) {
    if (!/^\d+$/.test(name)) continue;
    const directory = `${NODES}/${name}`;
    const text = await root.readText(`${directory}/properties`);
    if (!text.ok) {
      incomplete ||= text.reason !== 'ENOENT';
      continue;
    }
    const properties = parseProperties(text.value);
    const location = small(properties.get('location_id'));
    // CPUs are nodes, too: without vector units.
    if ((small(properties.get('simd_count')) ?? 0) === 0 || location === undefined) continue;
    nodes.push(
      defined<KfdNode>({
        directory,
        address: addressAt(small(properties.get('domain')) ?? 0, location),
        architecture: gfxName(small(properties.get('gfx_target_version')) ?? 0),
        uniqueId: hexadecimal(properties.get('unique_id')),
      }),
    );
  }
  return { ok: true, value: { nodes, incomplete } };
}

/** Memory of a node in MiB: its heaps of type 1 (public frame buffer) and 2 (private). */
export async function kfdMemoryMiB(root: HostRoot, node: KfdNode): Promise<number | undefined> {
  const banks = await root.list(`${node.directory}/mem_banks`);
  let bytes = 0;
  for (const bank of banks.ok ? banks.value : []) {
    const text = await attribute(root, `${node.directory}/mem_banks/${bank}/properties`);
    const properties = parseProperties(text ?? '');
    const heap = properties.get('heap_type');
    if (heap === '1' || heap === '2') bytes += small(properties.get('size_in_bytes')) ?? 0;
  }
  return bytes === 0 ? undefined : Math.floor(bytes / (1024 * 1024));
}

/** "key number" lines; the numbers stay text, for some have 64 bits. */
function parseProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^(\w+) (\d{1,20})$/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined) properties.set(match[1], match[2]);
  }
  return properties;
}

const small = (digits: string | undefined): number | undefined =>
  digits === undefined || digits.length > 15 ? undefined : Number(digits);

/** Two boards may differ in the last bit only, which a number of JavaScript does not have. */
function hexadecimal(digits: string | undefined): string | undefined {
  const value = BigInt(digits ?? '0');
  return value === 0n ? undefined : value.toString(16).padStart(16, '0');
}

/** Bus, device and function in the low 16 bits; later kernels put the number of the partition into the highest four. */
function addressAt(domain: number, location: number): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  const [bus, device, fn] = [(location >> 8) & 0xff, (location >> 3) & 0x1f, location & 7];
  return normalAddress(`${domain.toString(16)}:${hex(bus)}:${hex(device)}.${fn}`);
}

/** 90402 is 9.4.2 and gfx942; minor and stepping are hexadecimal in the name: 90010 is gfx90a. */
function gfxName(version: number): string | undefined {
  if (version === 0) return undefined;
  const [major, minor, stepping] = [
    Math.floor(version / 10_000),
    Math.floor(version / 100) % 100,
    version % 100,
  ];
  return `gfx${major}${minor.toString(16)}${stepping.toString(16)}`;
}
