import { NO_DEVICES, withHealth } from '../host-facts/health.ts';
import type { HostFacts, Source } from '../host-facts/model.ts';
import { watchAnswers } from './answers.ts';
import { compose, type Pieces } from './compose.ts';
import { fill } from './fill.ts';
import type { HostFiles } from './host-files.ts';
import { createHostRoot, type HostRoot } from './host-root.ts';
import { rememberingFiles } from './memo-files.ts';
import { impatientFiles } from './patience.ts';
import { mergeAmd, readAmd } from './readers/amd.ts';
import { mergeCdi, readCdi } from './readers/cdi.ts';
import { readContainerRuntime } from './readers/container-runtime.ts';
import { readCpu } from './readers/cpu.ts';
import { readDeviceNodes } from './readers/device-nodes.ts';
import { readDirectTransfer } from './readers/direct-transfer.ts';
import { readDisks } from './readers/disks.ts';
import { mergeDriverBinaries, readDriverBinaries } from './readers/driver-binaries.ts';
import { DRIVER_ROOTS, type DriverRoot, driverRootAt } from './readers/driver-roots.ts';
import { readGaudi } from './readers/gaudi.ts';
import { readIntel } from './readers/intel.ts';
import { readJetson } from './readers/jetson.ts';
import { readKernel } from './readers/kernel.ts';
import { readLibc } from './readers/libc.ts';
import { readMemory } from './readers/memory.ts';
import { readNeuron } from './readers/neuron.ts';
import { readNvidiaDaemons } from './readers/nvidia-daemons.ts';
import { readNvidiaFabric } from './readers/nvidia-fabric.ts';
import { readNvidiaFirmware } from './readers/nvidia-firmware.ts';
import { mergeNvidiaLibraries, readNvidiaLibraries } from './readers/nvidia-libraries.ts';
import { readNvidiaMig } from './readers/nvidia-mig.ts';
import { mergeNvidiaProc, type NvidiaProcFacts, readNvidiaProc } from './readers/nvidia-proc.ts';
import { mergeNvidiaSmi, type SmiFacts } from './readers/nvidia-smi.ts';
import { readOsRelease } from './readers/os-release.ts';
import { mergePci, readPci } from './readers/pci.ts';
import { mergeRdma, readRdma } from './readers/rdma.ts';
import { defined, failed, type Reading } from './readers/reading.ts';
import { readSecurity } from './readers/security.ts';
import { readWsl } from './readers/wsl.ts';
import { recall } from './recall.ts';
import { type SystemInformation, withSystemInformation } from './system-information.ts';

export type SourceName = keyof Pieces | 'systeminformation';

export interface SourceReport {
  readonly name: SourceName;
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
  /** Facts of which a second source says something else. */
  readonly disagreements?: number;
  readonly seconds: number;
}

export interface Discovery {
  /** Without nodeUid, which only the API server knows. */
  readonly facts: HostFacts;
  /** Sorted by name. */
  readonly reports: readonly SourceReport[];
}

/** What nvidia-smi is asked with: where it lies, and what makes another answer likely. */
export interface SmiRequest {
  readonly root: HostRoot;
  /** Host path. */
  readonly binary: string;
  readonly libraryDir: string | undefined;
  /** Another one: another boot, driver or set of GPUs. */
  readonly key: string;
}

export interface DiscovererOptions {
  readonly files: HostFiles;
  /** `uname -m`, for kernels before 6.1, which have no file for it. */
  readonly machine?: string;
  /** Host paths to search for the driver in place of the known ones. */
  readonly driverRoots?: readonly string[];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Asks the host's nvidia-smi for what only it knows; undefined: it is not asked. */
  readonly nvidiaSmi?: (request: SmiRequest) => Promise<Reading<SmiFacts>>;
  /** The cross-check, where the files are those of this machine; undefined: none. */
  readonly systemInformation?: () => Promise<Reading<SystemInformation>>;
  /** Stands between a reader and the files: what it returns is what that reader sees. */
  readonly observe?: (source: keyof Pieces, files: HostFiles) => HostFiles;
}

export interface Discoverer {
  /** Looks at the host once. Never throws: what fails is in the reports. */
  look(): Promise<Discovery>;
  /** What was published before this process started stands in for readers that fail, if it is of the same boot. */
  remember(published: HostFacts): void;
}

