import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './programs.ts';
import { run } from './run.ts';

/** Image of busybox on every node; it is the pause image too. Its tag is not `latest`, so the kubelet never pulls it. */
export const busyboxImage = 'latebind.test/busybox:1';

/** Writes `busyboxImage` around the machine's static busybox, in the layout of `docker save`. */
export async function createImageArchive(path: string): Promise<void> {
  const busybox = findProgram('busybox');
  if (busybox === undefined)
    throw new Error('no busybox on PATH; as root: apt-get install -y busybox-static');
  const work = await mkdtemp(join(tmpdir(), 'latebind-image-'));
  try {
    const root = join(work, 'root');
    for (const folder of ['bin', 'etc', 'proc', 'sys', 'dev', 'root', 'tmp', 'usr']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await chmod(join(root, 'tmp'), 0o1777);
    await copyFile(busybox, join(root, 'bin', 'busybox'));
    await symlink('../bin', join(root, 'usr', 'bin'));
    await symlink('bin', join(root, 'sbin'));
    const applets = (await run(busybox, ['--list'])).stdout.trim().split('\n');
    for (const applet of applets)
      if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    await writeFile(
      join(root, 'etc', 'passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnonroot:x:65532:65532::/tmp:/bin/sh\n',
    );
    await writeFile(join(root, 'etc', 'group'), 'root:x:0:\nnonroot:x:65532:\n');

    // The same content gives the same bytes, so that a node that has the image already has nothing to do.
    const layer = join(work, 'layer.tar');
    const fixed = [
      '--sort=name',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mtime=@0',
      '--mode=u+rwX,go+rX',
    ];
    await run('tar', ['-C', root, ...fixed, '-cf', layer, '.']);
    const layerDigest = createHash('sha256')
      .update(await readFile(layer))
      .digest('hex');
    const config = JSON.stringify({
      architecture: { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch,
      os: 'linux',
      // As a pause image it has to stay; TERM ends it at once, which a bare sleep as process 1 would ignore.
      config: {
        Env: ['PATH=/bin'],
        Cmd: ['/bin/sh', '-c', 'trap exit TERM; while :; do sleep 3600 & wait $!; done'],
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest}`] },
    });
    const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
    await writeFile(join(work, configFile), config);
    const manifest = [{ Config: configFile, RepoTags: [busyboxImage], Layers: ['layer.tar'] }];
    await writeFile(join(work, 'manifest.json'), JSON.stringify(manifest));
    await run('tar', ['-C', work, ...fixed, '-cf', path, 'manifest.json', configFile, 'layer.tar']);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
