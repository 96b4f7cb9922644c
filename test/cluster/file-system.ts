import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Type of the file system that holds a path, such as `ext4` or `overlay`; the path need not exist yet. */
export function fileSystemType(path: string, mounts = readFileSync('/proc/self/mounts', 'utf8')): string {
  const wanted = resolve(path);
  let best: { readonly target: string; readonly type: string } | undefined;
  for (const line of mounts.trim().split('\n')) {
    const [, target = '', type = ''] = line.split(' ');
    const holds = target === '/' || wanted === target || wanted.startsWith(`${target}/`);
    // Of two mounts on one target the later one is what is seen.
    if (holds && target.length >= (best?.target.length ?? 0)) best = { target, type };
  }
  return best?.type ?? 'unknown';
}

/** An overlay cannot have its upper layer on another overlay, and in a container the machine's own file system is one. */
export function canHoldOverlay(path: string): boolean {
  return fileSystemType(path) !== 'overlay';
}
