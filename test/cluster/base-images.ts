import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from './programs.ts';
import { run } from './run.ts';

/** A base image that is made here, because there is no registry to take it from. */
export interface BaseImage {
  /** What a Dockerfile's FROM calls it. */
  readonly name: string;
  /** Lines that a Dockerfile has after `FROM scratch` and `COPY root/ /`. */
  readonly instructions: readonly string[];
  /** Fills a folder with its file system. */
  fill(root: string): Promise<void>;
}

const authorities = '/etc/ssl/certs/ca-certificates.crt';
const certificateEnvironment = `SSL_CERT_FILE=${authorities} NODE_EXTRA_CA_CERTS=${authorities}`;

/** In place of Docker's official image: Node 26, npm and a shell; enough for `npm ci` and a build. */
const nodeSlim: BaseImage = {
  name: 'localhost/node:26-bookworm-slim',
  instructions: [
    `ENV PATH=/usr/local/bin:/usr/bin:/bin ${certificateEnvironment} npm_config_cafile=${authorities}`,
    'CMD ["node"]',
  ],
  async fill(root) {
    await fillCommon(root);
    const busybox = findProgram('busybox');
    if (busybox === undefined)
      throw new Error('no busybox on PATH; as root: apt-get install -y busybox-static');
    await mkdir(join(root, 'bin'), { recursive: true });
    await copyFile(busybox, join(root, 'bin/busybox'));
    for (const applet of (await run(busybox, ['--list'])).stdout.trim().split('\n')) {
      if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    }
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    await symlink('/bin/env', join(root, 'usr/bin/env'));
    await mkdir(join(root, 'usr/local/bin'), { recursive: true });
    await installNode(root, 'usr/local/bin/node');
    await cp(await npmDirectory(), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
    for (const name of ['npm', 'npx']) {
      await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
    }
  },
};

export const baseImages: readonly BaseImage[] = [nodeSlim];

async function fillCommon(root: string): Promise<void> {
  for (const folder of ['etc/ssl/certs', 'proc', 'sys', 'dev', 'root', 'run', 'tmp', 'var/tmp']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  await chmod(join(root, 'var/tmp'), 0o1777);
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  await writeFile(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  await writeFile(
    join(root, 'etc/os-release'),
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
  );
  // The machine's own, so that a registry behind a proxy with an authority of its own is trusted here too.
  if (existsSync(authorities)) await copyFile(authorities, join(root, authorities));
}

/** The project's Node with the shared libraries it was found to load here. */
async function installNode(root: string, path: string): Promise<void> {
  const node = await projectNode();
  await mkdir(dirname(join(root, path)), { recursive: true });
  await copyFile(node, join(root, path));
  const listing = (await run('ldd', [node])).stdout;
  for (const [library] of listing.matchAll(/\/\S+\.so\S*/g)) {
    await mkdir(dirname(join(root, library)), { recursive: true });
    await copyFile(await realpath(library), join(root, library));
  }
}

/** The Node 26 of the project's dependencies; not the one that runs this, which may be older. */
export async function projectNode(): Promise<string> {
  const packageName = `node-linux-${process.arch}`;
  const path = join(import.meta.dirname, '../../node_modules', packageName, 'bin/node');
  if (!existsSync(path)) throw new Error(`no ${path}; run: npm ci`);
  return path;
}

async function npmDirectory(): Promise<string> {
  const npm = findProgram('npm');
  if (npm === undefined) throw new Error('no npm on PATH');
  // …/npm/bin/npm-cli.js
  return dirname(dirname(await realpath(npm)));
}
