/**
 * Kubeflow Trainer: what a TrainJob changes in the pods of its runtime. The TrainJob itself stays; what it says about its
 * life, its image or its number of nodes remains there.
 */
import type { LabelSelector } from '../../shared/kube/objects.ts';
import { API_VERSION } from '../../shared/names.ts';
import { Cursor } from './trainer/cursor.ts';
import { overridePatches } from './trainer/overrides.ts';
import { dnsLabel, type Lose, type Patch } from './trainer/patch.ts';
import { podChange } from './trainer/pod-patch.ts';
import { runtimePatches } from './trainer/runtime-patches.ts';
import { addsTolerations, queuesLast } from './trainer/tolerations.ts';
import type { Converted, ConvertOptions, Loss, PresetManifest, SourceDocument } from './types.ts';

const LABEL = {
  jobSet: 'jobset.sigs.k8s.io/jobset-name',
  replicatedJob: 'jobset.sigs.k8s.io/replicatedjob-name',
} as const;

/** Fields of a TrainJob that do not change the template of a pod; they stay in it and keep their meaning. */
const STAYS = [
  'runtimeRef',
  'initializer',
  'trainer',
  'labels',
  'annotations',
  'suspend',
  'managedBy',
  'activeDeadlineSeconds',
];

export function convertTrainJob({ source, value }: SourceDocument, { behaviour }: ConvertOptions): Converted {
  const job = new Cursor(source, '', value);
  const name = dnsLabel(job.field('metadata', 'name'));
  const namespaceAt = job.field('metadata', 'namespace');
  const namespace = namespaceAt.present ? dnsLabel(namespaceAt) : undefined;
  const object = ['TrainJob', ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const losses: Loss[] = [];
  const lose: Lose = ({ path }, message) => losses.push({ object, path, message });

  const spec = job.field('spec');
  for (const field of spec.unknown([...STAYS, 'podTemplateOverrides', 'runtimePatches']))
    lose(field, unknown(field));
  const overrides = overridePatches(spec.field('podTemplateOverrides'), lose);
  const patches = queuesLast([
    ...overrides,
    ...runtimePatches(spec.field('runtimePatches'), overrides.length, lose),
  ]);
  const above = 1 + Math.max(...patches.map(({ index }) => index));
  const presets = patches.flatMap((patch): PresetManifest[] => {
    const tolerations = addsTolerations(patch, patches) ? 'Union' : 'Replace';
    const change = podChange(patch, { behaviour, tolerations }, lose);
    if (change === undefined || patch.jobs.length === 0) return [];
    return [
      {
        apiVersion: API_VERSION,
        kind: 'PodPreset',
        metadata: {
          name: `trainjob-${name}.${patch.name}`,
          ...(namespace === undefined ? {} : { namespace }),
        },
        spec: {
          selector: podsOf(name, patch),
          layer: 'Override',
          // Below zero, so that presets of the layer Override go over it as they go over what Trainer writes into a pod.
          priority: patch.index - above,
          onConflict: 'Reject',
          ...change,
        },
      },
    ];
  });
  return { presets, losses };
}

function podsOf(trainJob: string, { jobs }: Patch): LabelSelector {
  const matchLabels = { [LABEL.jobSet]: trainJob };
  const [job, ...others] = jobs;
  return job !== undefined && others.length === 0
    ? { matchLabels: { ...matchLabels, [LABEL.replicatedJob]: job } }
    : { matchLabels, matchExpressions: [{ key: LABEL.replicatedJob, operator: 'In', values: [...jobs] }] };
}

function unknown({ path }: Cursor): string {
  return path === 'spec.podSpecOverrides'
    ? 'the form before podTemplateOverrides; call it so and put the fields of each entry below its spec'
    : 'not a field of a TrainJob that this version knows; take it out, or set it in the preset';
}
