/** A host in one tar: all that the readers asked for, checked to give the same facts before it is given out. */

import type { HostFacts } from '../host-facts/model.ts';
import { createDiscoverer, type DiscovererOptions, type SmiRequest } from './discover.ts';
import { differencesOf } from './fact-paths.ts';
import { type HostRecord, openHostArchive, writeHostArchive } from './host-archive.ts';
import type { HostFiles } from './host-files.ts';
import { createHostRoot } from './host-root.ts';
import { runKillable } from './killable.ts';
import { parseRecordedSmi } from './readers/nvidia-smi.ts';
import { failed } from './readers/reading.ts';
import { recordingFiles } from './recording-files.ts';
import { createRedactor } from './redact.ts';

export interface RecordOptions {
  /** `uname -m` of the host. */
  readonly machine?: string;
  /** Host paths to search for the driver in place of the known ones. */
  readonly driverRoots?: readonly string[];
  /** Runs the host's nvidia-smi and keeps its answer; only where the files are those of this machine. */
  readonly nvidiaSmi?: boolean;
  /** What `nvidia-smi -q -x` answered before, in place of running it. */
  readonly smi?: string;
  /** Without what tells this machine from others. */
  readonly redact?: boolean;
}

/** Why there is no record; what to do next is in the message. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

const SMI_TIMEOUT_MS = 20_000;
const SMI_MAX_OUTPUT = 16 * 1024 * 1024;

/** Throws RecordError, and ArchiveError where it is larger than an archive may be. */
export async function recordHost(files: HostFiles, options: RecordOptions = {}): Promise<Buffer> {
  const { machine, driverRoots = [] } = options;
  const same = {
    ...(machine === undefined ? undefined : { machine }),
    ...(driverRoots.length === 0 ? undefined : { driverRoots }),
  };
  const recording = recordingFiles(files);
  let { smi } = options;
  const nvidiaSmi = async (request: SmiRequest) => {
    if (smi !== undefined) return parseRecordedSmi(smi);
    const answer = await askNvidiaSmi(request);
    if (!answer.ok) return failed({}, answer.error, answer.detail);
    smi = answer.output;
    return parseRecordedSmi(smi);
  };
  const asked = options.nvidiaSmi === true || smi !== undefined ? { nvidiaSmi } : undefined;
  const facts = await look({ files: recording.files, ...same, ...asked });
  const silent = facts.sources?.find(({ name, ok }) => name === 'nvidia-smi' && ok === false);
  if (silent !== undefined && smi === undefined)
    throw new RecordError(
      `nvidia-smi gave no answer: ${silent.error ?? ''} ${silent.detail ?? ''}; record without --nvidia-smi`,
    );
  const record: HostRecord = {
    image: recording.image(),
    ...same,
    ...(smi === undefined ? undefined : { smi }),
  };
  const archive = await checkedArchive(record, facts);
  if (options.redact !== true) return archive;

  const redactor = createRedactor(record, await namesOf(files));
  const expected = JSON.parse(redactor.text(JSON.stringify(facts))) as HostFacts;
  return await checkedArchive(redactor.record(record), expected);
}

/** The facts of a host that was opened from an archive. */
export async function factsOfRecord({
  smi,
  ...host
}: ReturnType<typeof openHostArchive>): Promise<HostFacts> {
  return await look({
    ...host,
    ...(smi === undefined ? undefined : { nvidiaSmi: () => Promise.resolve(parseRecordedSmi(smi)) }),
  });
}

async function look(options: Omit<DiscovererOptions, 'now'>): Promise<HostFacts> {
  return (await createDiscoverer({ ...options, now: () => 0 }).look()).facts;
}

async function checkedArchive(record: HostRecord, facts: HostFacts): Promise<Buffer> {
  const archive = writeHostArchive(record, facts);
  const again = await factsOfRecord(openHostArchive(archive));
  const [difference] = differencesOf(comparable(facts), comparable(again));
  if (difference === undefined) return archive;
  const { key, a, b } = difference;
  throw new RecordError(
    `${key} is ${shown(b)} in the record, and ${shown(a)} on the host; if the host changed meanwhile, record it again, else report this`,
  );
}

const shown = (value: unknown): string => (value === undefined ? 'unknown' : JSON.stringify(value));

/** Which of several failures a source tells of depends on which came first. */
function comparable(facts: HostFacts): HostFacts {
  const sources = facts.sources?.map(({ detail, ...source }) =>
    source.ok === false || detail === undefined ? source : { ...source, detail },
  );
  return sources === undefined ? facts : { ...facts, sources };
}

async function askNvidiaSmi({ root, binary, libraryDir }: SmiRequest) {
  const program = await root.localPath(binary);
  if (!program.ok) return { ok: false as const, error: program.reason, detail: binary };
  const libraries = libraryDir === undefined ? undefined : await root.localPath(libraryDir);
  return await runKillable({
    command: [program.value, '-q', '-x'],
    env: libraries?.ok === true ? { LD_LIBRARY_PATH: libraries.value } : {},
    timeoutMs: SMI_TIMEOUT_MS,
    maxOutput: SMI_MAX_OUTPUT,
  });
}

/** They may stand in paths and mount tables; the files themselves are no part of the record. */
async function namesOf(files: HostFiles): Promise<string[]> {
  const root = createHostRoot(files);
  const texts = await Promise.all(['/proc/sys/kernel/hostname', '/etc/hostname'].map(root.readText));
  return texts.flatMap((text) => (text.ok ? [text.value] : []));
}
