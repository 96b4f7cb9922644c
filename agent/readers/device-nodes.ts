import type { DeviceNode } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { failedAt, found, type Reading } from './reading.ts';

/** Directories below /dev and the device nodes of accelerators in them. */
const PLACES: readonly { readonly directory: string; readonly names: RegExp }[] = [
  {
    directory: '/dev',
    names:
      /^(nvidia\d+|nvidiactl|nvidia-(uvm|uvm-tools|modeset|nvswitch\d*|nvswitchctl|fs\d*)|gdrdrv|kfd|dxg|neuron\d+)$/,
  },
  { directory: '/dev/nvidia-caps', names: /^nvidia-cap\d+$/ },
  { directory: '/dev/nvidia-caps-imex-channels', names: /^channel\d+$/ },
  { directory: '/dev/dri', names: /^(card|renderD)\d+$/ },
  { directory: '/dev/accel', names: /^accel(_controlD)?\d+$/ },
];

/** Character devices only: a plain file of that name, as a container leaves behind, gives access to nothing. */
export function readDeviceNodes(root: HostRoot): Reading<readonly DeviceNode[]> {
  const nodes: DeviceNode[] = [];
  for (const { directory, names } of PLACES) {
    const entries = root.list(directory);
    if (!entries.ok) {
      if (entries.reason === 'ENOENT' && directory !== '/dev') continue;
      return failedAt(nodes, entries);
    }
    for (const name of entries.value) {
      if (!names.test(name)) continue;
      const path = `${directory}/${name}`;
      const stat = root.stat(path);
      if (!stat.ok || stat.value.kind !== 'character') continue;
      nodes.push({ path, major: stat.value.major, minor: stat.value.minor });
    }
  }
  return found(nodes.sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1)));
}
