/**
 * Why the facts of a host are what they are, found by cause: the host is looked at again and again, each time
 * without something that a reader saw. What changes then, depends on it. No reader has to say anything about itself.
 */

import type { HostFacts } from '../host-facts/model.ts';
import { jointCauses, type Seen, singleCauses, smallest } from './causes.ts';
import type { Pieces } from './compose.ts';
import { createDiscoverer, type DiscovererOptions } from './discover.ts';
import { type FactValue, type Leaf, leavesOf, schemaPathOf } from './fact-paths.ts';
import { FACT_PATHS, readersOf } from './fact-readers.ts';
import { aroundCalls, HostFileError, type HostFiles } from './host-files.ts';
import { imageFiles } from './host-image.ts';
import { type Recording, recordingFiles } from './recording-files.ts';

type Reader = keyof Pieces;

export interface Explanation {
  /** As presets write it: gpus[0].uuid. */
  readonly path: string;
  /** undefined: unknown. */
  readonly value: FactValue | undefined;
  /** Whose view of the host decides, the one with most to say first. */
  readonly readers: readonly Reader[];
  /** What the fact depends on, host paths, sorted. Where several say the same, all of them. */
  readonly files: readonly string[];
  /**
   * What these readers looked for and did not find, of each path the first part that is not there; and directories
   * in which they looked. Host paths, by reader.
   */
  readonly absent: readonly string[];
  readonly listed: readonly string[];
}

export interface ExplainOptions
  extends Pick<DiscovererOptions, 'files' | 'machine' | 'driverRoots' | 'nvidiaSmi'> {
  /** Only facts whose path this accepts. */
  readonly wanted?: (path: string, key: string) => boolean;
  /** Paths that are to be explained although this host has no such facts. */
  readonly unknown?: (known: readonly Leaf[]) => readonly string[];
}

/** In place of a file: what was answered by a program, or by the kernel to a call. */
const ANSWER = { smi: 'the answer of nvidia-smi', machine: 'uname -m' } as const;

