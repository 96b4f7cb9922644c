/** TrainJobs of Kubeflow Trainer, as documents, and the pods that it makes for them. */
import type { SourceDocument } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import { type PodBuilder, pod } from './pod.ts';

const document = (spec: Fields): SourceDocument => ({
  source: 'trainjob.yaml',
  value: {
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainJob',
    metadata: { name: 'llama', namespace: 'team-a' },
    spec: { runtimeRef: { name: 'torch-distributed' }, ...spec },
  },
});

/** team-a/llama with spec.podTemplateOverrides. */
export const overridden = (...podTemplateOverrides: readonly unknown[]): SourceDocument =>
  document({ podTemplateOverrides });

/** An entry of podTemplateOverrides for the job `node`. */
export const forNode = (spec: Fields, further: Fields = {}): Fields => ({
  targetJobs: [{ name: 'node' }],
  spec,
  ...further,
});

/** team-a/llama with spec.runtimePatches. */
export const patched = (...runtimePatches: readonly unknown[]): SourceDocument =>
  document({ runtimePatches });

/** An entry of runtimePatches that changes the pods of the job `node`. */
export const patchOf = (manager: string, spec: Fields, metadata: Fields = {}): Fields => ({
  manager,
  trainingRuntimeSpec: {
    template: {
      spec: { replicatedJobs: [{ name: 'node', template: { spec: { template: { metadata, spec } } } }] },
    },
  },
});

/** A pod of a replicated job of a TrainJob: one container that is called as the job is. */
export const podOf = (job: string, trainJob = 'llama'): PodBuilder =>
  pod(`${trainJob}-${job}-0-0`)
    .label('jobset.sigs.k8s.io/jobset-name', trainJob)
    .label('jobset.sigs.k8s.io/replicatedjob-name', job)
    .spec({ containers: [{ name: job, image: 'registry.example/train:1' }] });
