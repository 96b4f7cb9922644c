import { describe, expect, it } from 'vitest';
import { KubeError } from '../../shared/kube/http.ts';
import { silentLog } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { fakeApiServer } from '../../test/build/api-server.ts';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, LIBRARY_DIR, nvidia } from '../../test/build/example.ts';
import { PodBuilder, pod } from '../../test/build/pod.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { type BindDeps, bind } from './bind.ts';

const VALUE = 'bind.latebind.dev/env.LIBRARY_DIR';

function setUp(stored: Pod, watched: readonly Pod[] = [stored], change: Partial<BindDeps> = {}) {
  const api = fakeApiServer([stored]);
  const state = clusterState({ nodes: [goodNode, bareNode], presets: [nvidia], pods: watched });
  const metrics = createMetrics();
  const deps: BindDeps = { state, engine, metrics, log: silentLog, transport: api.transport, ...change };
  return {
    api,
    state,
    metrics,
    /** The Error of the answer. */
    async bind(node: string, uid = 'uid-of-train'): Promise<string> {
      const args = { PodName: 'train', PodNamespace: 'team-a', PodUID: uid, Node: node };
      const reply = await bind(args, deps);
      expect(reply.status).toBe(200);
      return (reply.body as { Error: string }).Error;
    },
    requests: () =>
      api.sent.map(({ method, path }) => `${method} ${path.replace('/api/v1/namespaces/team-a/', '')}`),
    pod: () => api.pods.get('team-a/train'),
  };
}