type Merge<F> = (last: F, partial: F) => F;

/**
 * Runs all readers, side by side, and makes one message of what they find. A reader that fails or hangs does not
 * stop the others, and does not make the truth smaller: what it found before stays in force where it finds nothing
 * now, as long as the machine runs.
 */
export function createDiscoverer(options: DiscovererOptions): Discoverer {
  const { now } = options;
  /** What each reader found last, and of what it could not read since, what it found before. */
  let known: Partial<Pieces> = {};
  let remembered: HostFacts | undefined;
  let recalled = false;
  let bootId: string | undefined;

  return {
    remember(published) {
      remembered ??= published;
    },

    async look() {
      const files = rememberingFiles(options.files);
      const reports: SourceReport[] = [];
      const note = (
        name: SourceName,
        started: number,
        reading: Reading<unknown>,
        disagreements?: number,
      ): void => {
        const seconds = (now() - started) / 1000;
        const { ok, detail } = reading;
        const error = reading.ok ? undefined : reading.error;
        reports.push(defined<SourceReport>({ name, ok, error, detail, disagreements, seconds }));
      };

      const run = async <Name extends keyof Pieces>(
        name: Name,
        nothing: Pieces[Name],
        read: (root: HostRoot) => Promise<Reading<Pieces[Name]>>,
        merge: Merge<Pieces[Name]> = fill,
      ): Promise<Pieces[Name]> => {
        const started = now();
        const { files: watched, unanswered } = watchAnswers(options.observe?.(name, files) ?? files);
        const told = await guarded(nothing, () =>
          read(createHostRoot(impatientFiles(watched), options.machine)),
        );
        const silent = unanswered();
        // A reader passes over attributes that may not exist; one that gave no answer may have done so before.
        const reading =
          told.ok && silent !== undefined ? failed(told.facts, silent.reason, silent.path) : told;
        note(name, started, reading);
        const before = known[name];
        const facts = reading.ok || before === undefined ? reading.facts : merge(before, reading.facts);
        known = { ...known, [name]: facts };
        return facts;
      };

      let kernel = await run('kernel', {}, readKernel);
      if (bootId !== undefined && kernel.bootId !== bootId) known = { kernel };
      bootId = kernel.bootId;
      if (remembered !== undefined && bootId !== undefined && !recalled) {
        recalled = true;
        if (remembered.bootId === bootId) {
          known = { ...recall(remembered), ...known };
          kernel = { ...kernel, kernel: { ...remembered.kernel, ...kernel.kernel } };
        }
      }

      const roots = await driverRoots(createHostRoot(impatientFiles(files)), options.driverRoots);
      const mig = run('nvidia-mig', [], readNvidiaMig);
      /** One after the other: each needs what the one before found. */
      const nvidia = async (): Promise<
        Pick<
          Pieces,
          'nvidia-proc' | 'nvidia-libraries' | 'driver-binaries' | 'nvidia-firmware' | 'nvidia-smi'
        >
      > => {
        const proc = await run('nvidia-proc', {}, readNvidiaProc, mergeNvidiaProc);
        const libraries = await run(
          'nvidia-libraries',
          {},
          (root) => readNvidiaLibraries(root, roots, proc.version),
          mergeNvidiaLibraries,
        );
        const found = roots.filter((candidate) => candidate.path === libraries.root);
        const withDriver = found.length > 0 ? found : roots;
        const binaries = await run(
          'driver-binaries',
          {},
          (root) => readDriverBinaries(root, withDriver),
          mergeDriverBinaries,
        );
        const firmware = await run('nvidia-firmware', {}, (root) =>
          readNvidiaFirmware(root, withDriver, proc.version),
        );
        const ask = options.nvidiaSmi;
        const binary = binaries.binaries?.find(({ name }) => name === 'nvidia-smi')?.path;
        const addresses = (proc.gpus ?? []).map((gpu) => gpu.address);
        const instances = (await mig).flatMap(({ minor, mig: { instances: all = [] } }) =>
          all.map(({ gi, ci }) => `${minor}/${gi}/${ci}`),
        );
        const key = [bootId, proc.version, ...addresses, ...instances].join(' ');
        const smi =
          ask === undefined || proc.version === undefined || binary === undefined
            ? {}
            : await run(
                'nvidia-smi',
                {},
                async (root) =>
                  ofThisHost(await ask({ root, binary, libraryDir: libraries.libraryDir, key }), proc),
                mergeNvidiaSmi,
              );
        return {
          'nvidia-proc': proc,
          'nvidia-libraries': libraries,
          'driver-binaries': binaries,
          'nvidia-firmware': firmware,
          'nvidia-smi': smi,
        };
      };

      const others = {
        'os-release': run('os-release', {}, readOsRelease),
        libc: run('libc', {}, readLibc),
        cpu: run('cpu', {}, readCpu),
        memory: run('memory', {}, readMemory),
        pci: run('pci', [], readPci, mergePci),
        'nvidia-mig': mig,
        'nvidia-fabric': run('nvidia-fabric', {}, readNvidiaFabric),
        'nvidia-daemons': run('nvidia-daemons', {}, readNvidiaDaemons),
        'direct-transfer': run('direct-transfer', {}, readDirectTransfer),
        'device-nodes': run('device-nodes', [], (root) => readDeviceNodes(root, roots)),
        amd: run('amd', { amd: {} }, readAmd, mergeAmd),
        intel: run('intel', { intel: {}, bound: [] }, readIntel),
        gaudi: run('gaudi', { gaudi: {}, bound: [] }, readGaudi),
        neuron: run('neuron', {}, readNeuron),
        rdma: run('rdma', [], readRdma, mergeRdma),
        disks: run('disks', [], readDisks),
        cdi: run('cdi', {}, readCdi, mergeCdi),
        'container-runtime': run('container-runtime', {}, readContainerRuntime),
        security: run('security', {}, readSecurity),
        jetson: run('jetson', {}, readJetson),
        wsl: run('wsl', {}, readWsl),
      } satisfies { readonly [Name in keyof Pieces]?: Promise<Pieces[Name]> };
      let facts = compose({ kernel, ...(await nvidia()), ...(await settled(others)) });

      if (options.systemInformation !== undefined) {
        const started = now();
        const reading = await options.systemInformation();
        const checked = withSystemInformation(facts, reading);
        note('systeminformation', started, checked.reading, checked.disagreements);
        facts = checked.facts;
      }
      reports.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { facts: withHealth({ ...facts, sources: reports.flatMap(sourceOf) }), reports };
    },
  };
}

