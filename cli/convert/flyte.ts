/**
 * Flyte: PodTemplates with its container roles, the settings at plugins.k8s and pod tasks. Documents of one run belong
 * together: the settings say which template is the default one, and templates that tasks may name keep it away.
 */
import { placeOf, podTasks } from './flyte/pod-task.ts';
import { convertSettings, defaultTemplateOf, settingsOf } from './flyte/settings.ts';
import { templatePreset } from './flyte/template.ts';
import { acceptable } from './flyte/valid.ts';
import { Losses } from './pod-preset-losses.ts';
import { objectName } from './pod-preset-metadata.ts';
import { Reader } from './pod-preset-reader.ts';
import type { Converted, ConvertOptions, Loss, PresetManifest, SourceDocument } from './types.ts';

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
  const taken = fromTemplates.presets.map(({ metadata }) => placeOf(metadata.name, metadata.namespace));
  const tasks = podTasks(taskDocuments, taken);
  const fromSettings =
    settings === undefined ? NOTHING : convertSettings(settings, tasks, templateNames(templates), options);
  return {
    presets: [...fromSettings.presets, ...fromTemplates.presets, ...tasks.map(({ preset }) => preset)],
    losses: [...fromSettings.losses, ...fromTemplates.losses, ...tasks.flatMap(({ losses }) => losses.found)],
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
    return [...acceptable(document.source, made)];
  });
  return { presets, losses };
}
