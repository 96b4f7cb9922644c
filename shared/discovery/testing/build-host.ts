/** For tests: hosts made of a few files, and the machines of test/fixtures/hosts. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  aroundCalls,
  type FailureReason,
  type FileCall,
  HostFileError,
  type HostFiles,
} from '../host-files.ts';
import { type HostImage, type ImageEntry, imageFiles } from '../host-image.ts';
import { createHostRoot, type HostRoot } from '../host-root.ts';
import { openHostTree } from '../host-tree.ts';

/** Text of a file, or one of these. */
export type Described =
  | string
  | Buffer
  | { readonly link: string }
  | { readonly character: readonly [major: number, minor: number]; readonly mode?: number }
  | { readonly file: string; readonly mode: number }
  | { readonly directory: true }
  | { readonly failing: FailureReason };

/** A host that has these paths and no others. */
export function buildImage(paths: Readonly<Record<string, Described>>): HostImage {
  return new Map(Object.entries(paths).map(([path, described]) => [path, entryOf(described)]));
}

export const buildRoot = (paths: Readonly<Record<string, Described>>): HostRoot =>
  createHostRoot(imageFiles(buildImage(paths)));

function entryOf(described: Described): ImageEntry {
  if (typeof described === 'string' || Buffer.isBuffer(described))
    return { kind: 'file', content: Buffer.from(described), mode: 0o644 };
  if ('link' in described) return { kind: 'link', target: described.link };
  if ('file' in described)
    return { kind: 'file', content: Buffer.from(described.file), mode: described.mode };
  if ('directory' in described) return { kind: 'directory', mode: 0o755 };
  if ('failing' in described) return { kind: 'failing', reason: described.failing };
  const [major, minor] = described.character;
  return { kind: 'character', major, minor, mode: described.mode ?? 0o666 };
}

export const HOSTS = join(import.meta.dirname, '../../../test/fixtures/hosts');

export const MACHINES: readonly string[] = readdirSync(HOSTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export const openMachine = (machine: string): Promise<HostFiles> => openHostTree(join(HOSTS, machine));

/** The files, of which those calls fail for which `fault` gives a reason. */
export function faultyFiles(
  files: HostFiles,
  fault: (path: string, call: FileCall) => FailureReason | undefined,
): HostFiles {
  return aroundCalls(files, async (path, ask, call) => {
    const reason = fault(path, call);
    if (reason !== undefined) throw new HostFileError(reason);
    return await ask();
  });
}

/** Every call on a path that matches fails with EIO. */
export const brokenAt = (files: HostFiles, paths: RegExp): HostFiles =>
  faultyFiles(files, (path) => (paths.test(path) ? 'EIO' : undefined));
