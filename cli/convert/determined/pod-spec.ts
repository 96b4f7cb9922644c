/** Reads cpu_pod_spec, gpu_pod_spec, checkpoint_gc_pod_spec or environment.pod_spec: a Pod of which not every field counts. */
import { type Fields, isObject } from '../../../shared/json.ts';
import type { Container, EnvVar, VolumeMount } from '../../../shared/kube/objects.ts';
import { FORBIDDEN } from '../../../shared/preset/fields.ts';
import { literalPathProblem } from '../../../shared/preset/paths.ts';
import { checkPodFields } from '../../../shared/preset/pod-types.ts';
import { UserError } from '../../user-error.ts';
import type { Losses } from '../losses.ts';
import { Reader } from '../reader.ts';
import type { Behaviour } from '../types.ts';
import {
  CONTAINER_ADVICE,
  DETERMINED_CONTAINER,
  DOCUMENTED_ADVICE,
  METADATA_ADVICE,
  POD_ADVICE,
  SECURITY_ADVICE,
} from './advice.ts';
import { carried, saysNothing } from './carried.ts';
import { labelValue } from './label-value.ts';
import type { PodChange } from './pod-change.ts';

/** What Determined takes over from the entry determined-container into its own container. */
const FOLDED = ['env', 'envFrom', 'volumeMounts', 'volumeDevices', 'resources', 'securityContext'];
const NOT_FOLDED = 'Determined does not take it over into its container';

export function readPodSpec(podSpec: Reader, behaviour: Behaviour, losses: Losses): PodChange {
  losses.addUnknown(
    podSpec,
    ['apiVersion', 'kind', 'metadata', 'spec', 'status'],
    'is no field of a pod and had no effect',
  );
  wantedIn(podSpec, 'apiVersion', 'v1');
  wantedIn(podSpec, 'kind', 'Pod');
  const metadata = podSpec.at('metadata');
  const spec = typed(podSpec.at('spec'), behaviour);
  return {
    ...(metadata === undefined ? { labels: {}, annotations: {} } : metadataOf(metadata, losses)),
    ...(spec === undefined
      ? { pod: {}, container: {}, init: [], sidecars: [] }
      : specOf(spec, behaviour, losses)),
  };
}

function wantedIn(podSpec: Reader, key: string, value: string): void {
  const found = podSpec.at(key);
  if (found !== undefined && found.value !== value) throw found.unlike(value);
}

/** The spec, of which every known field has its type. */
function typed(spec: Reader | undefined, behaviour: Behaviour): Reader | undefined {
  if (spec === undefined) return undefined;
  if (!isObject(spec.value)) throw spec.unlike('an object');
  const { imagePullSecrets } = spec.value;
  // The guide's own example writes the one secret without a list.
  const asInGuide = behaviour === 'documented' && isObject(imagePullSecrets);
  const value = asInGuide ? { ...spec.value, imagePullSecrets: [imagePullSecrets] } : spec.value;
  const [problem] = checkPodFields('PodSpec', carried(value) as Fields, spec.path).problems;
  if (problem !== undefined) throw new UserError(`${spec.source}: ${problem.path} ${problem.message}`);
  return new Reader(spec.source, spec.path, value);
}

function metadataOf(metadata: Reader, losses: Losses): Pick<PodChange, 'labels' | 'annotations'> {
  for (const key of metadata.keys()) {
    const field = metadata.at(key);
    if (field === undefined || key === 'labels' || key === 'annotations' || saysNothing(field.value))
      continue;
    losses.add(field, METADATA_ADVICE[key] ?? 'a preset gives a pod labels and annotations only');
  }
  const texts = (key: string): [string, string][] => Object.entries(metadata.at(key)?.textMap() ?? {});
  const annotations = carried(Object.fromEntries(texts('annotations'))) as Record<string, string>;
  const own = Object.keys(annotations).filter((key) => key.startsWith('latebind.dev/'));
  for (const key of own) {
    losses.add(
      { path: `${metadata.path}.annotations[${key}]` },
      'is for Latebind, which reads it from the pod; leave it in the pod spec',
    );
  }
  return {
    labels: Object.fromEntries(texts('labels').map(([key, value]) => [key, labelValue(value)])),
    annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !own.includes(key))),
  };
}

function specOf(
  spec: Reader,
  behaviour: Behaviour,
  losses: Losses,
): Pick<PodChange, 'pod' | 'container' | 'init' | 'sidecars'> {
  const refused = refusedVolumes(spec, losses);
  const containers = spec.at('containers')?.items() ?? [];
  const isOwn = (entry: Reader): boolean => nameOf(entry) === DETERMINED_CONTAINER;
  const own = containers.filter(isOwn).map((entry) => folded(entry, behaviour, refused, losses));
  const whole = (entry: Reader): Container => wholeContainer(entry, refused, losses);
  const init = spec.at('initContainers')?.items() ?? [];
  loseOrder(init, losses);
  return {
    pod: podFields(spec, refused, losses),
    container: Object.assign({}, ...own) as Fields,
    init: init.map(whole),
    sidecars: containers.filter((entry) => !isOwn(entry)).map(whole),
  };
}

/** Names of the volumes that show a directory of the host which no preset may mount. */
function refusedVolumes(spec: Reader, losses: Losses): ReadonlySet<string> {
  const refused = new Set<string>();
  for (const volume of spec.at('volumes')?.items() ?? []) {
    const path = volume.at('hostPath')?.at('path');
    const problem = path === undefined ? undefined : literalPathProblem(path.text());
    if (path === undefined || problem === undefined) continue;
    losses.add(path, `${problem}; a preset may not mount it, so the volume and its mounts are left out`);
    refused.add(nameOf(volume));
  }
  return refused;
}

