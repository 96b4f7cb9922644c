import type { Amd, Gpu, HostFacts } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

const DRIVER = '/sys/bus/pci/drivers/amdgpu';

export type AmdGpu = Pick<Gpu, 'address' | 'model' | 'uuid' | 'memoryMiB'>;

export interface AmdFacts {
  readonly amd: Amd;
  /** What the driver is bound to; absent where it is not loaded. */
  readonly gpus?: readonly AmdGpu[];
}

/** The amdgpu module and its devices. Containers bring ROCm's libraries themselves; the host's are optional. */
export function readAmd(root: HostRoot): Reading<AmdFacts> {
  const names = root.list(DRIVER);
  if (!names.ok)
    return names.reason === 'ENOENT' ? found({ amd: { present: false } }) : failedAt({ amd: {} }, names);
  const libraries = root.resolve('/opt/rocm/lib');
  const gpus = names.value
    .filter((name) => /^[0-9a-f]{4,8}:/i.test(name))
    .map((name) => deviceFacts(root, `/sys/bus/pci/devices/${name}`, name));
  return found({
    amd: defined<Amd>({
      present: true,
      // Only the module outside the kernel tree has a version.
      driverVersion: attribute(root, '/sys/module/amdgpu/version'),
      libraryDir: libraries.ok ? libraries.value : undefined,
    }),
    gpus,
  });
}

export function recallAmd(facts: HostFacts): AmdFacts {
  const gpus = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'amd' && gpu.seenByDriver === true);
  return {
    amd: facts.amd ?? {},
    ...(facts.amd?.present === true
      ? {
          gpus: gpus.map(({ address, model, uuid, memoryMiB }) =>
            defined<AmdGpu>({ address, model, uuid, memoryMiB }),
          ),
        }
      : undefined),
  };
}

/** Attributes of amdgpu: drivers/gpu/drm/amd/amdgpu/{amdgpu_device,amdgpu_vram_mgr}.c. */
function deviceFacts(root: HostRoot, directory: string, name: string): AmdGpu {
  const vram = attribute(root, `${directory}/mem_info_vram_total`);
  const bytes = vram !== undefined && /^\d{1,15}$/.test(vram) ? Number(vram) : undefined;
  return defined<AmdGpu>({
    address: normalAddress(name),
    model: attribute(root, `${directory}/product_name`),
    // 64 bits in hexadecimal: two GPUs would be one as a number.
    uuid: attribute(root, `${directory}/unique_id`),
    memoryMiB: bytes === undefined ? undefined : Math.floor(bytes / (1024 * 1024)),
  });
}
