/**
 * `npm run demo -- --cluster`: the example pods and presets of examples/ in a real cluster of two nodes. What the table says
 * of a pod was written by its container, or is what the scheduler says of it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { table } from '../../cli/table.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { provenanceOf } from '../../shared/preset/provenance.ts';
import { givePresets, type PodObject, podPath, startWorld, type World } from '../e2e/fixture.ts';
import { busyboxImage } from './images.ts';
import { progressOnStandardError as progress } from './progress.ts';
import { clusterRequirements } from './requirements.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
/** What a container prints: its variables of interest and the library it would load. */
const LOOK =
  'echo "$LD_LIBRARY_PATH|$NVIDIA_DRIVER_VERSION|$(cat /usr/local/lib/nvidia/libcuda.so.1 2>/dev/null)" > /dev/termination-log';

const requirements = await clusterRequirements('nodes');
if (!requirements.ok) {
  console.error(`demo --cluster needs ${requirements.needs}`);
  process.exit(1);
}
const world = await startWorld({ progress });
try {
  await demo(world);
} finally {
  await world.stop();
}

async function demo(running: World): Promise<void> {
  const { cluster } = running;
  await cluster.setExtendedResource('node-b', 'amd.com/gpu', 1);
  const presets = await documents('presets');
  const pods = (await documents('pods')) as Pod[];
  const namespaces = [...pods, ...(presets as Pod[])].map(({ metadata }) => metadata.namespace);
  for (const name of new Set(namespaces)) if (name !== undefined) await cluster.createNamespace(name);
  await givePresets(running, ...presets);

  const { items } = await cluster.api<{ metadata: { name: string } } & { items: PodObject[] }>(
    'GET',
    '/api/v1/nodes',
  );
  const nodes = items.map(({ metadata }) => [
    metadata.name,
    metadata.annotations?.[ANNOTATION.hostSummary] ?? '',
  ]);
  print('Two nodes, as their agents see them', ['NODE', 'HOST'], nodes);

  for (const pod of pods)
    await cluster.api('POST', `/api/v1/namespaces/${pod.metadata.namespace}/pods`, runnable(pod));
  const rows: string[][] = [];
  const inside: string[][] = [];
  for (const { metadata } of pods) {
    const { name = '', namespace = '' } = metadata;
    const pod = await cluster.waitFor<PodObject>(
      podPath(name, namespace),
      (found) => ended(found) || unschedulable(found) !== undefined,
      {
        timeoutSeconds: 60,
        what: 'its end, or a reason why it waits',
      },
    );
    const applied = provenanceOf(pod).filter(({ result }) => result !== 'skipped');
    const uncovered = pod.metadata.annotations?.[ANNOTATION.uncovered];
    rows.push([
      `${namespace}/${name}`,
      ended(pod) ? pod.status.phase : 'Pending',
      pod.spec.nodeName ?? '-',
      applied.map(({ preset }) => preset.split('/').at(-1)).join(',') || '-',
      unschedulable(pod) ?? (uncovered === undefined ? '-' : `Uncovered: no preset for ${uncovered}`),
    ]);
    const seen = pod.status.containerStatuses?.[0]?.state.terminated?.message?.trim();
    if (seen !== undefined)
      inside.push([`${namespace}/${name}`, ...seen.split('|').map((text) => text || '-')]);
  }
  print(
    `${pods.length} pods (examples/pods, examples/presets)`,
    ['POD', 'RESULT', 'NODE', 'PRESETS', 'REASON'],
    rows,
  );
  print(
    'What their containers saw',
    ['POD', 'LD_LIBRARY_PATH', 'NVIDIA_DRIVER_VERSION', 'libcuda.so.1'],
    inside,
  );
}

async function documents(folder: string): Promise<object[]> {
  const names = (await readdir(join(EXAMPLES, folder))).filter((name) => name.endsWith('.yaml')).toSorted();
  return await Promise.all(
    names.map(async (name) => parse(await readFile(join(EXAMPLES, folder, name), 'utf8')) as object),
  );
}

/** The same pod with the one image that the test cluster has, which looks around and ends. */
function runnable(pod: Pod): Pod {
  const containers = pod.spec.containers.map(
    (container): Container => ({ ...container, image: busyboxImage, command: ['sh', '-c', LOOK] }),
  );
  return { ...pod, spec: { ...pod.spec, restartPolicy: 'Never', containers } };
}

function ended(pod: PodObject | undefined): boolean {
  return pod?.status.phase === 'Succeeded' || pod?.status.phase === 'Failed';
}

function unschedulable(pod: PodObject | undefined): string | undefined {
  return pod?.status.conditions?.find(({ reason }) => reason === 'Unschedulable')?.message;
}

function print(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write(`\n${title}\n${table(header, rows)}\n`);
}
