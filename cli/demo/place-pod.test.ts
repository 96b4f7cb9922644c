import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { containerView } from '../container-view.ts';
import { loadExamples } from './examples.ts';
import { type Outcome, placePod } from './place-pod.ts';

describe('the examples', () => {
  let outcomes: Map<string, Outcome>;

  beforeAll(async () => {
    const { nodes, pods, presets } = await loadExamples(join(import.meta.dirname, '..', '..', 'examples'));
    const load = new Map<string, number>();
    outcomes = new Map(pods.map((pod) => [pod.metadata.name ?? '', placePod(pod, { nodes, presets, load })]));
  });

  const outcome = (name: string): Outcome => {
    const found = outcomes.get(name);
    if (found === undefined) throw new Error(`no pod ${name}`);
    return found;
  };
  const seenBy = (name: string) => {
    const { bound } = outcome(name);
    const [container] = bound?.spec.containers ?? [];
    if (bound === undefined || container === undefined) throw new Error(`${name} is not bound`);
    const { env, mounts, waiting } = containerView(bound, container);
    return {
      env: Object.fromEntries(env.map(({ name: variable, value }) => [variable, value])),
      mounts: Object.fromEntries(mounts.map(({ mountPath, source }) => [mountPath, source])),
      waiting,
    };
  };

  it('give a GPU pod the libraries of the node it lands on', () => {
    expect(outcome('train')).toMatchObject({ result: 'Bound', node: 'gpu-cos', presets: ['nvidia-driver'] });
    const { env, mounts, waiting } = seenBy('train');
    expect(waiting).toBeUndefined();
    expect(mounts['/usr/local/lib/nvidia']).toBe('/home/kubernetes/bin/nvidia/lib64');
    expect(env['NVIDIA_DRIVER_VERSION']).toBe('535.216.03');
  });

  it('place a pod only where host.require holds', () => {
    expect(outcome('train-cuda12')).toMatchObject({ result: 'Bound', node: 'gpu-ubuntu' });
    expect(outcome('train-cuda12').reasons.join()).toMatch(/^2 of 3 nodes: .*RequireNotMet.*550\.54/);
  });

  it("join a pod's own LD_LIBRARY_PATH", () => {
    expect(seenBy('inference').env['LD_LIBRARY_PATH']).toBe('/usr/local/lib/nvidia:/opt/server/lib');
  });

  it('say when no preset covers a resource', () => {
    expect(outcome('rocm')).toMatchObject({ result: 'Bound', node: 'gpu-amd' });
    expect(outcome('rocm').reasons).toEqual(['Uncovered: no preset for amd.com/gpu']);
  });

  it('keep a pod waiting that no node suits, with the reason', () => {
    expect(outcome('train-next')).toMatchObject({ result: 'Pending', node: '' });
    expect(outcome('train-next').reasons.join()).toMatch(/^3 of 3 nodes: .*RequireNotMet.*CUDA 13/);
  });
});
