import { describe, expect, it } from 'vitest';
import { KubeError, type RequestSpec } from '../../shared/kube/http.ts';
import { silentLog } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { bindingFormat, statusFormat } from '../../shared/kube/protobuf/binding.ts';
import { fakeApiServer } from '../../test/build/api-server.ts';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, bestNode, goodNode, LIBRARY_DIR, nvidia } from '../../test/build/example.ts';
import { PodBuilder, pod } from '../../test/build/pod.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { type BindDeps, bind } from './bind.ts';

const VALUE = 'bind.latebind.dev/env.LIBRARY_DIR';

/** Fails so often, then no more. */
function fail(
  fields: { status: number; reason: string; message: string; retryAfterSeconds?: number },
  times = Number.POSITIVE_INFINITY,
): (spec: RequestSpec) => void {
  let left = times;
  return ({ method, path }) => {
    left -= 1;
    if (left >= 0) throw new KubeError({ ...fields, method, path });
  };
}

function setUp(
  stored: Pod,
  watched: readonly Pod[] = [stored],
  change: Partial<BindDeps> = {},
  lose = fail({ status: 0, reason: '', message: '' }, 0),
) {
  const api = fakeApiServer([stored]);
  const transport: BindDeps['transport'] = {
    async request<T>(spec: RequestSpec) {
      const answer = await api.transport.request<T>(spec);
      lose(spec);
      return answer;
    },
  };
  const state = clusterState({ nodes: [goodNode, bareNode], presets: [nvidia], pods: watched });
  const metrics = createMetrics();
  const pauses: number[] = [];
  let time = 0;
  const deps: BindDeps = {
    state,
    engine,
    metrics,
    log: silentLog,
    transport,
    now: () => time,
    random: () => 0.5,
    async sleep(ms) {
      pauses.push(ms);
      time += ms;
    },
    ...change,
  };
  const call = async (node: string, uid = 'uid-of-train') =>
    await bind({ PodName: 'train', PodNamespace: 'team-a', PodUID: uid, Node: node }, deps);
  return {
    api,
    state,
    metrics,
    /** Milliseconds between calls of the API server. */
    pauses,
    pass(ms: number): void {
      time += ms;
    },
    call,
    /** The Error of the answer. */
    async bind(node: string, uid = 'uid-of-train'): Promise<string> {
      const reply = await call(node, uid);
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

  it('asks for the write in protobuf, and for its answer', async () => {
    const written: RequestSpec[] = [];
    const { bind } = setUp(admitted(), undefined, {}, (spec) => void written.push(spec));
    await bind('good');
    expect(written).toMatchObject([{ bodyFormat: bindingFormat, format: statusFormat }]);
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

  it('that comes late costs nothing once the watch has shown the pod bound', async () => {
    const { bind, state, api, pod, requests } = setUp(admitted());
    await bind('good');
    state.seePod(pod() ?? admitted());
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(['POST pods/train/binding']);
    api.before = () => {
      throw new Error('no call is needed');
    };
    expect(await bind('good')).toBe('');
  });

  it('that comes after the pod has ended is a success as well', async () => {
    const { bind, state, pod } = setUp(admitted());
    await bind('good');
    state.seePod(new PodBuilder(pod() ?? admitted()).phase('Succeeded').build());
    expect(await bind('good')).toBe('');
  });

  it('of two nodes at once gives the pod to one of them, with the values of that one', async () => {
    const { bind, state, pod } = setUp(admitted());
    state.seeNode(bestNode);
    const errors = await Promise.all(['good', 'best', 'good', 'best'].map((node) => bind(node)));
    const winner = pod()?.spec.nodeName;
    expect(winner).toBe('good');
    const refusal = 'latebind: the pod is already on node good and cannot be bound to node best';
    expect(errors).toEqual(['', refusal, '', refusal]);
    expect(pod()?.metadata.annotations?.['bind.latebind.dev/node']).toBe(winner);
  });

  it('says what was decided with, for a record', async () => {
    const { call, pod } = setUp(admitted());
    expect((await call('bare')).bound).toMatchObject({
      pod: { metadata: { name: 'train' } },
      annotations: {},
    });
    const { bound } = await call('good');
    expect(bound?.pod.spec.nodeName).toBeUndefined();
    expect(bound?.annotations[VALUE]).toBe(LIBRARY_DIR);
    expect(pod()?.metadata.annotations).toMatchObject(bound?.annotations ?? {});
  });

  it('to another node than the pod has is refused', async () => {
    const { bind } = setUp(admitted());
    await bind('good');
    expect(await bind('bare')).toMatch(/FactsMissing/);
    const plain = setUp(pod().build(), []);
    await plain.bind('good');
    expect(await plain.bind('bare')).toBe(
      'latebind: the pod is already on node good and cannot be bound to node bare',
    );
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
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [422, 'Invalid'],
  ])('answers what the API server says for good, in one line: %i', async (status, reason) => {
    const { bind, api, requests, pauses } = setUp(admitted());
    api.before = fail({ status, reason, message: 'no:\n  and\n  no again' });
    expect(await bind('good')).toBe(`latebind: ${status} ${reason}: no: and no again (tried once)`);
    expect(requests()).toHaveLength(1);
    expect(pauses).toEqual([]);
  });

  it('says that the pod is gone when the Binding finds none', async () => {
    const { bind, api, requests } = setUp(admitted());
    api.pods.clear();
    expect(await bind('good')).toBe('latebind: the pod does not exist any more');
    expect(requests()).toEqual(['POST pods/train/binding']);
  });

  it.each([
    [429, 'TooManyRequests'],
    [500, 'InternalError'],
    [502, 'Bad Gateway'],
    [503, 'ServiceUnavailable'],
    [504, 'Timeout'],
    [0, 'Unreachable'],
    [0, 'Timeout'],
    [0, 'Aborted'],
  ])('tries again what fails for a moment: %i %s', async (status, reason) => {
    const { bind, api, requests, pauses, pod } = setUp(admitted());
    api.before = fail({ status, reason, message: 'later' }, 2);
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(Array.from({ length: 3 }, () => 'POST pods/train/binding'));
    expect(pauses).toEqual([100, 200]);
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
  });

  it('tries the one read of an unknown pod again as well', async () => {
    const { bind, api, requests } = setUp(admitted(), []);
    api.before = fail({ status: 503, reason: 'ServiceUnavailable', message: 'later' }, 1);
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(['GET pods/train', 'GET pods/train', 'POST pods/train/binding']);
  });

  it('finds its own work when a write was carried out and its answer lost', async () => {
    const lose = fail({ status: 0, reason: 'Unreachable', message: 'ECONNRESET' }, 1);
    const { bind, requests, metrics } = setUp(admitted(), undefined, {}, lose);
    expect(await bind('good')).toBe('');
    expect(requests()).toEqual(['POST pods/train/binding', 'POST pods/train/binding', 'GET pods/train']);
    expect(await metrics.registry.metrics()).toContain('latebind_slots_filled_total{path="bind"} 1');
  });

  it('waits as long as a busy API server asks, if there is time', async () => {
    const { bind, api, pauses } = setUp(admitted());
    api.before = fail({ status: 429, reason: 'TooManyRequests', message: 'busy', retryAfterSeconds: 2 }, 1);
    expect(await bind('good')).toBe('');
    // And a little longer, which is not the same for all that were told so.
    expect(pauses).toEqual([2100]);
    api.before = fail({ status: 429, reason: 'TooManyRequests', message: 'busy', retryAfterSeconds: 10 });
    const other = setUp(admitted());
    other.api.before = api.before;
    expect(await other.bind('good')).toBe('latebind: 429 TooManyRequests: busy (tried once)');
    expect(other.pauses).toEqual([]);
  });

  it('gives up before the scheduler does, and says how often it tried', async () => {
    const { bind, api, pauses, requests } = setUp(admitted());
    api.before = fail({ status: 0, reason: 'Unreachable', message: 'connect ECONNREFUSED' });
    expect(await bind('good')).toBe('latebind: Unreachable: connect ECONNREFUSED (tried 7 times)');
    expect(requests()).toHaveLength(7);
    expect(pauses).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('cuts off calls that get no answer, the last at its deadline', async () => {
    const allowed: (number | undefined)[] = [];
    const { bind, api, pass } = setUp(admitted());
    api.before = ({ method, path, timeoutMs = 0 }) => {
      allowed.push(timeoutMs);
      pass(timeoutMs);
      throw new KubeError({
        method,
        path,
        status: 0,
        reason: 'Timeout',
        message: 'no complete answer in time',
      });
    };
    expect(await bind('good')).toMatch(/no complete answer in time \(tried 2 times\)/);
    expect(allowed).toEqual([2500, 1400]);
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
    expect(await setUp(bound).bind('good')).toBe(
      'latebind: the pod is already on node good, without its values, which follow',
    );
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
