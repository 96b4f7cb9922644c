import type { Rdma } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined, failedAt, found, numberAttribute, type Reading } from './reading.ts';

const DEVICES = '/sys/class/infiniband';
const VERBS = '/sys/class/infiniband_verbs';

/** RDMA devices, as drivers/infiniband/core/{sysfs,uverbs_main}.c show them, sorted by name. */
export async function readRdma(root: HostRoot): Promise<Reading<readonly Rdma[]>> {
  const names = await root.list(DEVICES);
  if (!names.ok) return names.reason === 'ENOENT' ? found([]) : failedAt([], names);
  const nodes = names.value.length === 0 ? new Map<string, string>() : await verbsNodes(root);
  return found(await Promise.all(names.value.map((name) => device(root, name, nodes.get(name)))));
}

/** What can be read now, filled with what could be read before of the devices that are still there. */
export function mergeRdma(last: readonly Rdma[], partial: readonly Rdma[]): readonly Rdma[] {
  // The list itself could not be read.
  if (partial.length === 0) return last;
  const before = new Map(last.map((device) => [device.name, device]));
  return partial.map((device) => Object.assign({}, before.get(device.name), device));
}

/** Device node by device; their numbers follow the order of discovery, not the names. */
async function verbsNodes(root: HostRoot): Promise<ReadonlyMap<string, string>> {
  const names = await root.list(VERBS);
  const nodes = new Map<string, string>();
  for (const name of names.ok ? names.value : []) {
    if (!/^uverbs\d+$/.test(name)) continue;
    const device = await attribute(root, `${VERBS}/${name}/ibdev`);
    if (device !== undefined) nodes.set(device, `/dev/infiniband/${name}`);
  }
  return nodes;
}

async function device(root: HostRoot, name: string, verbsNode: string | undefined): Promise<Rdma> {
  const directory = `${DEVICES}/${name}`;
  const names = await root.list(`${directory}/ports`);
  const ports = (names.ok ? names.value : []).map((port) => `${directory}/ports/${port}`);
  // "4: ACTIVE"
  const texts = async (file: string): Promise<string[]> =>
    (await Promise.all(ports.map((port) => attribute(root, `${port}/${file}`)))).filter(
      (text) => text !== undefined,
    );
  const states = await texts('state');
  // "400 Gb/sec (4X NDR)"
  const rates = (await texts('rate')).flatMap((text) => /^(\d{1,5})(?:\.\d+)? Gb\/sec/.exec(text)?.[1] ?? []);
  const linkLayer = ports[0] === undefined ? undefined : await attribute(root, `${ports[0]}/link_layer`);
  // A device of software (rxe, siw) has none.
  const pci = await root.resolve(`${directory}/device`);
  const last = pci.ok ? lastOf(pci.value) : '';
  const driver = await root.resolve(`${directory}/device/driver`);
  return defined<Rdma>({
    name,
    // What EFA says.
    linkLayer: linkLayer === 'Unspecified' || linkLayer === 'Unknown' ? undefined : linkLayer,
    active: states.length === 0 ? undefined : states.some((state) => state.startsWith('4:')),
    gbps: rates.length === 0 ? undefined : Math.max(...rates.map(Number)),
    numaNode: await numberAttribute(root, `${directory}/device/numa_node`),
    address: /^[0-9a-f]{4,8}:/i.test(last) ? normalAddress(last) : undefined,
    driver: driver.ok ? lastOf(driver.value) : undefined,
    verbsNode: verbsNode !== undefined && (await root.stat(verbsNode)).ok ? verbsNode : undefined,
    virtualFunction: await virtualFunction(root, `${directory}/device`),
  });
}

/**
 * Links and attributes of PCI functions (drivers/pci/iov.c). A virtual machine shows neither for the function it
 * was given: unknown.
 */
async function virtualFunction(root: HostRoot, device: string): Promise<boolean | undefined> {
  if ((await root.resolve(`${device}/physfn`)).ok) return true;
  return (await attribute(root, `${device}/sriov_totalvfs`)) === undefined ? undefined : false;
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
