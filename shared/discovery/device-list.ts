/**
 * Device nodes beside a copied tree. Who may not make device nodes, and git, keep a host's files but not what is
 * in its /dev; the file device-nodes.txt at the top of the tree says what was there.
 */

import { type HostEntry, HostFileError, type HostFiles } from './host-files.ts';

/** At the top of a host's tree. */
export const DEVICE_LIST = '/device-nodes.txt';

/** Lines of "/dev/nvidia0 c 195 0 0666", as `stat -c '%n %F %t %T %a'` would say it with other letters; # begins a comment. */
export function parseDeviceList(text: string): Map<string, HostEntry> {
  const devices = new Map<string, HostEntry>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const match = /^(\/\S+) ([cb]) (\d{1,4}) (\d{1,7}) (0[0-7]{3})$/.exec(line);
    if (match === null) {
      throw new Error(
        `${DEVICE_LIST.slice(1)}: line ${index + 1} is '${line}', wanted PATH c|b MAJOR MINOR MODE as in '/dev/nvidia0 c 195 0 0666'`,
      );
    }
    const [, path = '', kind, major, minor, mode = ''] = match;
    devices.set(path, {
      kind: kind === 'c' ? 'character' : 'block',
      major: Number(major),
      minor: Number(minor),
      mode: Number.parseInt(mode, 8),
    });
  }
  return devices;
}

/** The files, and the device nodes in place of what may lie at their paths. */
export function withDevices(files: HostFiles, devices: ReadonlyMap<string, HostEntry>): HostFiles {
  const names = new Map<string, Set<string>>([...devices.keys()].reduce(addParents, new Map()));
  return {
    ...files,
    async lstat(path) {
      const device = devices.get(path);
      if (device !== undefined) return device;
      try {
        return await files.lstat(path);
      } catch (error) {
        if (!names.has(path)) throw error;
        return { kind: 'directory', mode: 0o755, major: 0, minor: 0 };
      }
    },
    async readdir(path) {
      const added = names.get(path);
      if (added === undefined) return await files.readdir(path);
      const there = await files.readdir(path).catch((error: unknown) => {
        if (error instanceof HostFileError && error.reason === 'ENOENT') return [];
        throw error;
      });
      return [...new Set([...there, ...added])];
    },
    async read(path, limit) {
      if (devices.has(path)) throw new HostFileError('NotAFile');
      return await files.read(path, limit);
    },
  };
}

function addParents(names: Map<string, Set<string>>, path: string): Map<string, Set<string>> {
  for (let rest = path; rest !== ''; ) {
    const slash = rest.lastIndexOf('/');
    const directory = slash === 0 ? '/' : rest.slice(0, slash);
    const siblings = names.get(directory) ?? new Set<string>();
    names.set(directory, siblings.add(rest.slice(slash + 1)));
    rest = rest.slice(0, slash);
  }
  return names;
}