describe('bind', () => {
  it('assigns the node and fills every slot in one write, with the uid as precondition', async () => {
    const { bind, api, pod, requests, metrics } = setUp(admitted());
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(['POST pods/train/binding']);
    expect(api.sent[0]?.body).toMatchObject({ metadata: { uid: 'uid-of-train' } });
    expect(pod()?.spec.nodeName).toBe('good');
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
    expect(await metrics.registry.metrics()).toContain('latebind_slots_filled_total{path="bind"} 1');
  });

  it('is repeated without harm', async () => {
    const { bind, state, pod } = setUp(admitted());
    expect(await bind('good')).toBe('');
    expect(await bind('good')).toBe('');
    const now = pod();
    if (now !== undefined) state.seePod(now);
    expect(await bind('good')).toBe('');
  });

  it('may happen many times at once', async () => {
    const { bind } = setUp(admitted());
    const errors = await Promise.all(Array.from({ length: 20 }, () => bind('good')));
    expect(errors).toEqual(errors.map(() => ''));
  });

  it('is a success when the answer of the API server was lost and the pod is bound as wanted', async () => {
    const { bind, api } = setUp(admitted());
    await bind('good');
    expect(await bind('good')).toBe('');
    expect(api.sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
  });

  it('to another node than the pod has is refused', async () => {
    const { bind } = setUp(admitted());
    await bind('good');
    expect(await bind('bare')).toMatch(/FactsMissing|already/);
    const plain = setUp(pod().build(), []);
    await plain.bind('good');
    expect(await plain.bind('bare')).toMatch(/already on node good/);
  });

  it('reads a pod once that no watch and no filter has shown', async () => {
    const { bind, requests, pod } = setUp(admitted(), []);
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(['GET pods/train', 'POST pods/train/binding']);
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
  });

  it('sends a plain Binding for a pod that filter saw and that depends on no node', async () => {
    const { bind, state, api, requests } = setUp(pod().build(), []);
    state.plainPods.add('uid-of-train', 'team-a', 'train');
    expect(await bind('bare')).toBe('');
    expect(requests()).toEqual(['POST pods/train/binding']);
    expect(api.sent[0]?.body).toEqual({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'train', namespace: 'team-a', uid: 'uid-of-train' },
      target: { apiVersion: 'v1', kind: 'Node', name: 'bare' },
    });
  });

  it('believes the watch more than a filter call that anyone could have made', async () => {
    const { bind, state, pod } = setUp(admitted());
    state.plainPods.add('uid-of-train', 'team-a', 'train');
    await bind('good');
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
  });

  it.each([
    ['has no facts', 'bare', /^latebind FactsMissing: /],
    ['is unknown', 'unheard-of', /^latebind NodeUnknown: /],
  ])('writes nothing when the node %s', async (_what, node, want) => {
    const { bind, requests } = setUp(admitted());
    expect(await bind(node)).toMatch(want);
    expect(requests()).toEqual([]);
  });

  it('writes nothing for a pod of another uid', async () => {
    const { bind, requests } = setUp(admitted());
    expect(await bind('good', 'uid-of-its-successor')).toMatch(/another uid/);
    expect(requests()).toEqual(['GET pods/train']);
  });

  it('says that the pod is gone', async () => {
    const { bind, api } = setUp(admitted(), []);
    api.pods.clear();
    expect(await bind('good')).toBe('latebind: the pod does not exist any more');
  });

  it.each([
    ['a key with a blank', { 'bind.latebind.dev/not valid': 'x' }],
    ['a key of somebody else', { 'example.com/x': 'x' }],
    ['a key with two slashes', { 'bind.latebind.dev/a/b': 'x' }],
    ['a key that is too long', { [`bind.latebind.dev/${'a'.repeat(64)}`]: 'x' }],
    ['an empty key', { 'bind.latebind.dev/': 'x' }],
    ['too much', { 'bind.latebind.dev/env.A': 'x'.repeat(64 * 1024) }],
    ['what is not a string', { 'bind.latebind.dev/env.A': 1 as unknown as string }],
  ])('never sends a Binding with %s, whatever the engine says', async (_what, annotations) => {
    const bindValues = () => ({ ok: true, annotations }) as const;
    const { bind, requests } = setUp(admitted(), undefined, { engine: { ...engine, bindValues } });
    expect(await bind('good')).toMatch(/^latebind ValueInvalid: /);
    expect(requests()).toEqual([]);
  });

  it.each([
    [
      'refuses',
      new KubeError({ method: 'POST', path: '/x', status: 403, reason: 'Forbidden', message: 'no' }),
    ],
    [
      'is away',
      new KubeError({
        method: 'POST',
        path: '/x',
        status: 0,
        reason: 'Unreachable',
        message: 'ECONNREFUSED',
      }),
    ],
  ])('answers an Error when the API server %s', async (_what, error) => {
    const { bind, api } = setUp(admitted());
    api.before = () => {
      throw error;
    };
    expect(await bind('good')).toContain(error.reason);
  });

  it('gives up before the scheduler does', async () => {
    const { bind, api } = setUp(admitted(), undefined, { deadlineMs: 50 });
    api.before = async ({ signal }) => {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    };
    expect(await bind('good')).toMatch(/^latebind: /);
  });

  it('does not overwrite a pod whose deletion or gates make the API server refuse', async () => {
    const { bind, api } = setUp(admitted());
    api.before = ({ method, path }) => {
      if (method === 'POST') {
        throw new KubeError({
          method,
          path,
          status: 409,
          reason: 'Conflict',
          message: 'pod is being deleted',
        });
      }
    };
    expect(await bind('good')).toMatch(/bind conflict: .*being deleted/);
  });

  it('is not done while a bound pod lacks its values', async () => {
    const bound = new PodBuilder(admitted()).onNode('good').build();
    expect(await setUp(bound).bind('good')).toMatch(/already on node good/);
  });

  it.each([
    ['null', null],
    ['an array', []],
    ['nothing in it', {}],
    ['an empty uid', { PodName: 'a', PodNamespace: 'b', PodUID: '', Node: 'c' }],
    ['a number as name', { PodName: 1, PodNamespace: 'b', PodUID: 'u', Node: 'c' }],
  ])('refuses arguments with %s', async (_what, args) => {
    const api = fakeApiServer();
    const deps = {
      state: clusterState(),
      engine,
      metrics: createMetrics(),
      log: silentLog,
      transport: api.transport,
    };
    await expect(bind(args, deps)).rejects.toThrow(/wanted/);
    expect(api.sent).toEqual([]);
  });
});
