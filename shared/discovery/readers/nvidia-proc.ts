import type { Gpu, HostFacts } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { compareAddresses, normalAddress } from './pci.ts';
import { defined, failed, failedAt, found, noAnswer, type Reading } from './reading.ts';

const DRIVER = '/proc/driver/nvidia';

export type ProcGpu = Pick<Gpu, 'address' | 'model' | 'uuid' | 'minor' | 'excluded'>;

export interface NvidiaProcFacts {
  /** Absent where that could not be seen. */
  readonly loaded?: boolean;
  /** Of the loaded kernel module. */
  readonly version?: string;
  readonly flavour?: string;
  /** What the driver lists; absent where no driver is loaded. */
  readonly gpus?: readonly ProcGpu[];
}

/** Whether the module is loaded; undefined where that could not be seen. */
export async function nvidiaLoaded(root: HostRoot): Promise<boolean | undefined> {
  const module = await root.resolve('/sys/module/nvidia');
  if (module.ok) return true;
  const driver = await root.resolve(`${DRIVER}/version`);
  if (driver.ok) return true;
  return noAnswer(module) || noAnswer(driver) ? undefined : false;
}

/** What the loaded NVIDIA module says about itself and its GPUs (kernel-open/nvidia/nv-procfs.c). */
export async function readNvidiaProc(root: HostRoot): Promise<Reading<NvidiaProcFacts>> {
  const text = await root.readText(`${DRIVER}/version`);
  // A container runtime may hide /proc/driver, and its text has changed before.
  const ofModule = await root.readText('/sys/module/nvidia/version');
  const version = ofModule.ok ? ofModule.value.trim() || undefined : undefined;
  if (!text.ok) {
    const module = defined<NvidiaProcFacts>({ loaded: ofModule.ok ? true : undefined, version });
    if (text.reason !== 'ENOENT') return failedAt(module, text);
    if (ofModule.ok) return failed(module, 'ENOENT', `${DRIVER} is hidden`);
    return noAnswer(ofModule) ? failedAt({}, ofModule) : found({ loaded: false }, 'not loaded');
  }
  const module = defined<NvidiaProcFacts>({ loaded: true, version, ...parseDriverVersion(text.value) });
  const names = await root.list(`${DRIVER}/gpus`);
  // Loaded, but no GPU was ever initialised.
  if (!names.ok && names.reason === 'ENOENT') return versionReading({ ...module, gpus: [] });
  if (!names.ok) return failedAt(module, names);
  const gpus: ProcGpu[] = [];
  const unreadable: string[] = [];
  for (const name of names.value) {
    const information = await root.readText(`${DRIVER}/gpus/${name}/information`);
    if (!information.ok) unreadable.push(name);
    const details = information.ok ? parseInformation(information.value) : {};
    gpus.push({ address: normalAddress(name), ...details });
  }
  gpus.sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
  const facts = { ...module, gpus };
  return unreadable.length === 0
    ? versionReading(facts)
    : failed(facts, 'EIO', unreadable.slice(0, 4).join(' '));
}

const versionReading = (facts: NvidiaProcFacts): Reading<NvidiaProcFacts> =>
  facts.version === undefined ? failed(facts, 'malformed', `${DRIVER}/version`) : found(facts);

export function recallNvidiaProc(facts: HostFacts): NvidiaProcFacts {
  const driver = facts.nvidia?.driver;
  const gpus = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'nvidia');
  const listed = gpus.some((gpu) => gpu.seenByDriver !== undefined);
  return defined<NvidiaProcFacts>({
    loaded: facts.nvidia?.present === false ? false : driver?.version !== undefined || listed || undefined,
    version: driver?.version,
    flavour: driver?.flavour,
    gpus: listed
      ? gpus
          .filter((gpu) => gpu.seenByDriver === true)
          .map(({ address, model, uuid, minor, excluded }) =>
            defined<ProcGpu>({ address, model, uuid, minor, excluded }),
          )
      : undefined,
  });
}

/** What can be read now, filled with what could be read before, unless another driver was loaded since. */
export function mergeNvidiaProc(last: NvidiaProcFacts, partial: NvidiaProcFacts): NvidiaProcFacts {
  if (partial.version !== undefined && partial.version !== last.version) return partial;
  const before = new Map((last.gpus ?? []).map((gpu) => [gpu.address, gpu]));
  const gpus = partial.gpus?.map((gpu) => Object.assign({}, before.get(gpu.address), gpu)) ?? last.gpus;
  return defined<NvidiaProcFacts>({ ...last, ...partial, gpus });
}

/**
 * Two grammars: "… x86_64 Kernel Module  535.86.10  Wed Jul …" of the proprietary module and
 * "… Open Kernel Module for x86_64  550.54.15  Release Build …" of the open one.
 */
export function parseDriverVersion(text: string): Pick<NvidiaProcFacts, 'version' | 'flavour'> {
  const match = /^NVRM version:.*?\b(Open )?Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+){1,3})\b/m.exec(text);
  if (match === null) return {};
  return defined({ version: match[2], flavour: match[1] === undefined ? 'proprietary' : 'open' });
}

/** "Key: <tab> value" lines. Until a board is initialised its UUID is question marks or, since 595, no line. */
export function parseInformation(text: string): Omit<ProcGpu, 'address'> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) values.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const model = values.get('Model');
  const uuid = values.get('GPU UUID');
  const minor = values.get('Device Minor') ?? '';
  const excluded = values.get('GPU Excluded') ?? values.get('Blacklisted');
  return defined<Omit<ProcGpu, 'address'>>({
    model: model === undefined || model === '' || model === 'Unknown' ? undefined : model,
    uuid: uuid !== undefined && /^GPU-[0-9a-f-]+$/i.test(uuid) ? uuid : undefined,
    minor: /^\d{1,5}$/.test(minor) ? Number(minor) : undefined,
    excluded: excluded === 'Yes' ? true : excluded === 'No' ? false : undefined,
  });
}