function podFields(spec: Reader, refused: ReadonlySet<string>, losses: Losses): Fields {
  const fields: Record<string, unknown> = {};
  for (const key of spec.keys()) {
    const field = spec.at(key);
    if (field === undefined || saysNothing(field.value)) continue;
    if (key === 'containers' || key === 'initContainers') continue;
    // An older name of the same field.
    if (key === 'serviceAccount') fields['serviceAccountName'] ??= field.value;
    else if (key === 'volumes') fields[key] = volumesOf(field, refused);
    else if (Object.hasOwn(POD_ADVICE, key)) lose(key, field);
    else if (Object.hasOwn(FORBIDDEN.pod, key)) lose(key, field);
    else fields[key] = carried(field.value);
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !saysNothing(value)));

  function lose(key: string, field: Reader): void {
    // What Determined sets anyway.
    if (field.value === false || field.value === 'Never') return;
    losses.add(field, POD_ADVICE[key] ?? `cannot be given by a preset: ${FORBIDDEN.pod[key] ?? ''}`);
  }
}

/** The API server takes a volume without a source for an empty directory. */
function volumesOf(volumes: Reader, refused: ReadonlySet<string>): Fields[] {
  return volumes
    .items()
    .filter((volume) => !refused.has(nameOf(volume)))
    .map((volume) => carried(volume.value) as Fields)
    .map((volume) => (Object.keys(volume).length > 1 ? volume : { ...volume, emptyDir: {} }));
}

/** The entry determined-container, as far as Determined folds it into its container. */
function folded(entry: Reader, behaviour: Behaviour, refused: ReadonlySet<string>, losses: Losses): Fields {
  const advice =
    behaviour === 'documented' ? { ...CONTAINER_ADVICE, ...DOCUMENTED_ADVICE } : CONTAINER_ADVICE;
  const fields: Record<string, unknown> = {};
  for (const key of entry.keys()) {
    const field = entry.at(key);
    if (key === 'name' || field === undefined || saysNothing(field.value)) continue;
    if (Object.hasOwn(advice, key)) losses.add(field, advice[key] ?? '');
    else if (!FOLDED.includes(key)) losses.add(field, NOT_FOLDED);
    else if (key === 'volumeMounts') fields[key] = mountsOf(field, refused, losses);
    else if (key === 'env') fields[key] = envOf(field);
    else if (key === 'resources') fields[key] = only(field, ['requests', 'limits'], {}, losses);
    else if (key === 'securityContext') fields[key] = only(field, undefined, SECURITY_ADVICE, losses);
    else fields[key] = carried(field.value);
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !saysNothing(value)));
}

function only(
  field: Reader,
  kept: readonly string[] | undefined,
  advice: Readonly<Record<string, string>>,
  losses: Losses,
): Fields {
  const entries = field.keys().flatMap((key): [string, unknown][] => {
    const below = field.at(key);
    if (below === undefined) return [];
    const lost = Object.hasOwn(advice, key) || kept?.includes(key) === false;
    if (!lost) return [[key, carried(below.value)]];
    losses.add(below, advice[key] ?? NOT_FOLDED);
    return [];
  });
  return Object.fromEntries(entries);
}

/** A container of its own: a sidecar or an init container may say anything. */
function wholeContainer(entry: Reader, refused: ReadonlySet<string>, losses: Losses): Container {
  const { restartPolicy, ...fields } = carried(entry.value) as Fields;
  const mounts = entry.at('volumeMounts');
  const env = entry.at('env');
  const always = restartPolicy === 'Always';
  if (restartPolicy !== undefined && !always)
    losses.add(
      { path: `${entry.path}.restartPolicy` },
      'cannot be given by a preset, wanted Always or nothing',
    );
  return {
    ...fields,
    name: nameOf(entry),
    ...(always ? { restartPolicy } : {}),
    ...(env === undefined ? {} : { env: envOf(env) }),
    ...(mounts === undefined ? {} : { volumeMounts: mountsOf(mounts, refused, losses) as VolumeMount[] }),
  };
}

/** Of what one preset adds, init containers that keep running come after the others. */
function loseOrder(init: readonly Reader[], losses: Losses): void {
  const isSidecar = (entry: Reader): boolean => entry.at('restartPolicy')?.value === 'Always';
  const last = init.findLastIndex((entry) => !isSidecar(entry));
  for (const entry of init.slice(0, last + 1).filter(isSidecar)) {
    losses.add(
      entry,
      'keeps running, and starts after the other init containers of this pod spec instead of before them; if one of them needs it, leave both in the pod spec',
    );
  }
}

/** Of two of one name the later counts. */
function envOf(env: Reader): EnvVar[] {
  const later = new Map(env.items().map((variable) => [nameOf(variable), variable]));
  return [...later.values()].map(({ value }) => carried(value) as EnvVar);
}

function mountsOf(mounts: Reader, refused: ReadonlySet<string>, losses: Losses): unknown[] {
  return mounts.items().flatMap((mount) => {
    if (!refused.has(nameOf(mount))) return [carried(mount.value)];
    losses.add(mount, `mounts the volume ${nameOf(mount)}, which is left out`);
    return [];
  });
}

function nameOf(entry: Reader): string {
  return entry.required('name').text();
}
