/** Flyte's settings at plugins.k8s: each becomes a preset or is named as lost. */
import { isObject } from '../../../shared/json.ts';
import { acceptable } from '../acceptable.ts';
import { Losses } from '../losses.ts';
import { Reader } from '../reader.ts';
import type { Converted, ConvertOptions, PresetManifest, SourceDocument } from '../types.ts';
import { acceleratorPresets, deviceClassPresets } from './accelerators.ts';
import { ACCELERATOR_SETTINGS, acceleratorsOf } from './device-classes.ts';
import { NOT_CARRIED } from './not-carried.ts';
import { saysNothing } from './nothing.ts';
import type { PodTask } from './pod-task.ts';
import { SETTING_PRESETS } from './setting-presets.ts';
import { sharedMemoryPresets } from './shared-memory.ts';

const DEFAULT_TEMPLATE = 'default-pod-template-name';

/** Flyte reads its files one after the other: of a setting that is in several the last counts, maps are merged. */
export function settingsOf(configs: readonly SourceDocument[]): Reader | undefined {
  const read = configs.flatMap((config) => {
    const k8s = Reader.of(config).at('plugins')?.at('k8s');
    return k8s === undefined ? [] : [k8s];
  });
  for (const one of read) one.keys();
  const [first, ...others] = read;
  if (first === undefined) return undefined;
  const source = read.map((one) => one.source).join(', ');
  const value = others.reduce<unknown>((below, { value: above }) => merged(below, above), first.value);
  return new Reader(source, first.path, withPlainMaps(value));
}

/** Flyte's own samples write these as lists of maps; its configuration library makes one map of them. */
const MAPS = [
  'default-labels',
  'default-annotations',
  'default-env-vars',
  'default-env-vars-from-env',
  'default-node-selector',
  'interruptible-node-selector',
];

function withPlainMaps(settings: unknown): unknown {
  if (!isObject(settings)) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      MAPS.includes(key) && Array.isArray(value) && value.every(isObject)
        ? Object.assign({}, ...value)
        : value,
    ]),
  );
}

function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above ?? below;
  return {
    ...below,
    ...Object.fromEntries(Object.entries(above).map(([key, value]) => [key, merged(below[key], value)])),
  };
}

export function defaultTemplateOf(settings: Reader | undefined): string | undefined {
  return settings?.at(DEFAULT_TEMPLATE)?.text();
}

export function convertSettings(
  reader: Reader,
  tasks: readonly PodTask[],
  templates: readonly string[],
  { behaviour }: ConvertOptions,
): Converted {
  const losses = new Losses(`${reader.source}: plugins.k8s`);
  const context = {
    behaviour,
    tasksThatSay: (field: string) =>
      tasks.filter(({ preset }) => says(preset, field)).map(({ name }) => name),
  };
  const presets: PresetManifest[] = [];
  for (const key of reader.keys()) {
    const value = reader.required(key);
    const maker = SETTING_PRESETS.get(key);
    const reason = NOT_CARRIED.get(key);
    if (maker !== undefined) presets.push(...maker(value, context));
    else if (reason !== undefined) {
      if (!saysNothing(value.value)) losses.add(value, reason);
    } else if (key !== DEFAULT_TEMPLATE && !ACCELERATOR_SETTINGS.includes(key)) {
      losses.add(value, 'is no setting of plugins.k8s that this version of Latebind knows');
    }
  }
  const accelerators = acceleratorsOf(reader, losses);
  presets.push(
    ...acceleratorPresets(accelerators),
    ...deviceClassPresets(accelerators, behaviour, losses),
    ...sharedMemoryPresets(),
  );
  loseRenaming(reader, losses);
  const name = reader.at(DEFAULT_TEMPLATE);
  if (name !== undefined && name.text() !== '' && !templates.includes(name.text())) {
    losses.add(
      name,
      `is "${name.text()}", which is no PodTemplate of this run; without it no preset takes its place. Convert both together, or ignore this if there is no such template`,
    );
  }
  return { presets: acceptable(reader.source, presets), losses: losses.found };
}

function says({ spec: { pod, containers = [] } }: PresetManifest, field: string): boolean {
  const [scope, name = ''] = field.split('.');
  return scope === 'containers'
    ? containers.some((patch) => Object.hasOwn(patch, name))
    : Object.hasOwn(pod ?? {}, field);
}

function loseRenaming(reader: Reader, losses: Losses): void {
  const classes = reader.at('accelerator-device-classes');
  const written = [
    reader.at('gpu-resource-name'),
    ...(classes?.keys() ?? []).map((name) => classes?.required(name).at('resource-name')),
  ].filter((value) => value !== undefined);
  for (const value of written) {
    losses.add(
      value,
      'tells which pods have an accelerator; Flyte also writes it in place of the resource "gpu" of a task, and a preset cannot rename a resource. Request it by this name',
    );
  }
}
