import type { HostFacts, Mig, MigInstance } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

const CAPABILITIES = '/proc/driver/nvidia/capabilities';

/** MIG of the GPU with this minor. */
export interface GpuMig {
  readonly minor: number;
  readonly mig: Mig;
}

/**
 * The instances that exist, from the tree gpu<minor>/mig/gi<g>/ci<c> that the driver keeps (open-gpu-kernel-modules,
 * src/nvidia/arch/nvalloc/unix/src/os.c, osRmCapRegister*). Every GPU has gpu<minor>/mig, also one that cannot do
 * MIG or has it switched off: only an instance tells that it is on.
 */
export async function readNvidiaMig(outer: HostRoot): Promise<Reading<readonly GpuMig[]>> {
  const root = attentive(outer);
  const names = await root.list(CAPABILITIES);
  // No driver, or one without MIG (before 450).
  if (!names.ok) return names.reason === 'ENOENT' ? found([]) : failedAt([], names);
  const gpus: GpuMig[] = [];
  for (const [minor, gpu] of numbered(names.value, 'gpu')) {
    const mig = await migOf(root, `${CAPABILITIES}/${gpu}/mig`);
    if (mig !== undefined) gpus.push({ minor, mig });
  }
  return root.reading(gpus);
}

export const recallNvidiaMig = (facts: HostFacts): readonly GpuMig[] =>
  (facts.gpus ?? []).flatMap(({ minor, mig }) =>
    minor === undefined || mig?.instances === undefined
      ? []
      : [{ minor, mig: { ...mig, instances: mig.instances.map(ofFiles) } }],
  );

async function migOf(root: HostRoot, directory: string): Promise<Mig | undefined> {
  const names = await root.list(directory);
  if (!names.ok) return undefined;
  const there = numbered(names.value, 'gi');
  const instances: MigInstance[] = [];
  for (const [gi, name] of there) {
    const giMinor = await deviceMinor(root, `${directory}/${name}/access`);
    const inside = await root.list(`${directory}/${name}`);
    for (const [ci, compute] of numbered(inside.ok ? inside.value : [], 'ci')) {
      const ciMinor = await deviceMinor(root, `${directory}/${name}/${compute}/access`);
      instances.push(defined<MigInstance>({ gi, ci, giMinor, ciMinor }));
    }
  }
  return there.length === 0 ? { instances } : { capable: true, enabled: true, instances };
}

/** "DeviceFileMinor: 3" of an access file (kernel-open/nvidia/nv-caps.c): /dev/nvidia-caps/nvidia-cap3. */
async function deviceMinor(root: HostRoot, path: string): Promise<number | undefined> {
  const minor = /^DeviceFileMinor: (\d{1,7})$/m.exec((await attribute(root, path)) ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Names of a prefix and a number, by the number. */
function numbered(names: readonly string[], prefix: string): (readonly [number, string])[] {
  return names
    .flatMap((name) => {
      const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      return /^\d{1,5}$/.test(digits) ? [[Number(digits), name] as const] : [];
    })
    .sort(([a], [b]) => a - b);
}

/** What the files say of an instance; its name and size are nvidia-smi's. */
const ofFiles = ({ gi, ci, giMinor, ciMinor }: MigInstance): MigInstance =>
  defined<MigInstance>({ gi, ci, giMinor, ciMinor });
