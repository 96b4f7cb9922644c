import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BaseImage, baseImages, projectNode } from './base-images.ts';
import { cacheDirectory } from './build.ts';
import { canHoldOverlay } from './file-system.ts';
import { ensurePrograms } from './programs.ts';
import type { Progress } from './progress.ts';
import { run } from './run.ts';

export interface ImageBuild {
  readonly dockerfile: string;
  /** Folder that COPY copies from. */
  readonly context: string;
  /** With a registry's name and not `latest`, or a kubelet tries to pull it: `latebind.test/agent:1`. */
  readonly tag: string;
  /** Where the docker-archive goes; `importImage` takes it. */
  readonly archive: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  readonly progress?: Progress;
}

/**
 * Builds an image with buildah (Debian's, installed where this is root) and writes it as docker-archive. No registry is asked:
 * `node:26-bookworm-slim` is made from the project's Node and this
 * machine's libraries, and another FROM fails. Steps see this machine's network, so `npm ci` works. Needs root.
 */
export async function buildImage(build: ImageBuild): Promise<void> {
  const progress = build.progress ?? (() => {});
  await ensurePrograms(
    [
      { name: 'buildah', package: 'buildah' },
      // Only recommended by buildah's package, but it does not start without.
      { name: '/usr/lib/podman/netavark', package: 'netavark' },
      { name: 'busybox', package: 'busybox-static' },
    ],
    progress,
  );
  const store = await openStore();
  for (const image of baseImages) await ensureBaseImage(store, image, progress);
  progress(`building ${build.tag} from ${build.dockerfile}`);
  const given = Object.entries(build.buildArguments ?? {}).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]);
  await store.buildah(
    ['bud', '--layers', ...bud, ...given, '--tag', build.tag, '--file', build.dockerfile, build.context],
    progress,
  );
  await rm(build.archive, { force: true });
  await store.buildah(['push', '--quiet', build.tag, `docker-archive:${build.archive}:${build.tag}`]);
  await pruneSteps(store);
  progress(`built ${build.tag}`);
}

const bud = ['--isolation', 'chroot', '--network', 'host', '--pull-never', '--format', 'docker'];

const keptSteps = 30;

/** Steps of earlier builds make the next one fast (npm ci above all), and each may hold hundreds of megabytes. */
async function pruneSteps(store: Store): Promise<void> {
  const all = (await store.buildah(['images', '--all', '--format', '{{.Name}}'])).trim().split('\n');
  const steps = all.filter((name) => name === '<none>').length;
  if (steps > keptSteps) await store.buildah(['rmi', '--prune', '--force']);
}

interface Store {
  buildah(buildahArguments: readonly string[], progress?: Progress): Promise<string>;
}

/** A store of our own: the machine's images and settings are left alone, and do not matter. */
async function openStore(): Promise<Store> {
  const base = join(dirname(cacheDirectory()), 'images');
  await mkdir(base, { recursive: true });
  const policy = join(base, 'policy.json');
  await writeFile(policy, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  const registries = join(base, 'registries.conf');
  await writeFile(registries, 'unqualified-search-registries = []\nshort-name-mode = "disabled"\n');
  const storage = join(base, 'storage.conf');
  const driver = canHoldOverlay(base) ? 'overlay' : 'vfs';
  await writeFile(
    storage,
    `[storage]\ndriver = "${driver}"\ngraphroot = "${base}/root"\nrunroot = "${base}/run"\n`,
  );
  const env = {
    CONTAINERS_STORAGE_CONF: storage,
    CONTAINERS_REGISTRIES_CONF: registries,
    BUILDAH_ISOLATION: 'chroot',
    STORAGE_DRIVER: driver,
  };
  return {
    async buildah([command = '', ...rest], progress) {
      const signed = command === 'bud' || command === 'push' ? ['--signature-policy', policy] : [];
      const options =
        progress === undefined ? { env } : { env, onErrorLine: (line: string) => progress(`  ${line}`) };
      return (await run('buildah', [command, ...signed, ...rest], options)).stdout;
    },
  };
}

/** Makes a base image unless there is one from the same Node and the same recipe. */
async function ensureBaseImage(store: Store, image: BaseImage, progress: Progress): Promise<void> {
  const hash = createHash('sha256').update(image.name);
  for (const name of ['base-images.ts', 'buildah.ts'])
    hash.update(await readFile(join(import.meta.dirname, name)));
  hash.update((await run(await projectNode(), ['--version'])).stdout);
  const recipe = `latebind.test/base:${hash.digest('hex').slice(0, 16)}`;
  const known = await store.buildah(['images', '--format', '{{.Name}}:{{.Tag}}']);
  if (!known.split('\n').includes(recipe)) {
    progress(`making ${image.name}`);
    const context = await mkdtemp(join(tmpdir(), 'latebind-base-image-'));
    try {
      await mkdir(join(context, 'root'));
      await image.fill(join(context, 'root'));
      const dockerfile = ['FROM scratch', 'COPY root/ /', ...image.instructions].join('\n');
      await writeFile(join(context, 'Dockerfile'), `${dockerfile}\n`);
      await store.buildah(['bud', ...bud, '--tag', recipe, context]);
    } finally {
      await rm(context, { recursive: true, force: true });
    }
  }
  await store.buildah(['tag', recipe, image.name]);
}
