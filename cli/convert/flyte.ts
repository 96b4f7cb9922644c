/**
 * Flyte: PodTemplates with its container roles, the settings at plugins.k8s and pod tasks. Documents of one run belong
 * together: the settings say which template is the default one, and templates that tasks may name keep it away.
 */

import { acceleratorPresets, deviceClassPresets } from './flyte/accelerators.ts';
import { type Settings, settingsOf } from './flyte/config.ts';
import { ACCELERATOR_SETTINGS, acceleratorsOf } from './flyte/device-classes.ts';
import { NOT_CARRIED } from './flyte/not-carried.ts';
import { saysNothing } from './flyte/nothing.ts';
import { type PodTask, podTask } from './flyte/pod-task.ts';
import { SETTING_PRESETS } from './flyte/setting-presets.ts';
import { sharedMemoryPresets } from './flyte/shared-memory.ts';
import { templatePreset } from './flyte/template.ts';
import { Losses } from './pod-preset-losses.ts';
import { objectName } from './pod-preset-metadata.ts';
import { Reader } from './pod-preset-reader.ts';
import type { Converted, ConvertOptions, Loss, PresetManifest, SourceDocument } from './types.ts';

export interface FlyteDocuments {
  readonly configs: readonly SourceDocument[];
  readonly templates: readonly SourceDocument[];
  readonly podTasks: readonly SourceDocument[];
}

const DEFAULT_TEMPLATE = 'default-pod-template-name';

export function convertFlyte(
  { configs, templates, podTasks }: FlyteDocuments,
  options: ConvertOptions,
): Converted {
  const settings = settingsOf(configs);
  const tasks = podTasks.map(podTask);
  const converted = [
    settings === undefined ? undefined : convertSettings(settings, tasks, templateNames(templates), options),
    convertTemplates(templates, settings?.reader.at(DEFAULT_TEMPLATE)?.text()),
    { presets: tasks.map(({ preset }) => preset), losses: tasks.flatMap(({ losses }) => losses.found) },
  ].filter((part) => part !== undefined);
  return {
    presets: converted.flatMap(({ presets }) => presets),
    losses: converted.flatMap(({ losses }) => losses),
  };
}

function templateNames(templates: readonly SourceDocument[]): string[] {
  return templates.map((template) => Reader.of(template).required('metadata').required('name').text());
}

function convertTemplates(templates: readonly SourceDocument[], defaultName: string | undefined): Converted {
  const named = [...new Set(templateNames(templates))].filter((name) => name !== defaultName);
  const losses: Loss[] = [];
  const presets = templates.flatMap((template): PresetManifest[] => {
    const document = Reader.of(template);
    const own = new Losses(objectName('PodTemplate', document));
    const isDefault = document.required('metadata').required('name').text() === defaultName;
    const made = templatePreset(document, { isDefault, named }, own);
    losses.push(...own.found);
    return made;
  });
  return { presets, losses };
}

function convertSettings(
  { reader, losses }: Settings,
  tasks: readonly PodTask[],
  templates: readonly string[],
  { behaviour }: ConvertOptions,
): Converted {
  const context = {
    behaviour,
    losses,
    tasksThatSay: (field: string) =>
      tasks.filter(({ preset }) => says(preset, field)).map(({ name }) => name),
  };
  const presets: PresetManifest[] = [];
  for (const key of reader.keys()) {
    const value = reader.required(key);
    const maker = SETTING_PRESETS[key];
    const reason = NOT_CARRIED[key];
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
  return { presets, losses: losses.found };
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
