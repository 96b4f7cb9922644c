import type { ContainerRuntime } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { defined, found, noAnswer, type Reading } from './reading.ts';

const CGROUP = '/sys/fs/cgroup';

/** Configuration of containerd, its own and that of distributions that bring theirs, and of CRI-O. */
const FILES = [
  '/etc/containerd/config.toml',
  '/etc/crio/crio.conf',
  '/etc/k0s/containerd.toml',
  '/var/lib/rancher/k3s/agent/etc/containerd/config.toml',
  '/var/lib/rancher/rke2/agent/etc/containerd/config.toml',
] as const;
/** Their parts; CRI-O reads every file here, whatever its name. */
const DIRECTORIES = ['/etc/containerd/conf.d', '/etc/crio/crio.conf.d', '/etc/k0s/containerd.d'] as const;

/** Version of cgroups, and the handlers that a RuntimeClass can name. */
export async function readContainerRuntime(root: HostRoot): Promise<Reading<ContainerRuntime>> {
  const cgroup = await cgroupVersion(root);
  const { handlers, unreadable } = await configuredHandlers(root);
  return found(
    defined<ContainerRuntime>({ cgroup, handlers }),
    unreadable === undefined ? undefined : `may not read ${unreadable}`,
  );
}

/** The unified hierarchy has this file at its top (Documentation/admin-guide/cgroup-v2.rst); each of the old ones is a directory. */
async function cgroupVersion(root: HostRoot): Promise<number | undefined> {
  const names = await root.list(CGROUP);
  if (!names.ok) return undefined;
  if (names.value.includes('cgroup.controllers')) return 2;
  return names.value.some((name) => /^(cpu|cpuset|devices|memory|pids|systemd|unified)$/.test(name))
    ? 1
    : undefined;
}

/** Undefined where there is no configuration, or where not all of it may be read: some would look like all. */
async function configuredHandlers(
  root: HostRoot,
): Promise<{ readonly handlers: readonly string[] | undefined; readonly unreadable: string | undefined }> {
  const paths: string[] = [...FILES];
  let unreadable: string | undefined;
  for (const directory of DIRECTORIES) {
    const names = await root.list(directory);
    if (names.ok) paths.push(...names.value.map((name) => `${directory}/${name}`));
    else if (names.reason !== 'ENOENT' && !noAnswer(names)) unreadable ??= directory;
  }
  const handlers = new Set<string>();
  let complete = true;
  let files = 0;
  for (const path of paths) {
    const text = await root.readText(path);
    if (text.ok) {
      files += 1;
      for (const name of handlersIn(text.value)) handlers.add(name);
    } else if (text.reason !== 'ENOENT') {
      complete = false;
      if (!noAnswer(text)) unreadable ??= path;
    }
  }
  const known = complete && unreadable === undefined && files > 0;
  return { handlers: known ? [...handlers].sort() : undefined, unreadable };
}

/**
 * Headers of TOML tables: [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia] in version 2 of
 * containerd's configuration, 'io.containerd.cri.v1.runtime' in version 3, plugins.cri in version 1, and
 * [crio.runtime.runtimes.nvidia].
 */
const HEADER =
  /^\s*\[\s*(?:plugins\s*\.\s*(?:cri|"io\.containerd\.grpc\.v1\.cri"|"io\.containerd\.cri\.v1\.runtime"|'io\.containerd\.grpc\.v1\.cri'|'io\.containerd\.cri\.v1\.runtime')\s*\.\s*containerd|crio\s*\.\s*runtime)\s*\.\s*runtimes\s*\.\s*(?:([\w-]+)|"([\w.-]+)"|'([\w.-]+)')\s*(?:\.[^\]]*)?\]/gm;

function handlersIn(text: string): readonly string[] {
  return [...text.matchAll(HEADER)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}
