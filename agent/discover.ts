import type { HostFacts, Source } from '../shared/host-facts/model.ts';
import { compose, type Pieces } from './compose.ts';
import type { HostRoot } from './host-root.ts';
import { readAmd, recallAmd } from './readers/amd.ts';
import { readCpu } from './readers/cpu.ts';
import { readDeviceNodes } from './readers/device-nodes.ts';
import { mergeDriverBinaries, readDriverBinaries, recallDriverBinaries } from './readers/driver-binaries.ts';
import { DRIVER_ROOTS, type DriverRoot, driverRootAt } from './readers/driver-roots.ts';
import { readIntel, recallIntel } from './readers/intel.ts';
import { readKernel } from './readers/kernel.ts';
import { readMemory } from './readers/memory.ts';
import { readNvidiaLibraries, recallNvidiaLibraries } from './readers/nvidia-libraries.ts';
import { mergeNvidiaProc, readNvidiaProc, recallNvidiaProc } from './readers/nvidia-proc.ts';
import { readNvidiaSmi, recallNvidiaSmi } from './readers/nvidia-smi.ts';
import { readOsRelease } from './readers/os-release.ts';
import { mergePci, readPci, recallPci } from './readers/pci.ts';
import { readRdma } from './readers/rdma.ts';
import { defined, failed, type Reading } from './readers/reading.ts';
import { type SystemInformation, withSystemInformation } from './system-information.ts';

export type SourceName = keyof Pieces | 'systeminformation';

export interface SourceReport {
  readonly name: SourceName;
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
  readonly seconds: number;
}

export interface Discovery {
  /** Without nodeUid, which only the API server knows. */
  readonly facts: HostFacts;
  /** Sorted by name. */
  readonly reports: readonly SourceReport[];
}

export interface DiscovererOptions {
  readonly root: HostRoot;
  /** Host paths to search for the driver in place of the known ones. */
  readonly driverRoots?: readonly string[];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Run the host's nvidia-smi for what only it knows. */
  readonly nvidiaSmi?: boolean;
  /** The cross-check, where `root` is this machine; undefined: none. */
  readonly systemInformation?: () => Promise<Reading<SystemInformation>>;
}

/**
 * After the first failure of nvidia-smi; each further one doubles it. One that hangs in the kernel is left behind, and
 * they must not pile up.
 */
const SMI_RETRY_MS = 600_000;

export interface Discoverer {
  /** Looks at the host once. Never throws: what fails is in the reports. */
  look(): Promise<Discovery>;
  /** What was published before this process started stands in for readers that fail, if it is of the same boot. */
  remember(published: HostFacts): void;
}

/**
 * Runs all readers and makes one message of what they find. A reader that fails does not stop the others, and
 * does not make the truth smaller: its last good reading stays in force as long as the machine runs.
 */
