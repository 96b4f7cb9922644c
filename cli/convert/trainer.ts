/**
 * Kubeflow Trainer: what a TrainJob changes in the pods of its runtime. The TrainJob itself stays; what it says about its
 * life, its image or its number of nodes remains there.
 */
import type { LabelSelector } from '../../shared/kube/objects.ts';
import { API_VERSION } from '../../shared/names.ts';
import type { FieldStrategy } from '../../shared/preset/spec.ts';
import { acceptable } from './acceptable.ts';
import { Cursor } from './trainer/cursor.ts';
import { withoutHostPaths } from './trainer/host-paths.ts';
import { overridePatches } from './trainer/overrides.ts';
import { aboveAll, dnsLabel, type Lose, type Patch } from './trainer/patch.ts';
import { podChange } from './trainer/pod-patch.ts';
import { runtimePatches } from './trainer/runtime-patches.ts';
import { emptyVolumes, withSharedVolumes } from './trainer/shared-volumes.ts';
import { KEEP_VOLUMES, strategiesOf } from './trainer/strategies.ts';
import { addsTolerations, queuesLast } from './trainer/tolerations.ts';
import { refuseInvalid } from './trainer/valid.ts';
import { saysNothing } from './trainer/values.ts';
import type { Change } from './trainer/volumes.ts';
import type { Behaviour, Converted, ConvertOptions, Loss, PresetManifest, SourceDocument } from './types.ts';

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
  const overrides = spec.field('podTemplateOverrides');
  const patches = queuesLast([
    ...overridePatches(overrides, lose),
    ...runtimePatches(spec.field('runtimePatches'), overrides.items().length, lose),
  ]);
  const changes = patches.flatMap((patch): Change[] => {
    const content = podChange(patch, lose);
    if (content === undefined) return [];
    refuseInvalid(patch, content);
    return [{ patch, content }];
  });
  const statements = statementsOf(withoutHostPaths(changes, lose), patches, behaviour);
  const above = aboveAll(statements.map(({ patch }) => patch));
  const presets = statements.map(
    ({ patch, content, strategies }): PresetManifest => ({
      apiVersion: API_VERSION,
      kind: 'PodPreset',
      metadata: { name: `trainjob-${name}.${patch.name}`, ...(namespace === undefined ? {} : { namespace }) },
      spec: {
        selector: podsOf(name, patch),
        layer: 'Override',
        // Below zero, so that presets of the layer Override go over it as they go over what Trainer writes into a pod.
        priority: patch.index - above,
        onConflict: 'Reject',
        ...content,
        ...(strategies.length === 0 ? {} : { strategies }),
      },
    }),
  );
  return { presets: acceptable(source, presets), losses };
}

interface Statement extends Change {
  readonly strategies: readonly FieldStrategy[];
}

function statementsOf(
  changes: readonly Change[],
  patches: readonly Patch[],
  behaviour: Behaviour,
): Statement[] {
  const stated = withSharedVolumes(changes, behaviour).map(({ patch, content }) => ({
    patch,
    content,
    strategies: strategiesOf(content, behaviour, addsTolerations(patch, patches) ? 'Union' : 'Replace'),
  }));
  const empty = behaviour === 'documented' ? [] : emptyVolumes(changes, aboveAll(patches));
  return [
    ...stated.filter(({ content }) => !saysNothing(content)),
    ...empty.map((change): Statement => ({ ...change, strategies: [KEEP_VOLUMES] })),
  ];
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
