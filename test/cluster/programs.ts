import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from './progress.ts';
import { run } from './run.ts';

/** Something the machine has to have, and the Debian package it comes in. */
export interface Program {
  /** Looked up on PATH, or a file where it is an absolute path. */
  readonly name: string;
  readonly package: string;
}

export const controlPlanePrograms: readonly Program[] = [
  { name: 'openssl', package: 'openssl' },
  { name: 'setpriv', package: 'util-linux' },
];

export const nodePrograms: readonly Program[] = [
  ...controlPlanePrograms,
  { name: 'ip', package: 'iproute2' },
  { name: 'unshare', package: 'util-linux' },
  { name: 'nsenter', package: 'util-linux' },
  { name: 'mount', package: 'mount' },
  { name: 'tar', package: 'tar' },
  { name: 'busybox', package: 'busybox-static' },
];

/** To build runc, which needs cgo for seccomp: without that every pod fails. */
export const nodeBuildPrograms: readonly Program[] = [
  { name: 'gcc', package: 'gcc' },
  { name: 'pkg-config', package: 'pkg-config' },
  { name: '/usr/include/seccomp.h', package: 'libseccomp-dev' },
  { name: '/usr/include/stdlib.h', package: 'libc6-dev' },
];

// A user's PATH often lacks these, and root's in a container sometimes.
const furtherFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/go/bin'];

export function findProgram(name: string): string | undefined {
  if (name.startsWith('/')) return existsSync(name) ? name : undefined;
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...furtherFolders]) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

export function missingPrograms(programs: readonly Program[]): Program[] {
  return programs.filter((program) => findProgram(program.name) === undefined);
}

export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/** Installs the Debian packages of what is missing. Throws, naming them, where this is not root on Debian. */
export async function ensurePrograms(programs: readonly Program[], progress: Progress): Promise<void> {
  const missing = missingPrograms(programs);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => program.package))];
  if (!canInstallPackages()) {
    const names = missing.map((program) => program.name).join(', ');
    throw new Error(`missing: ${names}; as root: apt-get install -y ${packages.join(' ')}`);
  }
  progress(`installing Debian packages: ${packages.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  try {
    await run('apt-get', install, { env });
  } catch {
    // Usually only because the lists were never fetched, or are old.
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', install, { env });
  }
  const still = missingPrograms(programs);
  if (still.length > 0)
    throw new Error(
      `installed ${packages.join(' ')}, still missing: ${still.map(({ name }) => name).join(', ')}`,
    );
}

/** Bits of the effective capability set of this process. */
export function hasCapabilities(...bits: readonly number[]): boolean {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  const effective = BigInt(`0x${line?.[1] ?? '0'}`);
  return bits.every((bit) => (effective >> BigInt(bit)) & 1n);
}

export const capabilityNetAdmin = 12;
export const capabilitySysAdmin = 21;
