import { DRIVER_ROOTS } from '../shared/discovery/readers/driver-roots.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import type { WatchedDirectory } from './watch.ts';

const LIBRARIES = /^lib(cuda|nvidia-)/;
const ANYTHING = /^/;
/** Not those that are made for one container. */
const SPEC = /^(?!.*-[^-_]+_).*\.(json|yaml)$/;

/** Where a new driver shows first, beyond the directories in which one was found. */
const FIXED: readonly WatchedDirectory[] = [
  { path: '/etc', names: /^(ld\.so\.cache|os-release)$/ },
  { path: '/dev', names: /^(nvidia|kfd|dri|accel|gdrdrv|dxg|neuron)/ },
  { path: '/dev/nvidia-caps', names: ANYTHING },
  { path: '/dev/nvidia-caps-imex-channels', names: ANYTHING },
  { path: '/dev/dri', names: /^(card|renderD)/ },
  { path: '/run/nvidia', names: ANYTHING },
  { path: '/run/nvidia/validations', names: ANYTHING },
  { path: '/etc/cdi', names: SPEC },
  { path: '/run/cdi', names: SPEC },
  // kubelet makes its socket anew when it starts, and device plugins theirs; only root may look.
  { path: '/var/lib/kubelet/device-plugins', names: /\.sock$/ },
];

/** What to watch, given what was found; directories that are not there are skipped by the watcher. */
export function watchedDirectories(facts: HostFacts): readonly WatchedDirectory[] {
  const known = DRIVER_ROOTS.flatMap((root) =>
    root.libraries.map((directory) => (root.path === '/' ? directory : root.path + directory)),
  );
  const libraries = [...(facts.nvidia?.libraryDirs ?? []), ...known];
  const binaries = facts.nvidia?.binaryDir;
  const release = facts.kernel?.release;
  return [
    ...FIXED,
    // depmod writes it when modules for this kernel are installed or removed.
    ...(release === undefined ? [] : [{ path: `/lib/modules/${release}`, names: /^modules\.dep/ }]),
    ...libraries.map((path) => ({ path, names: LIBRARIES })),
    ...(binaries === undefined ? [] : [{ path: binaries, names: /^nvidia-/ }]),
  ];
}
