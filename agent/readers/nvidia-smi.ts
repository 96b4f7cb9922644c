import type { Gpu, HostFacts } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { runKillable } from '../killable.ts';
import { compareAddresses, normalAddress } from './pci.ts';
import { defined, failed, found, type Reading } from './reading.ts';

/** What only the driver's library knows. The rest comes from /proc, which does not hang. */
export type SmiGpu = Pick<Gpu, 'address' | 'uuid' | 'memoryMiB'>;

/** A GPU that fell off the bus can make it hang for ever. */
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 256 * 1024;
const QUERY = ['--query-gpu=pci.bus_id,uuid,memory.total', '--format=csv,noheader,nounits'];

/**
 * Runs the host's nvidia-smi with the host's libraries. It needs access to /dev/nvidiactl, which only a container
 * has that is privileged or was given GPUs; so it is asked for by a flag.
 */
export async function readNvidiaSmi(
  root: HostRoot,
  binary: string,
  libraryDir: string | undefined,
): Promise<Reading<readonly SmiGpu[]>> {
  const program = root.localPath(binary);
  if (!program.ok) return failed([], program.reason, binary);
  const libraries = libraryDir === undefined ? undefined : root.localPath(libraryDir);
  const result = await runKillable({
    command: [program.value, ...QUERY],
    env: libraries?.ok === true ? { LD_LIBRARY_PATH: libraries.value } : {},
    timeoutMs: TIMEOUT_MS,
    maxOutput: MAX_OUTPUT,
  });
  return result.ok ? found(parseSmi(result.output)) : failed([], result.error, result.detail);
}

/** Lines of "00000000:1B:00.0, GPU-…, 81559". What is in brackets or no number is unknown, whatever it says. */
export function parseSmi(text: string): readonly SmiGpu[] {
  const gpus = text.split('\n').flatMap((line) => {
    const [address = '', uuid = '', memory = ''] = line.split(',').map((cell) => cell.trim());
    if (!/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i.test(address)) return [];
    return [
      defined<SmiGpu>({
        address: normalAddress(address),
        uuid: /^GPU-[0-9a-f-]+$/i.test(uuid) ? uuid : undefined,
        memoryMiB: /^\d{1,9}$/.test(memory) && memory !== '0' ? Number(memory) : undefined,
      }),
    ];
  });
  return gpus.sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
}

export const recallNvidiaSmi = (facts: HostFacts): readonly SmiGpu[] =>
  (facts.gpus ?? [])
    .filter((gpu) => gpu.vendor === 'nvidia' && gpu.memoryMiB !== undefined)
    .map(({ address, uuid, memoryMiB }) => defined<SmiGpu>({ address, uuid, memoryMiB }));
