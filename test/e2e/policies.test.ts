import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANNOTATION } from '../../shared/names.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { createPod, DRIVER_PRESET, GPU, givePresets, podPath, startWorld, type World } from './fixture.ts';
import { COS, UBUNTU } from './hosts.ts';
import { nodeToken, serviceAccountToken } from './latebind.ts';

describe.skipIf(await mustSkipCluster('nodes'))('the policies and roles of deploy/', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ progress });
  });
  afterAll(async () => {
    await world?.stop();
  });

  const node = (name: string): string => `/api/v1/nodes/${name}`;
  const facts = { metadata: { annotations: { [ANNOTATION.hostFacts]: '1.AAAA' } } };

  it.each<{ what: string; path: string; body: object; status: number }>([
    { what: 'facts of another node', path: node(UBUNTU.node), body: facts, status: 422 },
    {
      what: 'a label',
      path: node(COS.node),
      body: { metadata: { labels: { 'example.com/x': 'y' } } },
      status: 422,
    },
    {
      what: 'a foreign annotation',
      path: node(COS.node),
      body: { metadata: { annotations: { 'example.com/x': 'y' } } },
      status: 422,
    },
    {
      what: 'a taint',
      path: node(COS.node),
      body: { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } },
      status: 422,
    },
    {
      what: 'facts of 70 kB',
      path: node(COS.node),
      body: { metadata: { annotations: { [ANNOTATION.hostFacts]: 'x'.repeat(70_000) } } },
      status: 422,
    },
    {
      what: 'the status of a node',
      path: `${node(COS.node)}/status`,
      body: { status: { capacity: { 'x.y/z': '1' } } },
      status: 403,
    },
    { what: 'a pod', path: podPath('any'), body: {}, status: 403 },
  ])('keep an agent from writing $what', async ({ path, body, status }) => {
    const agent = world.cluster.client.withToken(await nodeToken(world.cluster, COS.node));
    await expect(agent.call('PATCH', path, body)).rejects.toMatchObject({ status });
  });

  it('keep a token of the agent that names no node from writing anything', async () => {
    const agent = world.cluster.client.withToken(await serviceAccountToken(world.cluster, 'latebind-agent'));
    await expect(agent.call('PATCH', node(COS.node), facts)).rejects.toThrow(/names no node/);
  });

  it.each<{ what: string; method: string; path: string; body?: object; status: number }>([
    {
      what: 'the image of a pod',
      method: 'PATCH',
      path: podPath('owned'),
      body: { spec: { containers: [{ name: 'main', image: 'other:1' }] } },
      status: 422,
    },
    {
      what: 'a label of a pod',
      method: 'PATCH',
      path: podPath('owned'),
      body: { metadata: { labels: { x: 'y' } } },
      status: 422,
    },
    {
      what: 'an annotation that is not a value',
      method: 'PATCH',
      path: podPath('owned'),
      body: { metadata: { annotations: { x: 'y' } } },
      status: 422,
    },
    { what: 'a node', method: 'PATCH', path: node(COS.node), body: facts, status: 403 },
    {
      what: 'a preset',
      method: 'DELETE',
      path: '/apis/latebind.dev/v1alpha1/clusterpodpresets/nvidia-driver',
      status: 403,
    },
    {
      what: 'a Secret, by reading it',
      method: 'GET',
      path: '/api/v1/namespaces/latebind-system/secrets',
      status: 403,
    },
  ])('keep the extender from touching $what', async ({ method, path, body, status }) => {
    const { cluster } = world;
    if ((await cluster.client.find(podPath('owned'))) === undefined) {
      await givePresets(world, DRIVER_PRESET);
      await createPod(world, {
        name: 'owned',
        resources: GPU,
        script: 'sleep 600',
        spec: { schedulerName: 'nobody' },
      });
    }
    const extender = cluster.client.withToken(await serviceAccountToken(cluster, 'latebind-extender'));
    await expect(extender.call(method, path, body)).rejects.toMatchObject({ status });
  });
});
