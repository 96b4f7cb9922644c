import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVICE_LIST, parseDeviceList, withDevices } from './device-list.ts';
import { createDiskFiles } from './disk-files.ts';
import type { HostFiles } from './host-files.ts';

/** A host's files copied into a directory, with the device nodes that device-nodes.txt at its top lists. */
export async function openHostTree(directory: string): Promise<HostFiles> {
  const files = createDiskFiles({ root: directory });
  const list = await readFile(join(directory, DEVICE_LIST), 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return '';
    throw error;
  });
  return withDevices(files, parseDeviceList(list));
}
