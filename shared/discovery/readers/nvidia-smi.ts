import type { Gpu, HostFacts } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { type ProgramResult, runKillable } from '../killable.ts';
import { lacksNames, withNames } from './nvidia-smi-list.ts';
import { factsOf, type Said } from './nvidia-smi-said.ts';
import { isSmiText, saidInText } from './nvidia-smi-text.ts';
import { isSmiXml, saidInXml } from './nvidia-smi-xml.ts';
import { compareAddresses } from './pci.ts';
import { defined, failed, found, type Reading } from './reading.ts';

/** What only the driver's library knows. The rest comes from /proc, which does not hang. */
export type SmiGpu = Pick<
  Gpu,
  'address' | 'index' | 'uuid' | 'memoryMiB' | 'computeCapability' | 'fabricClique' | 'mig'
>;

export interface SmiFacts {
  /** Newest CUDA that the driver's library knows. */
  readonly cudaVersion?: string;
  /** Absent where it was not asked or gave no answer. */
  readonly gpus?: readonly SmiGpu[];
}

/** A GPU that fell off the bus can make it hang for ever. */
const TIMEOUT_MS = 20_000;
/** Eight GPUs are 200 kB of XML, and each process adds to them. */
const MAX_OUTPUT = 16 * 1024 * 1024;
/** Of nvidia-smi(1), RETURN VALUE: an argument is not known. */
const WRONG_ARGUMENT = 2;

/**
 * Runs the host's nvidia-smi with the host's libraries. It needs access to /dev/nvidiactl, which only a container
 * has that is privileged or was given GPUs; so it is asked for by a flag.
 */
export async function readNvidiaSmi(
  root: HostRoot,
  binary: string,
  libraryDir: string | undefined,
): Promise<Reading<SmiFacts>> {
  const program = await root.localPath(binary);
  if (!program.ok) return failed({}, program.reason, binary);
  const libraries = libraryDir === undefined ? undefined : await root.localPath(libraryDir);
  const run = (...args: readonly string[]): Promise<ProgramResult> =>
    runKillable({
      command: [program.value, ...args],
      env: libraries?.ok === true ? { LD_LIBRARY_PATH: libraries.value } : {},
      timeoutMs: TIMEOUT_MS,
      maxOutput: MAX_OUTPUT,
    });

  const report = await askReport(run);
  const said = report.facts;
  if (said === undefined || !lacksNames(said)) return conclude(report);
  const list = await run('-L');
  const named = withNames(said, list.ok ? list.output : '');
  const reading = conclude({ ...report, facts: named });
  return list.ok || !reading.ok ? reading : failed(reading.facts, list.error, `-L: ${list.detail}`);
}

/** The text of a recorded `nvidia-smi -q -x` or `nvidia-smi -q`. */
export const parseRecordedSmi = (text: string): Reading<SmiFacts> => conclude(heard(text));

/** In XML; in text where that cannot be had. One that hangs or finds no driver does so in both. */
async function askReport(
  run: (...args: readonly string[]) => Promise<ProgramResult>,
): Promise<Reading<Said | undefined>> {
  const result = await run('-q', '-x');
  const report = heardFrom(result);
  const hasNoXml = result.ok
    ? isMalformed(report)
    : result.error === 'Exit' && (result.code === undefined || result.code === WRONG_ARGUMENT);
  if (!hasNoXml) return report;
  const text = heardFrom(await run('-q'));
  return text.ok && !isMalformed(text) ? text : report;
}

function isMalformed(report: Reading<Said | undefined>): boolean {
  const reading = conclude(report);
  return !reading.ok && reading.error === 'malformed';
}

function heardFrom(result: ProgramResult): Reading<Said | undefined> {
  if (result.ok) return heard(result.output);
  if (result.error !== 'Exit') return failed(undefined, result.error, result.detail);
  const said = heard(result.output);
  const isReason = said.ok ? said.facts?.gpus.length === 0 : said.error !== 'malformed';
  return isReason ? said : failed(said.facts, result.error, result.detail);
}

/** What it writes in place of a report: NVML's name of the error behind a few words of its own. */
const REASONS: readonly (readonly [reason: RegExp, error: string])[] = [
  [/^Failed to initialize NVML: Driver\/library version mismatch/m, 'Mismatch'],
  [/^Failed to initialize NVML: /m, 'NotInitialized'],
  [/^NVIDIA-SMI has failed because /m, 'NoDriver'],
  [/^Unable to determine the device handle for /m, 'NoAnswer'],
];

function heard(text: string): Reading<Said | undefined> {
  const isXml = isSmiXml(text);
  if (isXml || isSmiText(text)) {
    const said = isXml ? saidInXml(text) : saidInText(text);
    return said === undefined ? failed(said, 'malformed', isXml ? '-q -x' : '-q') : found(said);
  }
  if (/^No devices were found/m.test(text)) return found({ cudaVersions: [], attached: '0', gpus: [] });
  for (const [pattern, error] of REASONS) {
    const at = text.search(pattern);
    if (at !== -1) return failed(undefined, error, firstLine(text.slice(at)));
  }
  return failed(undefined, 'malformed', 'no report');
}

const firstLine = (text: string): string => /^[ -~]{0,80}/.exec(text)?.[0].trim() ?? '';

function conclude(report: Reading<Said | undefined>): Reading<SmiFacts> {
  const reading = report.facts === undefined ? found({}) : factsOf(report.facts);
  return report.ok ? reading : failed(reading.facts, report.error, report.detail);
}

export function recallNvidiaSmi(facts: HostFacts): SmiFacts {
  const gpus = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'nvidia' && gpu.memoryMiB !== undefined);
  return defined<SmiFacts>({
    cudaVersion: facts.nvidia?.cudaSource === 'nvidia-smi' ? facts.nvidia.cudaVersion : undefined,
    gpus:
      gpus.length === 0
        ? undefined
        : gpus.map(({ address, index, uuid, memoryMiB, computeCapability, fabricClique, mig }) =>
            defined<SmiGpu>({ address, index, uuid, memoryMiB, computeCapability, fabricClique, mig }),
          ),
  });
}

/**
 * What is said now, and of GPUs that gave no answer what they said before, if they are the same. Not the index: where
 * one is left out, the others move up.
 */
export function mergeNvidiaSmi(last: SmiFacts, partial: SmiFacts): SmiFacts {
  if (partial.gpus === undefined) return { ...last, ...partial };
  const gpus = new Map((last.gpus ?? []).map((gpu) => [gpu.address, withoutIndex(gpu)]));
  for (const gpu of partial.gpus) {
    const before = gpus.get(gpu.address);
    const isOther = before?.uuid !== undefined && gpu.uuid !== undefined && before.uuid !== gpu.uuid;
    gpus.set(gpu.address, isOther ? gpu : { ...before, ...gpu });
  }
  return {
    ...last,
    ...partial,
    gpus: [...gpus.values()].sort((a, b) => compareAddresses(a.address ?? '', b.address ?? '')),
  };
}

function withoutIndex(gpu: SmiGpu): SmiGpu {
  const { index: _index, ...rest } = gpu;
  return rest;
}
