import { HOST_LABEL_PREFIX } from '../names.ts';
import type { Gpu, HostFacts } from './model.ts';

/**
 * What a label says is coarse and rarely changes: for nodeSelector, affinity and `kubectl get nodes -L`. At most eight,
 * which a policy checks too: every label is held in memory by all who watch Nodes.
 *
 * They are about accelerators that pods can have: those given to virtual machines or left out by the driver's
 * configuration do not count. A label is left out where its value is unknown; a host without accelerators has none.
 *
 * | label            | value                                                                                  |
 * | ---------------- | -------------------------------------------------------------------------------------- |
 * | gpu-vendor       | nvidia, amd, intel, habana; mixed                                                      |
 * | gpu-model        | as the driver calls it, other characters than letters, digits, ".", "_" as "-"; mixed  |
 * | gpu-count        | on the bus, whether or not a driver sees them                                          |
 * | gpu-architecture | hopper, ampere, …; gfx942, …; mixed                                                    |
 * | driver-major     | of the loaded driver: 550                                                              |
 * | cuda-major       | of the newest CUDA that the driver runs: 12                                            |
 * | mig              | true, false; mixed where it is enabled on some                                         |
 * | ready            | true: every accelerator is seen by its driver and nothing is known to be broken;       |
 * |                  | false: one is not, or something is; skew: the driver's module and libraries disagree   |
 */
type HostLabel =
  | 'gpu-vendor'
  | 'gpu-model'
  | 'gpu-count'
  | 'gpu-architecture'
  | 'driver-major'
  | 'cuda-major'
  | 'mig'
  | 'ready';

/** Full names and valid values, sorted by name. */
export function hostLabels(facts: HostFacts): Record<string, string> {
  const gpus = withoutUnused((facts.gpus ?? []).filter(isForPods));
  if (gpus.length === 0) return {};
  const vendor = agreed(gpus.map((gpu) => gpu.vendor));
  const labels: Readonly<Record<HostLabel, string | undefined>> = {
    'cuda-major': majorOf(facts.nvidia?.cudaVersion),
    'driver-major': majorOf(driverVersion(facts, vendor)),
    'gpu-architecture': agreed(gpus.map((gpu) => gpu.architecture)),
    'gpu-count': String(gpus.length),
    'gpu-model': agreed(models(gpus)),
    'gpu-vendor': vendor,
    mig: mig(gpus),
    ready: readiness(facts, gpus),
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => {
      const valid = value === undefined ? '' : labelValue(value);
      return valid === '' ? [] : [[`${HOST_LABEL_PREFIX}${name}`, valid]];
    }),
  );
}

const isForPods = ({ boundDriver, excluded }: Gpu): boolean =>
  boundDriver !== 'vfio-pci' && excluded !== true;

/** A display adapter that no driver is bound to, beside accelerators that work, is not what the node is for. */
function withoutUnused(gpus: readonly Gpu[]): readonly Gpu[] {
  const used = gpus.filter(({ seenByDriver, boundDriver }) => seenByDriver === true || boundDriver !== '');
  const vendors = new Set(used.map(({ vendor }) => vendor));
  return used.length === 0 ? gpus : gpus.filter((gpu) => used.includes(gpu) || vendors.has(gpu.vendor));
}

/** What all say; mixed where two differ; unknown where one is unknown and the others agree. */
function agreed(values: readonly (string | undefined)[]): string | undefined {
  const known = new Set(values.filter((value) => value !== undefined));
  if (known.size > 1) return 'mixed';
  return values.includes(undefined) ? undefined : [...known][0];
}

/** A device that its driver has lost is what others of the same PCI id are. */
function models(gpus: readonly Gpu[]): (string | undefined)[] {
  const byId = new Map<string, string>();
  for (const { deviceId, model } of gpus) {
    if (deviceId !== undefined && model !== undefined) byId.set(deviceId, model);
  }
  return gpus.map(({ deviceId, model }) => model ?? byId.get(deviceId ?? ''));
}

/** Intel's drivers are part of the kernel; of two vendors there is no one driver. */
function driverVersion(facts: HostFacts, vendor: string | undefined): string | undefined {
  switch (vendor) {
    case 'nvidia':
      return facts.nvidia?.driver?.version;
    case 'amd':
      return facts.amd?.driverVersion;
    case 'habana':
      return facts.gaudi?.driverVersion;
    default:
      return undefined;
  }
}

const majorOf = (version: string | undefined): string | undefined =>
  /^\d{1,9}(?=\.|$)/.exec(version ?? '')?.[0];

function mig(gpus: readonly Gpu[]): string | undefined {
  const capable = gpus.filter((gpu) => gpu.mig !== undefined && gpu.mig.capable !== false);
  const modes = capable.map(({ mig: { enabled } = {} }) =>
    enabled === undefined ? undefined : String(enabled),
  );
  return agreed(modes);
}

function readiness(facts: HostFacts, gpus: readonly Gpu[]): string | undefined {
  if (facts.nvidia?.driver?.skew === true) return 'skew';
  if (facts.healthy === false || gpus.some(isWithoutDriver)) return 'false';
  return facts.healthy === true && gpus.every((gpu) => gpu.seenByDriver === true) ? 'true' : undefined;
}

/** Those that pods work with: not nouveau. */
const DRIVERS: ReadonlySet<string> = new Set(['amdgpu', 'habanalabs', 'i915', 'nvidia', 'xe']);

function isWithoutDriver({ seenByDriver, boundDriver }: Gpu): boolean {
  // Bound to its driver, but not told by it: its list could not be read.
  return !(seenByDriver ?? (boundDriver === undefined || DRIVERS.has(boundDriver)));
}

/** The nearest valid value: "NVIDIA H100 80GB HBM3" is NVIDIA-H100-80GB-HBM3. May be empty. */
function labelValue(text: string): string {
  const replaced = text.replaceAll(/[^A-Za-z0-9._]+/g, '-').replace(/^[-._]+/, '');
  return replaced.slice(0, 63).replace(/[-._]+$/, '');
}
