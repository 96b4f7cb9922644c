/**
 * Flyte: PodTemplates with its container roles, the settings at plugins.k8s and pod tasks. Documents of one run belong
 * together: the settings say which template is the default one, and templates that tasks may name keep it away.
 */

import { acceptable } from './acceptable.ts';
import { type Made, refuseSameNames } from './flyte/names-apart.ts';
import { podTask } from './flyte/pod-task.ts';
import { convertSettings, defaultTemplateOf, settingsOf } from './flyte/settings.ts';
import { templatePreset } from './flyte/template.ts';
import { Losses } from './losses.ts';
import { objectName } from './pod-preset-metadata.ts';
import { Reader } from './reader.ts';
import type { Converted, ConvertOptions, Loss, SourceDocument } from './types.ts';

export interface FlyteDocuments {
  readonly configs: readonly SourceDocument[];
  readonly templates: readonly SourceDocument[];
  readonly podTasks: readonly SourceDocument[];
}

const NOTHING: Converted = { presets: [], losses: [] };

export function convertFlyte(
  { configs, templates, podTasks: taskDocuments }: FlyteDocuments,
  options: ConvertOptions,
): Converted {
  const settings = settingsOf(configs);
  const fromTemplates = convertTemplates(templates, defaultTemplateOf(settings));
  const tasks = taskDocuments.map(podTask);
  const fromSettings =
    settings === undefined ? NOTHING : convertSettings(settings, tasks, templateNames(templates), options);
  const made: Made[] = [
    { source: settings?.source ?? '', presets: fromSettings.presets },
    ...fromTemplates.made,
    ...tasks.map(({ source, preset }) => ({ source, presets: [preset] })),
  ];
  refuseSameNames(made);
  return {
    presets: made.flatMap(({ presets }) => presets),
    losses: [...fromSettings.losses, ...fromTemplates.losses, ...tasks.flatMap(({ losses }) => losses.found)],
  };
}

function templateNames(templates: readonly SourceDocument[]): string[] {
  return templates.map((template) => Reader.of(template).required('metadata').required('name').text());
}

function convertTemplates(
  templates: readonly SourceDocument[],
  defaultName: string | undefined,
): { made: readonly Made[]; losses: readonly Loss[] } {
  const named = [...new Set(templateNames(templates))].filter((name) => name !== defaultName);
  const losses: Loss[] = [];
  const made = templates.map((template): Made => {
    const document = Reader.of(template);
    const own = new Losses(objectName('PodTemplate', document));
    const isDefault = document.required('metadata').required('name').text() === defaultName;
    const presets = templatePreset(document, { isDefault, named }, own);
    losses.push(...own.found);
    return { source: document.source, presets: acceptable(document.source, presets) };
  });
  return { made, losses };
}
