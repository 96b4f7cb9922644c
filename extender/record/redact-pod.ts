/** Pods for a recording: what Latebind decides from stays, what only their authors need to know gets stand-ins. */
import { type Fields, isObject, own } from '../../shared/json.ts';
import type { ObjectMeta, Pod, PodSpec } from '../../shared/kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GROUP } from '../../shared/names.ts';
import { provenanceOf } from '../../shared/preset/provenance.ts';
import { readRecipe, type Slot } from '../../shared/preset/recipe.ts';
import { stripPod } from '../../shared/preset/strip.ts';
import type { StandIns } from './stand-ins.ts';

/** Text at other places gets stand-ins; numbers, booleans and the names of fields stay. 'map': its keys are no names of fields. */
type Rule = 'keep' | 'map' | { readonly [field: string]: Rule };

const CONTAINER: Rule = {
  ...keep('name', 'image', 'imagePullPolicy', 'resources', 'volumeMounts', 'volumeDevices', 'ports'),
  ...keep(
    'securityContext',
    'restartPolicy',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'envFrom',
  ),
  env: keep('name', 'valueFrom'),
};

const SPEC: Rule = {
  ...keep('nodeName', 'nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints'),
  ...keep('schedulerName', 'priorityClassName', 'preemptionPolicy', 'runtimeClassName', 'overhead', 'os'),
  ...keep('serviceAccountName', 'serviceAccount', 'imagePullSecrets', 'restartPolicy', 'dnsPolicy'),
  ...keep('resources', 'resourceClaims', 'schedulingGates', 'securityContext'),
  containers: CONTAINER,
  initContainers: CONTAINER,
  volumes: {
    ...keep('name', 'hostPath', 'emptyDir', 'configMap', 'secret', 'persistentVolumeClaim'),
    ...keep('projected', 'downwardAPI'),
    csi: { volumeAttributes: 'map' },
    flexVolume: { options: 'map' },
    ephemeral: { volumeClaimTemplate: { metadata: { labels: 'map', annotations: 'map' } } },
  },
};

function keep(...fields: readonly string[]): Readonly<Record<string, 'keep'>> {
  return Object.fromEntries(fields.map((field) => [field, 'keep']));
}

/** Names of containers, and text that decides: kept though it is not ours. */
const KEPT_ANNOTATIONS: ReadonlySet<string> = new Set([
  ANNOTATION.defaultContainer,
  ANNOTATION.flytePrimary,
  ANNOTATION.mirrorPod,
]);

/** Others may end alike, and hold anything. */
const isOurs = (key: string): boolean => key.startsWith(`${GROUP}/`) || key.startsWith(BIND_PREFIX);

/** Of other pods there is nothing to decide when they are placed. */
export const concernsUs = ({ metadata }: Pick<Pod, 'metadata'>): boolean =>
  Object.keys(metadata.annotations ?? {}).some((key) => isOurs(key) && !key.startsWith(BIND_PREFIX));

/** For admission: as its author wrote it, so without what an earlier admission of ours put in. */
export function redactNewPod(pod: Pod, standIns: StandIns): Pod {
  const { apiVersion, kind, metadata, spec } = stripPod(pod).pod;
  const annotations = Object.entries(metadata.annotations ?? {}).map(([key, value]) => [
    key,
    isOurs(key) || KEPT_ANNOTATIONS.has(key) ? value : standIns.text(value),
  ]);
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    metadata: {
      ...namesOf(metadata),
      ...(metadata.annotations === undefined ? {} : { annotations: Object.fromEntries(annotations) }),
    },
    spec: redact(spec, SPEC, standIns) as PodSpec,
  };
}

function redact(
  value: unknown,
  rule: Rule | undefined,
  standIns: StandIns,
  variables?: ReadonlySet<string>,
): unknown {
  if (rule === 'keep') return value;
  if (typeof value === 'string') return standIns.text(value, variables);
  if (Array.isArray(value)) return value.map((item: unknown) => redact(item, rule, standIns, variables));
  if (!isObject(value)) return value;
  const names = rule === CONTAINER ? variablesOf(value) : variables;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) =>
      rule === 'map'
        ? [standIns.text(field), redact(inner, rule, standIns)]
        : [
            field,
            redact(
              inner,
              rule === undefined ? rule : (own(rule, field) as Rule | undefined),
              standIns,
              names,
            ),
          ],
    ),
  );
}

function variablesOf({ env }: Fields): ReadonlySet<string> {
  const entries: unknown[] = Array.isArray(env) ? env : [];
  return new Set(
    entries.flatMap((entry) => (isObject(entry) && typeof entry['name'] === 'string' ? [entry['name']] : [])),
  );
}

/**
 * For the scheduler's verbs. Every word of the
 * author that an admission remembered (to take its changes back, to repeat nothing) goes.
 */
export function redactPlacedPod({ metadata }: Pick<Pod, 'metadata'>, standIns: StandIns): ObjectMeta {
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    if (isOurs(key) && !key.startsWith(BIND_PREFIX)) annotations[key] = value;
  }
  const { [ANNOTATION.applied]: applied, [ANNOTATION.slots]: slots, ...others } = annotations;
  return {
    ...namesOf(metadata),
    annotations: {
      ...others,
      ...(applied === undefined ? {} : { [ANNOTATION.applied]: redactApplied(metadata) }),
      ...(slots === undefined ? {} : { [ANNOTATION.slots]: redactSlots(slots, standIns) }),
    },
  };
}

const namesOf = ({ name, generateName, namespace, uid, labels }: ObjectMeta): ObjectMeta => ({
  ...(name === undefined ? {} : { name }),
  ...(generateName === undefined ? {} : { generateName }),
  ...(namespace === undefined ? {} : { namespace }),
  ...(uid === undefined ? {} : { uid }),
  ...(labels === undefined ? {} : { labels }),
});

/** Edited by hand, it can hold anything; it stays what cannot be read. */
const UNREADABLE = 'unreadable';

function redactApplied(metadata: ObjectMeta): string {
  try {
    const provenance = provenanceOf({ metadata }).map(({ preset, generation, result, reason }) => ({
      preset,
      generation,
      result,
      ...(reason === undefined ? {} : { reason }),
    }));
    return JSON.stringify(provenance);
  } catch {
    return UNREADABLE;
  }
}

function redactSlots(text: string, standIns: StandIns): string {
  try {
    const recipe = readRecipe(text);
    const slots = Object.entries(recipe.slots).map(([key, slot]) => [key, redactSlot(slot, standIns)]);
    return JSON.stringify({ ...recipe, slots: Object.fromEntries(slots) });
  } catch {
    return UNREADABLE;
  }
}

/** Parts that the variable has already are the author's; all else of a slot is a preset's. */
const redactSlot = (slot: Slot, standIns: StandIns): Slot =>
  slot.kind === 'join' ? { ...slot, without: slot.without.map((part) => standIns.text(part)) } : slot;
