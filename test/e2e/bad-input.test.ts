import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/kube/objects.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  clusterPreset,
  createPod,
  DRIVER_PRESET,
  GPU,
  givePresets,
  podPath,
  preset,
  startWorld,
  type World,
} from './fixture.ts';
import { COS, libraryText } from './hosts.ts';
import type { Extender } from './latebind.ts';

describe.skipIf(await mustSkipCluster('nodes'))('bad input', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ progress });
  });
  afterAll(async () => {
    await world?.stop();
  });

  const gpu = { resourceSelector: ['nvidia.com/gpu'] };
  const mounting = (path: string): JsonObject => ({
    ...gpu,
    volumes: [{ name: 'v', hostPath: { path } }],
    volumeMounts: [{ name: 'v', mountPath: '/v' }],
  });

  it.each<{ what: string; spec: JsonObject; says: RegExp }>([
    {
      what: 'broken CEL',
      spec: { ...gpu, env: [{ name: 'X', value: '${host.nvidia.}' }] },
      says: /spec\.env\[0\]\.value: .*host\.nvidia\./,
    },
    {
      what: 'an unknown fact',
      spec: { ...gpu, env: [{ name: 'X', value: '${host.nvidia.librarydir}' }] },
      says: /spec\.env\[0\]\.value: .*No such key: librarydir/,
    },
    {
      what: 'an unknown fact in host.require',
      spec: { ...gpu, host: { require: [{ expression: 'host.gpu.count > 1' }] } },
      says: /spec\.host\.require\[0\]\.expression: .*No such key: gpu/,
    },
    {
      what: 'a requirement that is no bool',
      spec: { ...gpu, host: { require: [{ expression: 'host.nvidia.driver.version' }] } },
      says: /is a string, wanted a bool/,
    },
    {
      what: 'a relative path',
      spec: mounting('opt/lib'),
      says: /spec\.volumes\[0\]\.hostPath\.path: is "opt\/lib", wanted an absolute path/,
    },
    { what: 'a path that climbs', spec: mounting('/opt/../etc/kubernetes'), says: /without "\.\."/ },
    {
      what: 'the kubelet’s folder',
      spec: mounting('/var/lib/kubelet/pods'),
      says: /inside the protected \/var\/lib\/kubelet/,
    },
    { what: 'the root', spec: mounting('/'), says: /contains the protected/ },
    {
      what: 'a late mount path',
      spec: {
        ...mounting('/opt/lib'),
        volumeMounts: [{ name: 'v', mountPath: '${host.nvidia.libraryDir}' }],
      },
      says: /spec\.volumeMounts\[0\]\.mountPath: .*before a node is chosen/,
    },
    {
      what: 'a late toleration',
      spec: { ...gpu, tolerations: [{ key: '${node.name}', operator: 'Exists' }] },
      says: /spec\.tolerations\[0\]\.key: .*before a node is chosen/,
    },
    {
      what: 'an annotation of ours in a reference',
      spec: {
        ...gpu,
        env: [
          {
            name: 'X',
            valueFrom: { fieldRef: { fieldPath: "metadata.annotations['bind.latebind.dev/generation']" } },
          },
        ],
      },
      says: /written by Latebind only/,
    },
    {
      what: 'a field that does not exist',
      spec: { ...gpu, enviroment: [], env: [{ name: 'X', value: 'y' }] },
      says: /spec\.enviroment: is not a known field/,
    },
    { what: 'no selector', spec: { env: [{ name: 'X', value: 'y' }] }, says: /has no selector/ },
    {
      what: 'an unbounded regular expression',
      spec: { ...gpu, env: [{ name: 'X', value: "${host.os.id.matches('(a+)+$') ? 'a' : 'b'}" }] },
      says: /matches\(\)/,
    },
  ])('a preset with $what is refused, by field, with what was seen and wanted', async ({ spec, says }) => {
    const path = '/apis/latebind.dev/v1alpha1/clusterpodpresets';
    await expect(world.cluster.api('POST', path, clusterPreset('bad', spec))).rejects.toThrow(says);
    expect(await world.cluster.client.find(`${path}/bad`)).toBeUndefined();
  });

  it('a PodPreset with a namespaceSelector is refused', async () => {
    const bad = preset('default', 'bad', { ...gpu, namespaceSelector: {}, env: [{ name: 'X', value: 'y' }] });
    await expect(
      world.cluster.api('POST', '/apis/latebind.dev/v1alpha1/namespaces/default/podpresets', bad),
    ).rejects.toThrow(/spec\.namespaceSelector: is not a known field/);
  });

  it('a good preset that is edited into a bad one keeps what it was', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    const path = '/apis/latebind.dev/v1alpha1/clusterpodpresets/nvidia-driver';
    await expect(cluster.api('PATCH', path, { spec: { env: [{ name: 'X', value: '${' }] } })).rejects.toThrow(
      /without its \}/,
    );
    const kept = await cluster.api<{ metadata: { name: string }; spec: unknown }>('GET', path);
    expect(kept.spec).toMatchObject({
      env: [{ name: 'NVIDIA_DRIVER_VERSION' }, { name: 'HOST_LIBRARY_DIR' }, { name: 'LD_LIBRARY_PATH' }],
    });
    await cluster.kubectl('delete', 'clusterpodpresets', '--all');
  });

  it.each([
    { what: 'an allowed root that holds a sibling', value: "/opt/${host.os.id + '/../../etc'}" },
    { what: 'the kubelet’s folder', value: "${'/var/lib/' + (host.os.id == 'cos' ? 'kubelet' : 'x')}" },
    { what: 'the root itself', value: "${host.os.id == 'cos' ? '/' : '/'}" },
    { what: 'a reference', value: "/opt/${host.os.id == 'cos' ? '$(PATH)' : '$(PATH)'}" },
  ])(
    'a late path that comes to $what never reaches a Binding: no node is chosen and the reason is said',
    async ({ value }) => {
      const { cluster } = world;
      const before = cluster.auditEvents().length;
      await givePresets(world, clusterPreset('poison', mounting(value)));
      await createPod(world, { name: 'poisoned', resources: GPU, script: 'ls /v' });
      await cluster.waitFor<{ metadata: { name: string }; status?: { conditions?: { message?: string }[] } }>(
        podPath('poisoned'),
        (pod) =>
          pod?.status?.conditions?.some(({ message }) =>
            /latebind (?:PathForbidden|ValueInvalid): /.test(message ?? ''),
          ),
        { timeoutSeconds: 20, what: 'latebind PathForbidden or ValueInvalid' },
      );
      const byHand = cluster.api('POST', `${podPath('poisoned')}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'poisoned' },
        target: { apiVersion: 'v1', kind: 'Node', name: COS.node },
      });
      await expect(byHand).rejects.toThrow(/PathForbidden|ValueInvalid/);
      const bound = cluster
        .auditEvents()
        .slice(before)
        .filter(
          ({ objectRef, responseStatus }) =>
            objectRef?.subresource === 'binding' && responseStatus?.code === 201,
        );
      expect(bound).toEqual([]);
      await cluster.kubectl('delete', 'pod', 'poisoned', '--force', '--grace-period=0');
      await cluster.kubectl('delete', 'clusterpodpresets', '--all');
    },
  );

  it('a Binding that would make a pod impossible to update is refused by the policy', async () => {
    const { cluster } = world;
    await createPod(world, { name: 'hygiene', script: 'true', spec: { schedulerName: 'nobody' } });
    const bind = (annotations: Record<string, string>): Promise<unknown> =>
      cluster.api('POST', `${podPath('hygiene')}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'hygiene', annotations },
        target: { kind: 'Node', name: COS.node },
      });
    await expect(bind({ 'not valid!/k': 'x' })).rejects.toThrow(/not a qualified name/);
    await expect(bind({ big: 'x'.repeat(70_000) })).rejects.toThrow(/larger than 64 KiB/);
    await cluster.kubectl('delete', 'pod', 'hygiene', '--force', '--grace-period=0');
  });

  it.each(['filter', 'prioritize', 'bind'])(
    'a call of /scheduler/%s without the scheduler’s certificate is refused',
    async (verb) => {
      const answer = await post(world.latebind.extender, `/scheduler/${verb}`, '{}', false);
      expect(answer).toMatchObject({ status: 403, type: expect.stringMatching(/^application\/json/) });
    },
  );

  const podReview = (request_?: object): string =>
    JSON.stringify({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      ...(request_ === undefined
        ? {}
        : {
            request: {
              uid: 'x',
              namespace: 'default',
              operation: 'CREATE',
              resource: { group: '', version: 'v1', resource: 'pods' },
              kind: { group: '', version: 'v1', kind: 'Pod' },
              ...request_,
            },
          }),
    });
  const everywhere = [
    '/admission/pod',
    '/admission/binding',
    '/admission/preset',
    '/scheduler/filter',
    '/scheduler/prioritize',
    '/scheduler/bind',
  ];

  it.each<{ what: string; body: string; paths?: string[] }>([
    { what: 'empty', body: '' },
    { what: 'truncated', body: podReview({ object: {} }).slice(0, 40) },
    { what: 'null', body: 'null' },
    { what: 'a list', body: '[]' },
    { what: 'of the wrong kind', body: JSON.stringify({ apiVersion: 'v1', kind: 'Pod' }) },
    { what: 'a review without a request', body: podReview() },
    {
      what: 'a review without an object',
      body: podReview({}),
      paths: ['/admission/pod', '/scheduler/filter'],
    },
    {
      what: 'a review of a pod without a spec',
      body: podReview({ object: { metadata: null } }),
      paths: ['/admission/pod'],
    },
    {
      what: 'a review of a pod whose containers are none',
      body: podReview({ object: { metadata: {}, spec: { containers: 'x' } } }),
      paths: ['/admission/pod'],
    },
    {
      what: 'a review of a Binding without a target',
      body: podReview({
        resource: { group: '', version: 'v1', resource: 'pods' },
        subResource: 'binding',
        name: 'p',
        kind: { group: '', version: 'v1', kind: 'Binding' },
        object: { metadata: { name: 'p' } },
      }),
      paths: ['/admission/binding'],
    },
    {
      what: 'filter arguments without nodes',
      body: JSON.stringify({ Pod: { metadata: { name: 'p' }, spec: { containers: [] } } }),
      paths: ['/scheduler/filter', '/scheduler/prioritize'],
    },
    {
      what: 'bind arguments of a pod that is not there',
      body: JSON.stringify({ PodName: 'nobody', PodNamespace: 'default', PodUID: 'x', Node: COS.node }),
      paths: ['/scheduler/bind'],
    },
    { what: 'huge', body: `{"x":"${'y'.repeat(9 * 1024 * 1024)}"}` },
  ])(
    'a body that is $what gets a clear JSON refusal, and nothing crashes',
    async ({ body, paths = everywhere }) => {
      const { latebind } = world;
      for (const path of paths) {
        const answer = await post(latebind.extender, path, body);
        const shown = `${path} ${answer.status} ${answer.body.slice(0, 200)}`;
        expect(answer.type, shown).toMatch(/^application\/json/);
        const parsed = JSON.parse(answer.body) as {
          response?: { allowed: boolean; status?: { message?: string } };
          Error?: string;
          message?: string;
        };
        const said = parsed.response?.status?.message ?? parsed.Error ?? parsed.message ?? '';
        expect(said.length, shown).toBeGreaterThan(10);
        expect(said, shown).not.toMatch(/internal error/);
        // A domain failure is an answer; abuse of the protocol is the client's error, never the server's.
        if (answer.status === 200) expect(parsed.response?.allowed ?? false, shown).toBe(false);
        else expect(Math.floor(answer.status / 100), shown).toBe(4);
      }
      // Still the same process, and still at work.
      await givePresets(world, DRIVER_PRESET);
      await createPod(world, {
        name: 'after',
        resources: GPU,
        nodeSelector: { 'test.latebind.dev/host': COS.node },
        script: 'cat /usr/local/nvidia/lib64/libcuda.so.1',
      });
      expect(await world.cluster.podResult('default', 'after')).toBe(libraryText(COS));
      await world.cluster.kubectl('delete', 'pod', 'after', '--force', '--grace-period=0');
      expect(latebind.extender.log()).not.toMatch(/uncaught|unhandled/i);
    },
  );
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** As the API server calls /admission and kube-scheduler calls /scheduler. */
function post(
  extender: Extender,
  path: string,
  body: string,
  login = path.startsWith('/scheduler'),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const certificate = login ? extender.schedulerCertificate : {};
    const sent = request(
      `${extender.url}${path}`,
      { method: 'POST', ca: extender.certificateAuthority, agent: false, headers, ...certificate },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    // A server that refuses a body early may close while we are still sending; the answer counts.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    sent.end(body);
  });
}