/** In order of the schema; first what is known. */
export async function explainFacts(options: ExplainOptions): Promise<Explanation[]> {
  const { machine, driverRoots, nvidiaSmi, wanted = () => true, unknown = () => [] } = options;
  const same = {
    ...(machine === undefined ? undefined : { machine }),
    ...(driverRoots === undefined ? undefined : { driverRoots }),
    ...(nvidiaSmi === undefined ? undefined : { nvidiaSmi }),
  };
  const recordings = new Map<Reader, Recording>();
  const whole = recordingFiles(options.files);
  const facts = await look({
    ...same,
    files: whole.files,
    observe: (source, files) => {
      const recording = recordingFiles(files);
      recordings.set(source, recording);
      return recording.files;
    },
  });
  const leaves = leavesOf(facts).filter(({ path }) => FACT_PATHS.includes(schemaPathOf(path)));
  const chosen = leaves.filter(({ path, key }) => wanted(path, key));
  const replay = imageFiles(whole.image());

  /** Keys of the chosen facts that are others, or unknown, under other circumstances. */
  const changedBy = async (change: Partial<DiscovererOptions>): Promise<ReadonlySet<string>> => {
    const others = new Map(
      leavesOf(await look({ ...same, files: replay, ...change })).map(({ key, value }) => [key, value]),
    );
    return new Set(chosen.filter(({ key, value }) => others.get(key) !== value).map(({ key }) => key));
  };
  /** `blind`: readers that see nothing at all meanwhile. */
  const without = (
    reader: Reader,
    paths: readonly string[],
    blind: readonly Reader[] = [],
  ): Promise<ReadonlySet<string>> => {
    const gone = new Set(paths);
    return changedBy({
      observe(source, files) {
        if (blind.includes(source)) return withoutPaths(files, ALL);
        return source === reader ? withoutPaths(files, gone) : files;
      },
    });
  };

  const answers = new Map<string, Promise<ReadonlySet<string>>>();
  const withoutAny = (blind: readonly Reader[]): Promise<ReadonlySet<string>> => {
    const key = [...blind].sort().join();
    const answer = answers.get(key) ?? without('kernel', [], blind);
    answers.set(key, answer);
    return answer;
  };

  const causes = new Map<string, Map<Reader, Set<string>>>();
  const blame = (keys: Iterable<string>, reader: Reader, path: string): void => {
    for (const key of keys) {
      const byReader = causes.get(key) ?? new Map<Reader, Set<string>>();
      causes.set(key, byReader.set(reader, (byReader.get(reader) ?? new Set()).add(path)));
    }
  };
  if (nvidiaSmi !== undefined) {
    const silent = { nvidiaSmi: () => Promise.resolve({ ok: true as const, facts: {} }) };
    blame(await changedBy(silent), 'nvidia-smi', ANSWER.smi);
  }
  if (machine !== undefined) {
    const { machine: _, ...others } = same;
    const nameless = leavesOf(await look({ ...others, files: replay })).map(({ key }) => key);
    const lost = chosen.filter(({ key }) => !nameless.includes(key)).map(({ key }) => key);
    blame(lost, 'kernel', ANSWER.machine);
  }
  /** Of these facts, what this reader saw that decides, while others see nothing. */
  const blameReader = async (keys: ReadonlySet<string>, reader: Reader, blind: readonly Reader[]) => {
    const recording = recordings.get(reader);
    if (keys.size === 0 || recording === undefined) return;
    const seen = seenBy(recording);
    const changes = async (paths: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set([...(await without(reader, paths, blind))].filter((key) => keys.has(key)));
    const open = new Set(keys);
    for (const [path, decided] of await singleCauses(seen.entries, changes)) {
      blame(decided, reader, path);
      for (const key of decided) open.delete(key);
    }
    for (const [key, paths] of await jointCauses(open, seen, changes))
      for (const path of paths) blame([key], reader, path);
  };
  for (const reader of recordings.keys()) await blameReader(await withoutAny([reader]), reader, []);
  // What several readers say, each on its own, changes only when all of them see nothing.
  const everyone = await withoutAny([...recordings.keys()]);
  const groups = new Map<string, { readers: readonly Reader[]; keys: Set<string> }>();
  for (const { key } of chosen) {
    if (causes.has(key) || !everyone.has(key)) continue;
    const readers = await smallest([...recordings.keys()], async (blind) =>
      (await withoutAny(blind)).has(key),
    );
    const group = groups.get(readers.join()) ?? { readers, keys: new Set() };
    group.keys.add(key);
    groups.set(readers.join(), group);
  }
  for (const { readers, keys } of groups.values()) {
    for (const reader of readers) {
      await blameReader(
        keys,
        reader,
        readers.filter((other) => other !== reader),
      );
    }
  }

  const explain = (path: string, key: string, value: FactValue | undefined): Explanation => {
    const byReader = [...(causes.get(key) ?? [])].sort(([, a], [, b]) => b.size - a.size);
    const readers = byReader.length > 0 ? byReader.map(([reader]) => reader) : readersOf(schemaPathOf(path));
    const asked = readers.flatMap((reader) => recordings.get(reader) ?? []);
    return {
      path,
      value,
      readers,
      files: [...new Set(byReader.flatMap(([, paths]) => [...paths]))].sort(),
      absent: [...new Set(asked.flatMap(({ absent }) => outermost(absent)))],
      listed: [...new Set(asked.flatMap((recording) => recording.listed().toSorted()))],
    };
  };
  return [
    ...chosen.map(({ path, key, value }) => explain(path, key, value)),
    ...unknown(leaves).map((path) => explain(path, path, undefined)),
  ];
}

async function look(options: Omit<DiscovererOptions, 'now'>): Promise<HostFacts> {
  return (await createDiscoverer({ ...options, now: () => 0 }).look()).facts;
}

function seenBy(recording: Recording): Seen {
  const paths = [...recording.image().keys()].sort();
  const parents = new Set(paths.map((path) => path.slice(0, Math.max(1, path.lastIndexOf('/')))));
  const depth = (path: string): number => path.split('/').length;
  return {
    entries: paths.filter((path) => !parents.has(path)),
    directories: paths
      .filter((path) => parents.has(path) && path !== '/')
      .sort((a, b) => depth(b) - depth(a)),
  };
}

/** Sorted, without what lies below another: where a directory is not there, nothing in it is. */
const outermost = (paths: ReadonlySet<string>): string[] =>
  [...paths].filter((path) => !parentsOf(path).some((parent) => paths.has(parent))).sort();

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    parents.push(path.slice(0, slash));
  return parents;
}

/** As the paths of withoutPaths: nothing is there. */
const ALL: ReadonlySet<string> = new Set(['/']);

/** The files, but for these paths and what is below them. */
function withoutPaths(files: HostFiles, gone: ReadonlySet<string>): HostFiles {
  const isGone = (path: string): boolean =>
    gone === ALL || gone.has(path) || parentsOf(path).some((parent) => gone.has(parent));
  const rest = aroundCalls(files, async (path, ask) => {
    if (isGone(path)) throw new HostFileError('ENOENT');
    return await ask();
  });
  return {
    ...rest,
    async readdir(path) {
      const names = await rest.readdir(path);
      return names.filter((name) => !gone.has(`${path === '/' ? '' : path}/${name}`));
    },
  };
}
