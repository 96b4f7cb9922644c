import type { HostFacts } from '../shared/host-facts/model.ts';
import { DRIVER_ROOTS } from './readers/driver-roots.ts';
import type { WatchedDirectory } from './watch.ts';

const LIBRARIES = /^lib(cuda|nvidia-)/;
const ANYTHING = /^/;

/** Where a new driver shows first, beyond the directories in which one was found. */
const FIXED: readonly WatchedDirectory[] = [
  { path: '/etc', names: /^(ld\.so\.cache|os-release)$/ },
  { path: '/dev', names: /^(nvidia|kfd|dri|accel|gdrdrv|dxg|neuron)/ },
  { path: '/dev/nvidia-caps', names: ANYTHING },
  { path: '/dev/nvidia-caps-imex-channels', names: ANYTHING },
  { path: '/dev/dri', names: /^(card|renderD)/ },
  { path: '/run/nvidia', names: ANYTHING },
  { path: '/run/nvidia/validations', names: ANYTHING },
];

/** What to watch, given what was found; directories that are not there are skipped by the watcher. */
export function watchedDirectories(facts: HostFacts): readonly WatchedDirectory[] {
  const known = DRIVER_ROOTS.flatMap((root) =>
    root.libraries.map((directory) => (root.path === '/' ? directory : root.path + directory)),
  );
  const libraries = [...(facts.nvidia?.libraryDirs ?? []), ...known];
  const binaries = facts.nvidia?.binaryDir;
  return [
    ...FIXED,
    ...libraries.map((path) => ({ path, names: LIBRARIES })),
    ...(binaries === undefined ? [] : [{ path: binaries, names: /^nvidia-/ }]),
  ];
}