export function createDiscoverer(options: DiscovererOptions): Discoverer {
  const { root, now } = options;
  const roots = driverRoots(root, options.driverRoots);
  let lastGood: Partial<Pieces> = {};
  let remembered: HostFacts | undefined;
  let bootId: string | undefined;
  let smi:
    | { key: string; again: number; failures: number; reading: Reading<Pieces['nvidia-smi']> }
    | undefined;

  return {
    remember(published) {
      remembered ??= published;
    },

    async look() {
      const reports: SourceReport[] = [];
      const note = (name: SourceName, started: number, reading: Reading<unknown>): void => {
        const seconds = (now() - started) / 1000;
        const { ok, detail } = reading;
        const error = reading.ok ? undefined : reading.error;
        reports.push(defined<SourceReport>({ name, ok, error, detail, seconds }));
      };

      const run = <Name extends keyof Pieces>(
        name: Name,
        nothing: Pieces[Name],
        read: () => Reading<Pieces[Name]>,
        merge: (last: Pieces[Name], partial: Pieces[Name]) => Pieces[Name] = (last) => last,
      ): Pieces[Name] => {
        const started = now();
        return accept(name, started, guarded(nothing, read), merge);
      };

      const accept = <Name extends keyof Pieces>(
        name: Name,
        started: number,
        reading: Reading<Pieces[Name]>,
        merge: (last: Pieces[Name], partial: Pieces[Name]) => Pieces[Name] = (last) => last,
      ): Pieces[Name] => {
        note(name, started, reading);
        const last = lastGood[name];
        if (!reading.ok) return last === undefined ? reading.facts : merge(last, reading.facts);
        lastGood = { ...lastGood, [name]: reading.facts };
        return reading.facts;
      };

      /** Its answer stays the same until another driver or other GPUs are there; a failure is tried again later. */
      const askSmi = async (
        proc: Pieces['nvidia-proc'],
        libraries: Pieces['nvidia-libraries'],
        { binaries }: Pieces['driver-binaries'],
      ): Promise<Pieces['nvidia-smi']> => {
        const binary = binaries?.find(({ name }) => name === 'nvidia-smi')?.path;
        if (options.nvidiaSmi !== true || proc.version === undefined || binary === undefined) return [];
        const started = now();
        const key = [bootId, proc.version, ...(proc.gpus ?? []).map((gpu) => gpu.address)].join(' ');
        if (smi?.key !== key || (!smi.reading.ok && started >= smi.again)) {
          const failures = smi?.key === key ? smi.failures + 1 : 0;
          const reading = await readNvidiaSmi(root, binary, libraries.libraryDir);
          smi = { key, again: started + SMI_RETRY_MS * 2 ** failures, failures, reading };
        }
        return accept('nvidia-smi', started, smi.reading);
      };

      const kernel = run('kernel', {}, () => readKernel(root));
      if (bootId !== undefined && kernel.bootId !== bootId) lastGood = { kernel };
      bootId = kernel.bootId;
      if (remembered !== undefined && remembered.bootId === bootId)
        lastGood = { ...recall(remembered), ...lastGood };
      remembered = undefined;

      const nvidiaProc = run('nvidia-proc', {}, () => readNvidiaProc(root), mergeNvidiaProc);
      const libraries = run('nvidia-libraries', {}, () =>
        readNvidiaLibraries(root, roots, nvidiaProc.version),
      );
      const withDriver = roots.filter((candidate) => candidate.path === libraries.root);
      const binaries = run(
        'driver-binaries',
        {},
        () => readDriverBinaries(root, withDriver.length > 0 ? withDriver : roots),
        mergeDriverBinaries,
      );
      const pieces: Pieces = {
        kernel,
        'os-release': run('os-release', {}, () => readOsRelease(root)),
        cpu: run('cpu', {}, () => readCpu(root)),
        memory: run('memory', {}, () => readMemory(root)),
        pci: run('pci', [], () => readPci(root), mergePci),
        'nvidia-proc': nvidiaProc,
        'nvidia-libraries': libraries,
        'nvidia-smi': await askSmi(nvidiaProc, libraries, binaries),
        'driver-binaries': binaries,
        'device-nodes': run('device-nodes', [], () => readDeviceNodes(root)),
        amd: run('amd', { amd: {} }, () => readAmd(root)),
        intel: run('intel', { intel: {}, bound: [] }, () => readIntel(root)),
        rdma: run('rdma', [], () => readRdma(root)),
      };
      let facts = compose(pieces);

      if (options.systemInformation !== undefined) {
        const started = now();
        const reading = await options.systemInformation();
        const checked = withSystemInformation(facts, reading);
        note('systeminformation', started, checked.reading);
        facts = checked.facts;
      }
      reports.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { facts: { ...facts, sources: reports.map(sourceOf) }, reports };
    },
  };
}

function driverRoots(root: HostRoot, paths: readonly string[] | undefined): readonly DriverRoot[] {
  if (paths === undefined || paths.length === 0) return DRIVER_ROOTS;
  return paths.map((path) => driverRootAt(path, (candidate) => root.resolve(`${candidate}/usr`).ok));
}

/** A reader has no reason to throw; should one do so, the others still count. */
function guarded<F>(nothing: F, read: () => Reading<F>): Reading<F> {
  try {
    return read();
  } catch (error) {
    return failed(nothing, 'Bug', error instanceof Error ? error.message.slice(0, 80) : 'thrown');
  }
}

/** Takes a published message apart again. */
function recall(facts: HostFacts): Partial<Pieces> {
  return defined<Partial<Pieces>>({
    'os-release': facts.os,
    cpu: facts.cpu,
    memory: facts.memory,
    pci: recallPci(facts),
    'nvidia-proc': recallNvidiaProc(facts),
    'nvidia-smi': recallNvidiaSmi(facts),
    'nvidia-libraries': recallNvidiaLibraries(facts),
    'driver-binaries': recallDriverBinaries(facts),
    'device-nodes': facts.deviceNodes,
    amd: recallAmd(facts),
    intel: recallIntel(facts),
    rdma: facts.rdma,
  });
}

/** Durations are not facts: they would change the annotation at every look. */
const sourceOf = ({ name, ok, error, detail }: SourceReport): Source =>
  defined<Source>({ name, ok, error, detail });