/** A recorded answer may be another machine's; one of this machine names GPUs that its driver lists. */
function ofThisHost(reading: Reading<SmiFacts>, { gpus: listed = [] }: NvidiaProcFacts): Reading<SmiFacts> {
  const { gpus } = reading.facts;
  if (gpus === undefined || listed.length === 0) return reading;
  if (gpus.length === 0) return reading.ok ? { ...reading, detail: NO_DEVICES } : reading;
  const addresses = new Set(listed.map(({ address }) => address));
  return gpus.some(({ address }) => addresses.has(address))
    ? reading
    : failed({}, 'OtherMachine', 'none of its GPUs is listed by the driver');
}

type Settled<P> = { readonly [Name in keyof P]: Awaited<P[Name]> };

/** All of them; none rejects, and all have begun. */
async function settled<P extends Readonly<Record<string, Promise<unknown>>>>(
  promises: P,
): Promise<Settled<P>> {
  const entries = Object.entries(promises).map(async ([name, promise]) => [name, await promise] as const);
  return Object.fromEntries(await Promise.all(entries)) as Settled<P>;
}

async function driverRoots(
  root: HostRoot,
  paths: readonly string[] | undefined,
): Promise<readonly DriverRoot[]> {
  if (paths === undefined || paths.length === 0) return DRIVER_ROOTS;
  return await Promise.all(
    paths.map(async (path) => driverRootAt(path, (await root.resolve(`${path}/usr`)).ok)),
  );
}

/** A reader has no reason to throw; should one do so, the others still count. */
async function guarded<F>(nothing: F, read: () => Promise<Reading<F>>): Promise<Reading<F>> {
  try {
    return await read();
  } catch (error) {
    return failed(nothing, 'Bug', error instanceof Error ? error.message.slice(0, 80) : 'thrown');
  }
}

/** Durations are not facts: they would change the annotation at every look. Nor is that all went well. */
const sourceOf = ({ name, ok, error, detail }: SourceReport): Source[] =>
  ok && detail === undefined ? [] : [defined<Source>({ name, ok, error, detail })];
