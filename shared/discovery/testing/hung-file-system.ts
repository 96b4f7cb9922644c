/** For tests: a real file system whose server never answers. Whoever looks into it hangs in the kernel. */

import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';

/** Why none can be made here; undefined where it can. */
export function noHungFileSystem(): string | undefined {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
  } catch {
    return 'needs /dev/fuse';
  }
  return process.getuid?.() === 0 ? undefined : 'needs root, to mount';
}

export interface HungFileSystem {
  /** Every call that hangs fails, and so does every later one. */
  release(): void;
  unmount(): void;
}

/** Mounts one at `directory`, which is made. The error says what the kernel said. */
export function mountHungFileSystem(directory: string): HungFileSystem {
  mkdirSync(directory, { recursive: true });
  const server = openSync('/dev/fuse', constants.O_RDWR);
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const result = spawnSync('mount', ['-i', '-t', 'fuse', 'latebind-hung', directory, '-o', options], {
    stdio: ['ignore', 'ignore', 'pipe', server],
    encoding: 'utf8',
  });
  let open = true;
  const release = (): void => {
    if (open) closeSync(server);
    open = false;
  };
  if (result.status !== 0) {
    release();
    throw new Error(`mount: ${result.stderr.trim()}`);
  }
  return {
    release,
    unmount() {
      release();
      spawnSync('umount', ['-l', directory]);
    },
  };
}
