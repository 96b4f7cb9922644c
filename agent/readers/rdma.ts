import type { Rdma } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined, failedAt, found, numberAttribute, type Reading } from './reading.ts';

const DEVICES = '/sys/class/infiniband';

/** RDMA devices, as drivers/infiniband/core/sysfs.c shows them, sorted by name. */
export function readRdma(root: HostRoot): Reading<readonly Rdma[]> {
  const names = root.list(DEVICES);
  if (!names.ok) return names.reason === 'ENOENT' ? found([]) : failedAt([], names);
  return found(names.value.map((name) => device(root, name)));
}

function device(root: HostRoot, name: string): Rdma {
  const directory = `${DEVICES}/${name}`;
  const names = root.list(`${directory}/ports`);
  const ports = (names.ok ? names.value : []).map((port) => `${directory}/ports/${port}`);
  // "4: ACTIVE"
  const states = ports.flatMap((port) => attribute(root, `${port}/state`) ?? []);
  // "400 Gb/sec (4X NDR)"
  const rates = ports.flatMap(
    (port) => /^(\d{1,5})(?:\.\d+)? Gb\/sec/.exec(attribute(root, `${port}/rate`) ?? '')?.[1] ?? [],
  );
  const pci = root.resolve(`${directory}/device`);
  const last = pci.ok ? pci.value.slice(pci.value.lastIndexOf('/') + 1) : '';
  return defined<Rdma>({
    name,
    linkLayer: ports[0] === undefined ? undefined : attribute(root, `${ports[0]}/link_layer`),
    active: states.length === 0 ? undefined : states.some((state) => state.startsWith('4:')),
    gbps: rates.length === 0 ? undefined : Math.max(...rates.map(Number)),
    numaNode: numberAttribute(root, `${directory}/device/numa_node`),
    address: /^[0-9a-f]{4,8}:/i.test(last) ? normalAddress(last) : undefined,
  });
}
