/**
 * Determined: the pod specs of its master configuration (or Helm values) and of single tasks. Determined goes on making the
 * pods; the presets do to them what it did with the pod specs.
 */
import { isDeepStrictEqual } from 'node:util';
import { API_VERSION } from '../../shared/names.ts';
import { UserError } from '../user-error.ts';
import { acceptable } from './acceptable.ts';
import { type Experiment, readExperiment } from './determined/experiments.ts';
import { type Master, readMaster } from './determined/master.ts';
import type { NamedSpec } from './determined/named-spec.ts';
import { changesNothing } from './determined/pod-change.ts';
import { allPodSpecs, gcPriority, podSpecDefaults } from './determined/pod-spec-defaults.ts';
import { podSpecPreset } from './determined/pod-spec-preset.ts';
import { PRIORITY } from './determined/priority.ts';
import type { TaskPodSpec } from './determined/replaced-lists.ts';
import { settingsPresets } from './determined/settings-presets.ts';
import { everyTask, hideGpus, taskPriority } from './determined/task-presets.ts';
import type { Behaviour, Converted, ConvertOptions, Loss, PresetManifest, SourceDocument } from './types.ts';

export interface DeterminedDocuments {
  /** Master configurations or values of the Helm chart. */
  readonly masters: readonly SourceDocument[];
  /** Configurations of tasks with environment.pod_spec. */
  readonly experiments: readonly SourceDocument[];
}

export function convertDetermined(
  { masters, experiments }: DeterminedDocuments,
  { behaviour }: ConvertOptions,
): Converted {
  const [document, second] = masters;
  if (second !== undefined) {
    throw new UserError(
      `${second.source}: is a second master configuration beside ${document?.source ?? ''}, wanted one; convert them one by one`,
    );
  }
  const master = document === undefined ? undefined : readMaster(document, behaviour);
  const merged = master === undefined || behaviour === 'documented' ? [] : allPodSpecs(master);
  const read = experiments.map((experiment) => readExperiment(experiment, behaviour, merged));
  const tasks = named(read);
  const defaults =
    master === undefined ? { presets: [], losses: [] } : masterPresets(master, tasks, behaviour);
  return {
    presets: [
      ...acceptable(document?.source ?? '', defaults.presets.map(manifest)),
      ...tasks.flatMap((task) => acceptable(task.source, [manifest(taskPreset(task))])),
    ],
    losses: [...(master?.losses ?? []), ...defaults.losses, ...read.flatMap(({ losses }) => losses)],
  };
}

function manifest({ name, spec }: NamedSpec): PresetManifest {
  return { apiVersion: API_VERSION, kind: 'ClusterPodPreset', metadata: { name }, spec };
}

/** Two experiments of one name are one where they have the same pod spec. */
function named(experiments: readonly Experiment[]): Experiment[] {
  const known = new Map<string, Experiment>();
  for (const experiment of experiments.filter(({ change }) => !changesNothing(change))) {
    const { source, name, change } = experiment;
    const other = known.get(name);
    if (other !== undefined && !isDeepStrictEqual(other.change, change)) {
      throw new UserError(
        `${source}: would become the preset ${name}, and so would ${other.source}, which has another pod spec; give one of them another name`,
      );
    }
    known.set(name, other ?? experiment);
  }
  return [...known.values()];
}

function masterPresets(
  master: Master,
  tasks: readonly TaskPodSpec[],
  behaviour: Behaviour,
): { presets: NamedSpec[]; losses: Loss[] } {
  const { whole, pools } = master;
  const someOnHost = [whole, ...pools].some(({ settings }) => settings.hostNetwork);
  // Where a pool changes nothing, the presets of the whole are its own.
  const different = pools.filter(({ settings }) => !isDeepStrictEqual(settings, whole.settings));
  const except = different.flatMap(({ pool }) => (pool === undefined ? [] : [pool]));
  const settings = [whole, ...different].flatMap((defaults) =>
    settingsPresets(
      defaults.stem,
      { pool: defaults.pool, except: defaults === whole ? except : [] },
      defaults.settings,
      someOnHost,
    ),
  );
  const podSpecs = podSpecDefaults(master, tasks, behaviour);
  return {
    presets: [
      everyTask(!someOnHost, behaviour),
      taskPriority(),
      hideGpus(),
      ...settings,
      ...podSpecs.presets,
      ...(podSpecs.presets.length === 0 ? [] : [gcPriority()]),
    ],
    losses: podSpecs.losses,
  };
}

function taskPreset({ name, change }: TaskPodSpec): NamedSpec {
  return {
    name,
    spec: { byName: true, priority: PRIORITY.experiment, ...podSpecPreset(change, 'task') },
  };
}
