import type { DeviceNode } from '../../host-facts/model.ts';
import type { Failure, HostRoot, Result } from '../host-root.ts';
import type { DriverRoot } from './driver-roots.ts';
import { defined, failedAt, found, noAnswer, type Reading } from './reading.ts';

interface Place {
  /** Below /dev, '' is /dev itself. */
  readonly directory: string;
  readonly names: RegExp;
}

const NVIDIA_CAPS: readonly Place[] = [
  { directory: '/nvidia-caps', names: /^nvidia-cap\d+$/ },
  { directory: '/nvidia-caps-imex-channels', names: /^channel\d+$/ },
];

/** Device nodes of accelerators. Those of RDMA devices are told with these. */
const HOST: readonly Place[] = [
  {
    directory: '',
    names:
      /^(nvidia\d+|nvidiactl|nvidia-(uvm|uvm-tools|modeset|nvswitch\d*|nvswitchctl|fs\d*)|gdrdrv|kfd|dxg|neuron\d+)$/,
  },
  ...NVIDIA_CAPS,
  { directory: '/dri', names: /^(card|renderD)\d+$/ },
  { directory: '/accel', names: /^accel(_controlD)?\d+$/ },
];

/** A driver container has all of the kernel's nodes; only those of its driver are not the host's own. */
const DRIVER_CONTAINER: readonly Place[] = [
  { directory: '', names: /^nvidia(\d+|ctl|-(uvm|uvm-tools|modeset|nvswitch\d*|nvswitchctl))$/ },
  ...NVIDIA_CAPS,
];

/** Read and write for all, as nearly every accelerator's node is: not worth telling. */
const USUAL_MODE = 0o666;

/** Character devices only: a plain file of that name, as a container leaves behind, gives access to nothing. */
export async function readDeviceNodes(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
): Promise<Reading<readonly DeviceNode[]>> {
  const host = await nodesIn(root, '/dev', HOST);
  const nodes = [...host.nodes];
  let { failure } = host;
  const hasControl = (): boolean => nodes.some(({ path }) => path?.endsWith('/nvidiactl') === true);
  for (const { path } of driverRoots.filter(({ filesystem }) => filesystem === 'own')) {
    if (hasControl()) break;
    const container = await nodesIn(await root.below(path), `${path}/dev`, DRIVER_CONTAINER);
    // Most hosts have no driver container.
    if (container.failure?.reason !== 'ENOENT') failure ??= container.failure;
    nodes.push(...container.nodes);
  }
  nodes.sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));
  return failure === undefined ? found(nodes) : failedAt(nodes, failure);
}

interface Nodes {
  readonly nodes: readonly DeviceNode[];
  readonly failure: Failure | undefined;
}

/** A directory of which not all could be seen gives nothing: what is missing from the rest would look absent. */
async function nodesIn(root: HostRoot, dev: string, places: readonly Place[]): Promise<Nodes> {
  const nodes: DeviceNode[] = [];
  let failure: Failure | undefined;
  for (const { directory, names } of places) {
    const here = await nodesOf(root, dev + directory, names);
    if (here.ok) nodes.push(...here.value);
    else if (here.reason !== 'ENOENT' || directory === '') failure ??= here;
  }
  return { nodes, failure };
}

async function nodesOf(root: HostRoot, directory: string, names: RegExp): Promise<Result<DeviceNode[]>> {
  const entries = await root.list(directory);
  if (!entries.ok) return entries;
  const nodes: DeviceNode[] = [];
  for (const name of entries.value.filter((entry) => names.test(entry))) {
    const path = `${directory}/${name}`;
    const stat = await root.stat(path);
    if (!stat.ok && noAnswer(stat)) return stat;
    if (!stat.ok || stat.value.kind !== 'character') continue;
    const { major, minor, mode } = stat.value;
    nodes.push(defined<DeviceNode>({ path, major, minor, mode: mode === USUAL_MODE ? undefined : mode }));
  }
  return { ok: true, value: nodes };
}
