/** What a document of another system is, by its kind or by the keys that its system looks for. */
import { type Fields, isObject } from '../../shared/json.ts';
import type { SourceDocument } from './types.ts';

export type SourceKind =
  | 'pod-preset'
  | 'pod-default'
  | 'flyte-template'
  | 'flyte-config'
  | 'flyte-pod-task'
  | 'determined-master'
  | 'determined-experiment'
  | 'train-job';

interface Form {
  readonly kind: SourceKind;
  /** For the list of what is recognised. */
  readonly text: string;
  readonly is: (value: Fields) => boolean;
}

const FORMS: readonly Form[] = [
  {
    kind: 'pod-preset',
    text: 'PodPreset (settings.k8s.io/v1alpha1, settings/v1alpha1)',
    is: ofKind('PodPreset', ['settings.k8s.io/v1alpha1', 'settings/v1alpha1']),
  },
  {
    kind: 'pod-default',
    text: 'PodDefault (kubeflow.org/v1alpha1)',
    is: ofKind('PodDefault', ['kubeflow.org/v1alpha1']),
  },
  { kind: 'flyte-template', text: 'PodTemplate (v1)', is: ofKind('PodTemplate', ['v1']) },
  {
    kind: 'train-job',
    text: 'TrainJob (trainer.kubeflow.org/v1alpha1) with spec.podTemplateOverrides or spec.runtimePatches',
    is: (value) =>
      ofKind('TrainJob', ['trainer.kubeflow.org/v1alpha1'])(value) &&
      (has(value, 'spec', 'podTemplateOverrides') || has(value, 'spec', 'runtimePatches')),
  },
  {
    kind: 'flyte-config',
    text: 'configuration of Flyte with plugins.k8s',
    is: (value) => isNoKubernetesObject(value) && has(value, 'plugins', 'k8s'),
  },
  {
    kind: 'flyte-pod-task',
    text: 'pod task of Flyte with primary_container_name and pod_spec',
    is: (value) => has(value, 'primary_container_name') && has(value, 'pod_spec'),
  },
  {
    kind: 'determined-master',
    text: 'configuration of a Determined master, or values of its Helm chart, with task_container_defaults (also in resource_pools)',
    is: (value) =>
      isNoKubernetesObject(value) &&
      [value, ...pools(value)].some(
        (section) => has(section, 'task_container_defaults') || has(section, 'taskContainerDefaults'),
      ),
  },
  {
    kind: 'determined-experiment',
    text: 'configuration of a Determined experiment with environment.pod_spec',
    is: (value) => isNoKubernetesObject(value) && has(value, 'environment', 'pod_spec'),
  },
];

export const RECOGNISED: readonly string[] = FORMS.map(({ text }) => text);

/** More than one where a document has settings of several; none where it is not known. */
export function recognise({ value }: SourceDocument): SourceKind[] {
  return FORMS.filter(({ is }) => is(value)).map(({ kind }) => kind);
}

function ofKind(kind: string, versions: readonly string[]): (value: Fields) => boolean {
  return (value) => value['kind'] === kind && versions.some((version) => value['apiVersion'] === version);
}

const isNoKubernetesObject = (value: Fields): boolean =>
  value['kind'] === undefined || value['apiVersion'] === undefined;

function pools(value: Fields): Fields[] {
  const found = value['resource_pools'] ?? value['resourcePools'];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The key may be there with nothing behind it: `task_container_defaults:`. */
function has(value: Fields, ...path: readonly string[]): boolean {
  let at: unknown = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return false;
    at = at[key];
  }
  return true;
}
