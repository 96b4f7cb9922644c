/**
 * The file system of our images: Node.js, the shared libraries that it loads, and what a program expects of a Linux system.
 * No shell, no package manager, nothing to update but this. Run inside the build stage of a Dockerfile:
 *
 *     node scripts/image-root.ts /image
 */
import { chmod, copyFile, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NODE = '/usr/local/bin/node';
const USER = 65_532;

/** What the running Node has loaded, its loader included; the kernel's vdso is no file. */
function sharedLibraries(): string[] {
  const report = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
  return report.sharedObjects.filter((path) => path.startsWith('/') && path !== process.execPath);
}

async function imageRoot(root: string): Promise<void> {
  const place = async (from: string, to: string): Promise<void> => {
    const target = join(root, to);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(await realpath(from), target);
    await chmod(target, 0o755);
  };
  await place(process.execPath, NODE);
  for (const library of sharedLibraries()) await place(library, library);
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('etc/passwd', `root:x:0:0:root:/:/nologin\nlatebind:x:${USER}:${USER}:latebind:/:/nologin\n`);
  await write('etc/group', `root:x:0:\nlatebind:x:${USER}:\n`);
  // Names in /etc/hosts win over DNS, as everywhere.
  await write('etc/nsswitch.conf', 'hosts: files dns\n');
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
}

const [root] = process.argv.slice(2);
if (root === undefined) {
  console.error('usage: node scripts/image-root.ts FOLDER');
  process.exit(2);
}
await imageRoot(root);
