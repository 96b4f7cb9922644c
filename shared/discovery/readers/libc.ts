import type { OperatingSystem } from '../../host-facts/model.ts';
import { type Failure, type HostRoot, MAX_FILE_BYTES } from '../host-root.ts';
import { attribute, failedAt, found, noAnswer, type Reading } from './reading.ts';

export type LibcFacts = Pick<OperatingSystem, 'libc' | 'libcVersion'>;

interface Architecture {
  readonly machine: string;
  readonly triplet: string;
  /** Name of the dynamic loader, which is a part of glibc. */
  readonly loader: string;
}

const ARCHITECTURES: readonly Architecture[] = [
  { machine: 'x86_64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  { machine: 'aarch64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
];

/** What an extension adds to Talos, whose own programs have musl: since 1.13, before (siderolabs/extensions, glibc). */
const ADDED = ['/usr/local/lib', '/usr/local/lib64', '/usr/local/glibc/lib'];

/**
 * The C library of the host's own programs. Where one of glibc stands beside musl it is told, since the driver's
 * programs and libraries need it.
 */
export async function readLibc(root: HostRoot): Promise<Reading<LibcFacts>> {
  const machine = (await attribute(root, '/proc/sys/kernel/arch')) ?? root.machine;
  // A host may also have the libc of a foreign architecture, for which its directories say nothing.
  const own = ARCHITECTURES.filter((architecture) => architecture.machine === machine);
  const architectures = own.length > 0 ? own : ARCHITECTURES;
  const loaders = architectures.map(({ loader }) => loader);
  const standard = [
    '/lib64',
    '/usr/lib64',
    ...architectures.flatMap(({ triplet }) => [`/lib/${triplet}`, `/usr/lib/${triplet}`]),
  ];
  let unanswered: Failure | undefined;
  const firstIn = async (directories: readonly string[]): Promise<string | undefined> => {
    for (const directory of directories) {
      const version = await glibcIn(root, directory, loaders, (failure) => {
        unanswered ??= failure;
      });
      if (version !== undefined) return version;
    }
    return undefined;
  };

  const usual = (await firstIn(standard)) ?? (await glibcOfNixOs(root));
  if (usual !== undefined) return found(glibc(usual));
  const added = await firstIn(ADDED);
  const names = await root.list('/lib');
  if (!names.ok && noAnswer(names)) unanswered ??= names;
  const musl = names.ok && names.value.some((name) => /^ld-musl-\w+\.so\.1$/.test(name));
  if (added !== undefined) return found(glibc(added), musl ? 'beside musl' : undefined);
  // glibc may be where no answer came from; musl beside it says nothing.
  if (unanswered !== undefined) return failedAt({}, unanswered);
  // Its version is in the loader, but with nothing beside it that tells what the digits are.
  return musl ? found({ libc: 'musl' }) : found({}, 'none found');
}

const glibc = (libcVersion: string): LibcFacts => ({ libc: 'glibc', libcVersion });

/** Version of the glibc in a directory; undefined where there is none, or something else under its name. */
async function glibcIn(
  root: HostRoot,
  directory: string,
  loaders: readonly string[],
  onNoAnswer: (failure: Failure) => void,
): Promise<string | undefined> {
  const path = `${directory}/libc.so.6`;
  const real = await root.resolve(path);
  if (!real.ok) {
    if (noAnswer(real)) onNoAnswer(real);
    return undefined;
  }
  // Until 2.33 libc.so.6 was a link to libc-2.31.so.
  const named = /\/libc-(\d+\.\d+)\.so$/.exec(real.value);
  if (named !== null) return named[1];
  // Since 2.33 the loader says the version, too (elf/dl-usage.c), and is a tenth as large as the library.
  for (const loader of loaders) {
    const head = await root.readHead(`${directory}/${loader}`, MAX_FILE_BYTES);
    const version = head.ok ? versionInBanner(head.value) : undefined;
    if (version !== undefined) return version;
  }
  const head = await root.readHead(path, MAX_FILE_BYTES);
  if (!head.ok && noAnswer(head)) onNoAnswer(head);
  return head.ok ? versionInBanner(head.value) : undefined;
}

/**
 * "GNU C Library (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35." (csu/version.c), of the loader
 * "ld.so (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35.".
 */
function versionInBanner(bytes: Buffer): string | undefined {
  const phrase = ' release version ';
  for (let at = bytes.indexOf(phrase); at >= 0; at = bytes.indexOf(phrase, at + 1)) {
    const line = bytes.toString('latin1', Math.max(0, at - 120), at + phrase.length + 16);
    const match = /(?:GNU C Library|ld\.so) [^\0\n]* release version (\d+\.\d+(?:\.\d+)?)/.exec(line);
    if (match?.[1] !== undefined) return match[1];
  }
  return undefined;
}

/**
 * NixOS has no libc where others have theirs. Its ldd is of the glibc that all of the system is built with
 * (nixos/modules/config/system-path.nix), and names of the store carry versions.
 */
async function glibcOfNixOs(root: HostRoot): Promise<string | undefined> {
  const ldd = await root.resolve('/run/current-system/sw/bin/ldd');
  return ldd.ok ? /^\/nix\/store\/[a-z0-9]{32}-glibc-(\d+\.\d+)[^/]*\//.exec(ldd.value)?.[1] : undefined;
}
