import type { Cdi, CdiSpec } from '../../host-facts/model.ts';
import type { Failure, HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { defined, failed, type Reading } from './reading.ts';

/** Where runtimes look (pkg/cdi/spec-dirs.go of tags.cncf.io/container-device-interface); /var/run is mostly /run. */
const DIRECTORIES = ['/etc/cdi', '/run/cdi', '/var/run/cdi'] as const;

/** Largest spec that is read. One for eight GPUs with all their MIG devices has about 100 KiB. YAML takes much to parse. */
const MAX_SPEC_BYTES = { json: 1024 * 1024, yaml: 256 * 1024 } as const;
/** Paths that are looked for, of all specs together. */
const MAX_PATHS = 200;

/**
 * "<vendor>-<class>_<id>.json", made for one container and gone with it (pkg/cdi/spec.go, GenerateTransientSpecName): no
 * fact of a host.
 */
const TRANSIENT = /-[^-_]+_.+\.(json|yaml)$/;

interface Bad {
  readonly error: string;
  readonly path: string;
}

/** Specs, and whether the host has the files that they name. */
export async function readCdi(outer: HostRoot): Promise<Reading<Cdi>> {
  const root = attentive(outer);
  const specs: CdiSpec[] = [];
  const bad: Bad[] = [];
  const search = createSearch(root);
  const files = await specFiles(root, ({ reason, path }) => bad.push({ error: reason, path }));
  for (const path of files) {
    const spec = await readSpec(root, path);
    if (spec === undefined) continue;
    if ('error' in spec) {
      bad.push(spec);
      // That it is there; a reading of before knows more of it.
      specs.push({ path });
      continue;
    }
    const missing = await search.firstMissing(spec.hostPaths);
    specs.push(defined<CdiSpec>({ path, kind: spec.kind, devices: spec.devices, missing }));
  }
  const [first] = bad;
  const facts = summary(specs, search.complete() && first === undefined);
  if (first === undefined) return root.reading(facts);
  const paths = bad.slice(0, 4).map(({ path }) => path);
  return failed(facts, first.error, paths.join(' '));
}

/** Undefined where it is gone since it was listed. */
async function readSpec(root: HostRoot, path: string): Promise<ParsedSpec | Bad | undefined> {
  const most = MAX_SPEC_BYTES[path.endsWith('.json') ? 'json' : 'yaml'];
  const bytes = await root.readHead(path, most + 1);
  if (!bytes.ok) return bytes.reason === 'ENOENT' ? undefined : { error: bytes.reason, path };
  if (bytes.value.length > most) return { error: 'TooLarge', path };
  return (await parseSpec(path, bytes.value.toString('utf8'))) ?? { error: 'malformed', path };
}

/** Looks for files, for each once and for not too many. */
function createSearch(root: HostRoot): {
  firstMissing(paths: readonly string[]): Promise<string | undefined>;
  /** Each path that was passed over as not missing is there. */
  complete(): boolean;
} {
  const known = new Map<string, boolean | undefined>();
  let complete = true;
  const isThere = async (path: string): Promise<boolean | undefined> => {
    const stat = await root.stat(path);
    return stat.ok ? true : stat.reason === 'ENOENT' ? false : undefined;
  };
  return {
    complete: () => complete,
    async firstMissing(paths) {
      for (const path of paths) {
        if (!known.has(path)) known.set(path, known.size < MAX_PATHS ? await isThere(path) : undefined);
        const there = known.get(path);
        if (there === false) return path;
        if (there === undefined) complete = false;
      }
      return undefined;
    },
  };
}

/** The specs that are there now; those that cannot be read as they were before. */
export function mergeCdi(last: Cdi, partial: Cdi): Cdi {
  // Of a directory that could not be listed nothing is known.
  if (partial.specs === undefined || partial.specs.length === 0) return last;
  const before = new Map((last.specs ?? []).map((spec) => [spec.path, spec]));
  const specs = partial.specs.map((spec) =>
    spec.kind === undefined ? (before.get(spec.path) ?? spec) : spec,
  );
  return summary(specs, last.stale !== undefined);
}

/** `allKnown`: each file that a spec names was looked for, or found to be missing. */
function summary(unsorted: readonly CdiSpec[], allKnown: boolean): Cdi {
  const specs = [...unsorted].sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));
  const broken = specs.some((spec) => spec.missing !== undefined);
  return defined<Cdi>({
    kinds: [...new Set(specs.flatMap((spec) => spec.kind ?? []))].sort(),
    specs,
    stale: specs.length === 0 ? undefined : broken ? true : allKnown ? false : undefined,
  });
}

/** Host paths, each once. */
async function specFiles(root: HostRoot, onFailure: (failure: Failure) => void): Promise<readonly string[]> {
  const directories = new Set<string>();
  for (const directory of DIRECTORIES) {
    const real = await root.resolve(directory);
    if (real.ok) directories.add(real.value);
    else if (real.reason !== 'ENOENT') onFailure(real);
  }
  const files: string[] = [];
  for (const directory of directories) {
    const names = await root.list(directory);
    if (!names.ok && names.reason !== 'ENOENT') onFailure(names);
    for (const name of names.ok ? names.value : []) {
      if (/\.(json|yaml)$/.test(name) && !TRANSIENT.test(name)) files.push(`${directory}/${name}`);
    }
  }
  return files;
}

interface ParsedSpec {
  readonly kind: string;
  /** Without the one called "all". */
  readonly devices: number;
  /** In order, each once. */
  readonly hostPaths: readonly string[];
}

/** SPEC.md of the Container Device Interface. */
async function parseSpec(path: string, text: string): Promise<ParsedSpec | undefined> {
  const spec = await parsed(path, text);
  if (!isObject(spec)) return undefined;
  const { kind, devices } = spec;
  if (typeof kind !== 'string' || !/^[A-Za-z][\w.-]*\/[A-Za-z][\w.-]*$/.test(kind)) return undefined;
  const list = objects(devices);
  const edits = [spec, ...list].map((holder) => holder['containerEdits']).filter(isObject);
  return {
    kind,
    devices: list.filter((device) => device['name'] !== 'all').length,
    hostPaths: [...new Set(edits.flatMap(hostPathsOf))],
  };
}

/** Loaded where there is something to parse: most hosts have no YAML in these directories. */
async function parsed(path: string, text: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(text);
    const { parse } = await import('yaml');
    return parse(text);
  } catch {
    return undefined;
  }
}

function hostPathsOf(edits: Readonly<Record<string, unknown>>): string[] {
  const paths = [
    ...objects(edits['mounts']).map((mount) => mount['hostPath']),
    // The host's path is that of the container where nothing else is said.
    ...objects(edits['deviceNodes']).map((node) => node['hostPath'] ?? node['path']),
    ...objects(edits['hooks']).map((hook) => hook['path']),
  ];
  return paths
    .filter((path) => typeof path === 'string')
    .filter((path) => /^\/[\x20-\x7e]{0,1000}$/.test(path));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objects = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
