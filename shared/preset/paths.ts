/**
 * Which host directories a preset may mount. A late path comes from facts that whoever owns the node can write, so it
 * must lie below a root where drivers and data live; a literal path in a preset is an admin's choice and is only kept
 * out of the places that hand over the node.
 */

/** Late paths must be one of these or lie below one. */
const ALLOWED_LATE_ROOTS = [
  '/bin',
  '/data',
  '/home/kubernetes/bin',
  '/lib',
  '/lib64',
  '/local',
  '/media',
  '/mnt',
  '/nix/store',
  '/opt',
  '/run/current-system',
  '/run/nvidia',
  '/run/opengl-driver',
  '/scratch',
  '/srv',
  '/usr',
  '/var/lib/latebind',
  '/var/lib/nvidia',
  '/x86_64-bottlerocket-linux-gnu',
  '/aarch64-bottlerocket-linux-gnu',
] as const;

/** Neither these, nor anything inside them, nor a directory that contains one of them. */
const PROTECTED = [
  '/boot',
  '/etc/kubernetes',
  '/etc/shadow',
  '/etc/ssh',
  '/proc',
  '/root',
  '/run/containerd',
  '/run/crio',
  '/run/docker.sock',
  '/run/kubelet',
  '/run/nri',
  '/run/secrets',
  '/run/systemd',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/run',
] as const;

/** With the slash that a path below one has, since every late path is compared with all of them. */
const ALLOWED_LATE_DIRECTORIES = ALLOWED_LATE_ROOTS.map((root) => `${root}/`);
const PROTECTED_DIRECTORIES = PROTECTED.map((place) => `${place}/`);

/** Characters of a late path: nothing that a shell, kubelet's expansion or a mount option would read. */
const LATE_PATH = /^(?:\/[A-Za-z0-9._+@:=,~-]+)+$/;
const MAX_PATH_BYTES = 1_024;

/** What is wrong with a literal hostPath of a preset, undefined when nothing is. */
export function literalPathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return `is "${path}", wanted an absolute path`;
  if (components(path).some((part) => part === '..')) return `is "${path}", wanted a path without ".."`;
  return protectedProblem(path);
}

/** What is wrong with a path that was made from facts, undefined when nothing is. */
export function latePathProblem(
  path: string,
): { kind: 'invalid' | 'forbidden'; message: string } | undefined {
  if (path.length > MAX_PATH_BYTES)
    return {
      kind: 'invalid',
      message: `is ${path.length} bytes long, at most ${MAX_PATH_BYTES} are allowed`,
    };
  const form = latePathForm(path);
  if (form !== undefined) return { kind: 'invalid', message: form };
  const guarded = protectedProblem(path);
  if (guarded !== undefined) return { kind: 'forbidden', message: guarded };
  const directory = `${path}/`;
  if (!ALLOWED_LATE_DIRECTORIES.some((root) => directory.startsWith(root))) {
    return {
      kind: 'forbidden',
      message: `lies below none of the allowed roots (${ALLOWED_LATE_ROOTS.join(', ')})`,
    };
  }
  return undefined;
}

function protectedProblem(path: string): string | undefined {
  const normal = normalised(path);
  const directory = `${normal}/`;
  for (const place of PROTECTED_DIRECTORIES) {
    if (directory.startsWith(place))
      return `is "${path}", which is inside the protected ${place.slice(0, -1)}`;
    if (normal === '/' || place.startsWith(directory))
      return `is "${path}", which contains the protected ${place.slice(0, -1)}`;
  }
  return undefined;
}

/**
 * What is wrong with the fixed directory in which all values of a late path lie: no node could ever have a value that
 * is allowed. undefined when nothing is.
 */
export function lateRootProblem(root: string): string | undefined {
  if (!root.startsWith('/')) return `starts with "${root}", wanted an absolute path`;
  if (root === '/') return undefined;
  if (latePathForm(root) !== undefined) return `lies in "${root}", ${latePathForm(root)}`;
  const place = PROTECTED.find((one) => root === one || root.startsWith(`${one}/`));
  if (place !== undefined) return `lies in "${root}", which is inside the protected ${place}`;
  if (
    ALLOWED_LATE_ROOTS.some((one) => root === one || root.startsWith(`${one}/`) || one.startsWith(`${root}/`))
  )
    return undefined;
  return `lies in "${root}", which is below none of the allowed roots (${ALLOWED_LATE_ROOTS.join(', ')})`;
}

function latePathForm(path: string): string | undefined {
  if (!LATE_PATH.test(path)) return 'wanted an absolute path of letters, digits and ._+@:=,~-';
  if (components(path).some((part) => part === '.' || part === '..')) return 'has a "." or ".." component';
  return undefined;
}

function normalised(path: string): string {
  return `/${components(path)
    .filter((part) => part !== '.')
    .join('/')}`;
}

function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
