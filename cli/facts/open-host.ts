/** What `--host` names: this machine, a copied tree, or an archive of one. */
import { readFile, stat } from 'node:fs/promises';
import { machine } from 'node:os';
import type { Command } from 'commander';
import type { DiscovererOptions } from '../../shared/discovery/discover.ts';
import { createDiskFiles } from '../../shared/discovery/disk-files.ts';
import { type OpenedHost, openHostArchive } from '../../shared/discovery/host-archive.ts';
import { openHostTree } from '../../shared/discovery/host-tree.ts';
import { parseRecordedSmi } from '../../shared/discovery/readers/nvidia-smi.ts';
import { ArchiveError, MAX_ARCHIVE_BYTES } from '../../shared/discovery/tar.ts';
import { UserError } from '../user-error.ts';

export interface HostOptions {
  readonly nvidiaSmi?: string;
  readonly driverRoot?: readonly string[];
}

export function addDriverRootOption(command: Command): Command {
  return command.option(
    '--driver-root <path...>',
    'host path to search for the NVIDIA driver in place of the known ones, repeatable',
  );
}

export type Host = Pick<DiscovererOptions, 'files' | 'machine' | 'driverRoots' | 'nvidiaSmi'>;

/** For discovery; nothing of the host is run. */
export async function openHost(path: string, { nvidiaSmi, driverRoot }: HostOptions): Promise<Host> {
  const { smi: recorded, ...host } = await openHostFiles(path, driverRoot);
  const smi = nvidiaSmi === undefined ? recorded : await smiText(nvidiaSmi);
  if (smi === undefined) return host;
  const reading = parseRecordedSmi(smi);
  if (!reading.ok && nvidiaSmi !== undefined)
    throw new UserError(
      `${nvidiaSmi}: ${reading.error}: ${reading.detail}; wanted what nvidia-smi -q -x prints`,
    );
  return { ...host, nvidiaSmi: () => Promise.resolve(reading) };
}

export async function openHostFiles(
  path: string,
  driverRoot: readonly string[] | undefined,
): Promise<OpenedHost> {
  for (const root of driverRoot ?? []) {
    if (!root.startsWith('/'))
      throw new UserError(`--driver-root is ${root}, wanted a path of the host that begins with /`);
  }
  const opened = await openAt(path);
  await refuseOther(path, opened);
  const driverRoots = driverRoot?.map((root) => (root === '/' ? root : root.replace(/\/+$/, '')));
  return driverRoots === undefined ? opened : { ...opened, driverRoots };
}

async function openAt(path: string): Promise<OpenedHost> {
  if (path === '/') return { files: createDiskFiles({ root: '/' }), machine: machine() };
  const found = await stat(path).catch((error: unknown) => {
    throw new UserError(
      `--host ${path}: ${(error as { code?: string }).code === 'ENOENT' ? 'is not there' : String(error)}; wanted a folder or a tar of a host's files, or / for this machine`,
    );
  });
  try {
    if (found.isDirectory()) return { files: await openHostTree(path) };
    if (found.size > MAX_ARCHIVE_BYTES)
      throw new UserError(
        `--host ${path}: has ${found.size} bytes, wanted at most ${MAX_ARCHIVE_BYTES}; latebind facts record makes a small one`,
      );
    return openHostArchive(await readFile(path));
  } catch (error) {
    if (error instanceof ArchiveError)
      throw new UserError(
        `--host ${path}: ${error.message}; wanted a tar of a host's files, as latebind facts record makes it`,
      );
    // Of the list of device nodes beside a tree.
    if (error instanceof Error && !(error instanceof UserError) && !('code' in error))
      throw new UserError(`--host ${path}: ${error.message}`);
    throw error;
  }
}

/** A folder with something else in it would be a host of which nothing is known. */
async function refuseOther(path: string, { files }: OpenedHost): Promise<void> {
  const names = await files.readdir('/').catch((): string[] => []);
  if (['proc', 'sys', 'etc', 'usr'].some((name) => names.includes(name))) return;
  const seen = names.length === 0 ? 'nothing' : [...names].sort().slice(0, 4).join(', ');
  throw new UserError(`--host ${path}: has ${seen} at its top, wanted etc, proc, sys and usr of a host`);
}

async function smiText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `--nvidia-smi ${file}: ${(error as Error).message}; wanted a file with what nvidia-smi -q -x prints`,
    );
  }
}
