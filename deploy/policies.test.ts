/** The manifests and policies, applied to a real API server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createEventReporter } from '../agent/events.ts';
import { renderManifests } from '../cli/manifests.ts';
import { createTransport } from '../shared/kube/http.ts';
import type { ApiClient, KubeObject } from '../test/cluster/api-client.ts';
import { startControlPlane } from '../test/cluster/cluster.ts';
import type { ControlPlane } from '../test/cluster/control-plane.ts';
import { progressOnStandardError as progress } from '../test/cluster/progress.ts';
import { mustSkipCluster } from '../test/cluster/requirements.ts';

const NAMESPACE = 'latebind-system';
const OPTIONS = { namespace: NAMESPACE, imagePrefix: 'latebind', imageTag: '0.1.0' };
const FACTS = 'latebind.dev/host-facts';
const OWNER = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'a' };
const SUMMARY = 'latebind.dev/host-summary';
const KUBELET = 'system:node:node-2';

const annotate = (annotations: Record<string, string | null>) => ({ metadata: { annotations } });
const label = (labels: Record<string, string | null>) => ({ metadata: { labels } });
/** So many labels below our prefix. */
const ourLabels = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`host.latebind.dev/l${index}`, 'x']));

describe.skipIf(await mustSkipCluster('control-plane'))('deploy/', () => {
  let cluster: ControlPlane;
  let extender: ApiClient;
  let alice: ApiClient;

  /** Of a Pod of the service account, on a node where one is given: the token then names the node. */
  async function tokenOf(account: string, nodeName?: string): Promise<string> {
    const accounts = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
    let boundObjectRef: object | undefined;
    if (nodeName !== undefined) {
      const pod = await createPod(NAMESPACE, { serviceAccountName: account, nodeName });
      boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: pod.metadata.name, uid: pod.metadata.uid };
    }
    const answer = await cluster.api<{ status: { token: string } }>('POST', `${accounts}/${account}/token`, {
      spec: { audiences: ['https://kubernetes.default.svc'], ...(boundObjectRef && { boundObjectRef }) },
    });
    return answer.status.token;
  }

  async function createPod(
    namespace: string,
    spec: object = {},
    annotations: Record<string, string> = {},
  ): Promise<KubeObject> {
    return await cluster.api('POST', `/api/v1/namespaces/${namespace}/pods`, {
      metadata: { generateName: 'pod-', annotations },
      spec: { containers: [{ name: 'main', image: 'registry.example/x:1' }], ...spec },
    });
  }

  const podPath = (pod: KubeObject): string => `/api/v1/namespaces/team-a/pods/${pod.metadata.name}`;
  const denied = (message: RegExp) => expect.objectContaining({ message: expect.stringMatching(message) });

  beforeAll(async () => {
    const users = [{ name: 'alice' }, { name: KUBELET, groups: ['system:nodes'] }];
    cluster = await startControlPlane({ scheduler: false, users, progress });
    const rendered = await renderManifests(OPTIONS);
    // The webhooks are looked at by themselves: nobody answers them here, and they would refuse every pod.
    const withoutWebhooks = rendered.replace(/# \$\{CA_BUNDLE\}[\s\S]*$/, '');
    await cluster.kubectlWith({ input: withoutWebhooks }, 'apply', '--validate=strict', '-f', '-');
    await cluster.createNamespace('team-a');
    await Promise.all(
      ['node-1', 'node-2'].map((name) => cluster.api('POST', '/api/v1/nodes', { metadata: { name } })),
    );
    await cluster.kubectl(
      'create',
      'clusterrolebinding',
      'alice',
      '--clusterrole=cluster-admin',
      '--user=alice',
    );
    extender = cluster.client.withToken(await tokenOf('latebind-extender'));
    alice = cluster.client.withToken(cluster.token('alice'));
    await untilPoliciesHold();
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  /** Policies are active a moment after they are created; without a node in its token the agent may do nothing. */
  async function untilPoliciesHold(): Promise<void> {
    const unbound = cluster.client.withToken(await tokenOf('latebind-agent'));
    const pod = await createPod('team-a');
    const isDenied = (result: PromiseSettledResult<unknown>): boolean =>
      result.status === 'rejected' && String(result.reason).includes('ValidatingAdmissionPolicy');
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const results = await Promise.allSettled([
        unbound.call('PATCH', '/api/v1/nodes/node-1', annotate({ [FACTS]: String(attempt) })),
        alice.call('PATCH', podPath(pod), annotate({ 'latebind.dev/slots': String(attempt) })),
        alice.call('POST', `${podPath(pod)}/binding?dryRun=All`, binding(pod, { 'not valid!/k': 'x' })),
        extender.call('PATCH', podPath(pod), annotate({ other: String(attempt) })),
        alice.call('PATCH', '/api/v1/nodes/node-1?dryRun=All', annotate({ [FACTS]: `${attempt}` })),
        unbound.call('POST', EVENTS, nodeEvent('node-1')),
      ]);
      if (results.every(isDenied)) return;
      await sleep(200);
    }
    throw new Error('the policies are not active after 20 seconds');
  }

  const EVENTS = '/api/v1/namespaces/default/events';

  function nodeEvent(node: string, more: object = {}): object {
    return {
      metadata: { generateName: `${node}.`, namespace: 'default' },
      involvedObject: { apiVersion: 'v1', kind: 'Node', name: node },
      type: 'Warning',
      reason: 'GpuNotSeen',
      message: 'a test',
      source: { component: 'latebind-agent' },
      reportingComponent: 'latebind-agent',
      reportingInstance: node,
      ...more,
    };
  }

  function binding(pod: KubeObject, annotations: Record<string, string>, labels?: Record<string, string>) {
    return {
      metadata: { name: pod.metadata.name, annotations, ...(labels && { labels }) },
      target: { name: 'node-1' },
    };
  }

  it('has policies whose expressions fit the types they are used on', async () => {
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
    interface Policy extends KubeObject {
      readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: object };
    }
    const policies = await cluster.waitForList<Policy>(path, (all) =>
      all.every((policy) => policy.status?.observedGeneration !== undefined),
    );
    const warnings = policies.map(({ metadata, status }) => ({
      name: metadata.name,
      ...status?.typeChecking,
    }));
    expect(warnings.filter((policy) => 'expressionWarnings' in policy)).toEqual([]);
    expect(policies.length).toBeGreaterThanOrEqual(6);
  });

  it('has webhooks that the API server accepts', async () => {
    const certificates = { authority: '', certificate: '', key: '' };
    const rendered = await renderManifests({ ...OPTIONS, certificates });
    const { stdout } = await cluster.kubectlWith(
      { input: rendered.replace(/[\s\S]*(?=# \$\{CA_BUNDLE\})/, '') },
      'apply',
      '--validate=strict',
      '--dry-run=server',
      '-o',
      'name',
      '-f',
      '-',
    );
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  it('has a configuration that kube-scheduler takes', async () => {
    const text = await readFile(join(import.meta.dirname, 'scheduler', 'kube-scheduler-config.yaml'), 'utf8');
    const { extenders, ...rest } = parse(text.replace('${EXTENDER_ADDRESS}', '127.0.0.1')) as {
      extenders: { tlsConfig: Record<'caFile' | 'certFile' | 'keyFile', string> }[];
    };
    const { certificateAuthority } = cluster;
    const login = await certificateAuthority.issue({ name: 'scheduler-login', commonName: 'kube-scheduler' });
    for (const { tlsConfig } of extenders) {
      tlsConfig.caFile = certificateAuthority.certificate;
      tlsConfig.certFile = login.certificate;
      tlsConfig.keyFile = login.key;
    }
    expect(rest).toMatchObject({
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
    });
    // It refuses unknown fields and resource names that it may not manage, and then ends.
    await cluster.startScheduler({ extenders });
    await cluster.stopScheduler();
  });

  describe('the agent', () => {
    let agent: ApiClient;
    beforeAll(async () => {
      agent = cluster.client.withToken(await tokenOf('latebind-agent', 'node-1'));
    });

    it('writes its facts, summary and labels to its own Node', async () => {
      const body = {
        metadata: {
          annotations: { [FACTS]: 'x'.repeat(16_384), [SUMMARY]: '{}' },
          labels: ourLabels(8),
        },
      };
      const node = await agent.call('PATCH', '/api/v1/nodes/node-1', body);
      expect(node.metadata.annotations?.[FACTS]).toHaveLength(16_384);
      expect(node.metadata.labels).toMatchObject(ourLabels(8));
    });

    it('takes back what it wrote', async () => {
      const none = Object.fromEntries(Object.keys(ourLabels(8)).map((key) => [key, null]));
      const node = await agent.call('PATCH', '/api/v1/nodes/node-1', label(none));
      expect(node.metadata.labels).not.toMatchObject({ 'host.latebind.dev/l0': 'x' });
    });

    it('applies its facts on the server side', async () => {
      const path = '/api/v1/nodes/node-1?fieldManager=latebind-agent&force=true';
      const metadata = { annotations: { [FACTS]: '1.y' }, labels: { 'host.latebind.dev/ready': 'true' } };
      const body = { apiVersion: 'v1', kind: 'Node', metadata };
      const node = await agent.call('PATCH', path, body, 'application/apply-patch+yaml');
      expect(node.metadata.annotations?.[FACTS]).toBe('1.y');
    });

    it.each([
      ['another Node', 'node-2', annotate({ [FACTS]: '1.x' }), /its own Node only/],
      ['a foreign annotation', 'node-1', annotate({ other: 'x' }), /only the annotations/],
      ['a foreign label', 'node-1', label({ other: 'x' }), /only labels below/],
      [
        'a label that draws other pods',
        'node-1',
        label({ 'nvidia.com/gpu.count': '8' }),
        /only labels below/,
      ],
      ['nine labels', 'node-1', label(ourLabels(9)), /at most 8 labels/],
      ['a label without end', 'node-1', label({ 'host.latebind.dev/a': 'x'.repeat(64) }), /no more than 63/],
      ['a taint', 'node-1', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }, /the spec of a Node/],
      ['a finalizer', 'node-1', { metadata: { finalizers: ['a.example/b'] } }, /finalizers/],
      ['an owner', 'node-1', { metadata: { ownerReferences: [OWNER] } }, /nor owners/],
      ['facts without end', 'node-1', annotate({ [FACTS]: 'x'.repeat(16_385) }), /larger than 16 KiB/],
      ['a summary without end', 'node-1', annotate({ [SUMMARY]: 'x'.repeat(16_385) }), /larger than 16 KiB/],
    ])('does not write %s', async (_name, node, body, message) => {
      await expect(agent.call('PATCH', `/api/v1/nodes/${node}`, body)).rejects.toEqual(denied(message));
    });

    it('makes no Node when it applies to one that does not exist', async () => {
      const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-3' } };
      const path = '/api/v1/nodes/node-3?fieldManager=latebind-agent';
      await expect(agent.call('PATCH', path, body, 'application/apply-patch+yaml')).rejects.toMatchObject({
        status: 403,
      });
    });

    it.each([
      ['list Nodes', 'GET', '/api/v1/nodes'],
      ['read pods', 'GET', '/api/v1/namespaces/team-a/pods'],
      ['read Secrets', 'GET', '/api/v1/namespaces/team-a/secrets'],
      ['delete its Node', 'DELETE', '/api/v1/nodes/node-1'],
      ['replace its Node', 'PUT', '/api/v1/nodes/node-1', { metadata: { name: 'node-1' } }],
      ['write status', 'PATCH', '/api/v1/nodes/node-1/status', { status: { capacity: { 'a.b/c': '8' } } }],
      ['read events', 'GET', EVENTS],
      ['make events elsewhere', 'POST', '/api/v1/namespaces/team-a/events', nodeEvent('node-1')],
      ['make events of the newer kind', 'POST', '/apis/events.k8s.io/v1/namespaces/default/events', {}],
    ])('may not %s', async (_name, method, path, body?: object) => {
      await expect(agent.call(method, path, body)).rejects.toMatchObject({ status: 403 });
    });

    it('makes events about its own Node', async () => {
      const made = await agent.call('POST', EVENTS, nodeEvent('node-1'));
      expect(made).toMatchObject({ involvedObject: { kind: 'Node', name: 'node-1' } });
    });

    it('tells of a problem of its host where kubectl shows it', async () => {
      const { metadata } = await cluster.api('GET', '/api/v1/nodes/node-1');
      const token = await tokenOf('latebind-agent', 'node-1');
      const ca = await readFile(cluster.certificateAuthority.certificate, 'utf8');
      const transport = createTransport({
        server: cluster.server,
        headers: () => ({ authorization: `Bearer ${token}` }),
        tls: () => ({ ca }),
      });
      const results: string[] = [];
      const reporter = createEventReporter({
        transport,
        nodeName: 'node-1',
        now: () => performance.now(),
        clock: () => Date.now(),
        log: { warn: (fields) => results.push(JSON.stringify(fields)) },
        count: (result) => results.push(result),
      });
      const node = { uid: metadata.uid ?? '', published: undefined };
      reporter.report(node, { healthy: false, problems: [{ code: 'DriverSkew', detail: '535 and 550' }] });
      await reporter.idle();
      transport.close();
      expect(results).toEqual(['created']);
      expect(await cluster.kubectl('describe', 'node', 'node-1')).toMatch(
        /Warning +DriverSkew .* latebind-agent .*535 and 550; next: drain/,
      );
    });

    it.each([
      ['about another Node', nodeEvent('node-2'), /its own Node only/],
      [
        'about a Pod',
        nodeEvent('node-1', { involvedObject: { kind: 'Pod', name: 'node-1', namespace: 'default' } }),
        /its own Node only/,
      ],
      ['about nothing', nodeEvent('node-1', { involvedObject: {} }), /its own Node only/],
      [
        'with another object besides',
        nodeEvent('node-1', { related: { kind: 'Pod', name: 'a' } }),
        /its own Node only/,
      ],
      ['in the name of kubelet', nodeEvent('node-1', { source: { component: 'kubelet' } }), /own name only/],
      ['in the name of nobody', nodeEvent('node-1', { reportingComponent: '' }), /own name only/],
    ])('makes no event %s', async (_what, event, message) => {
      await expect(agent.call('POST', EVENTS, event)).rejects.toEqual(denied(message));
    });

    it('may do nothing with a token that names no node', async () => {
      const unbound = cluster.client.withToken(await tokenOf('latebind-agent'));
      await expect(unbound.call('PATCH', '/api/v1/nodes/node-1', annotate({ [FACTS]: '2' }))).rejects.toEqual(
        denied(/names no node/),
      );
      await expect(unbound.call('POST', EVENTS, nodeEvent('node-1'))).rejects.toEqual(
        denied(/names no node/),
      );
    });
  });

  describe('what the agent wrote on a Node', () => {
    const NODE = '/api/v1/nodes/node-2';
    const OURS = {
      metadata: {
        annotations: { [FACTS]: '1.x', [SUMMARY]: '{}' },
        labels: { 'host.latebind.dev/ready': 'true' },
      },
    };
    let others: Record<string, ApiClient>;
    beforeAll(async () => {
      const agent = cluster.client.withToken(await tokenOf('latebind-agent', 'node-2'));
      await agent.call('PATCH', NODE, OURS);
      // Allowed by RBAC to do everything, so that only the policy can refuse.
      await cluster.kubectl(
        'create',
        'clusterrolebinding',
        'extender-too',
        '--clusterrole=cluster-admin',
        `--serviceaccount=${NAMESPACE}:latebind-extender`,
      );
      others = {
        alice,
        'the first admin': cluster.client,
        'another service account': extender,
        'its kubelet': cluster.client.withToken(cluster.token(KUBELET)),
      };
    });
    afterAll(async () => {
      await cluster.kubectl('delete', 'clusterrolebinding', 'extender-too');
    });

    describe.each(['alice', 'the first admin', 'another service account', 'its kubelet'])('%s', (who) => {
      it.each([
        ['the facts', annotate({ [FACTS]: '1.y' })],
        ['the summary', annotate({ [SUMMARY]: '{"gpus":"8"}' })],
        ['one of them while the other is removed', annotate({ [FACTS]: '1.y', [SUMMARY]: null, other: 'x' })],
        ['a label', label({ 'host.latebind.dev/ready': 'false' })],
        ['the labels by a new one', label({ 'host.latebind.dev/gpu-model': 'mixed' })],
      ])('does not change %s, nor by writing status', async (_what, body) => {
        for (const path of [NODE, `${NODE}/status`]) {
          await expect(others[who]?.call('PATCH', path, body)).rejects.toEqual(denied(/you may remove them/));
        }
      });
    });

    it('does not hinder a kubelet that writes status and annotations of its own', async () => {
      const kubelet = others['its kubelet'];
      const strategic = 'application/strategic-merge-patch+json';
      const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'x' }];
      const body = {
        metadata: { annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
        status: { conditions, capacity: { 'nvidia.com/gpu': '8' } },
      };
      const node = await kubelet?.call('PATCH', `${NODE}/status`, body, strategic);
      expect(node).toMatchObject({ ...OURS, status: { capacity: { 'nvidia.com/gpu': '8' } } });
      // As old clients do it: the whole object, with our keys as they are.
      await kubelet?.call('PUT', `${NODE}/status`, node);
    });

    it('does not hinder who writes other annotations, labels and taints', async () => {
      await alice.call('PATCH', NODE, { ...annotate({ other: 'x' }), spec: { unschedulable: true } });
      await alice.call('PATCH', NODE, label({ 'topology.kubernetes.io/zone': 'a' }));
      expect(await alice.call('PUT', NODE, await alice.call('GET', NODE))).toMatchObject(OURS);
    });

    it('is in no Node that somebody makes', async () => {
      const node = (metadata: object) => ({ apiVersion: 'v1', kind: 'Node', metadata });
      for (const metadata of [
        { name: 'node-4', annotations: { [FACTS]: '1.x' } },
        { name: 'node-4', labels: { 'host.latebind.dev/ready': 'true' } },
      ]) {
        await expect(alice.call('POST', '/api/v1/nodes', node(metadata))).rejects.toEqual(
          denied(/you may remove them/),
        );
      }
    });

    it('may be removed by an admin, and goes with the Node, which its kubelet registers anew', async () => {
      const removed = await alice.call('PATCH', NODE, {
        metadata: {
          annotations: { [FACTS]: null, [SUMMARY]: null },
          labels: { 'host.latebind.dev/ready': null },
        },
      });
      expect(removed.metadata.annotations).not.toHaveProperty([FACTS]);
      expect(removed.metadata.labels).not.toHaveProperty(['host.latebind.dev/ready']);
      await alice.call('DELETE', NODE);
      const labels = { 'kubernetes.io/hostname': 'node-2', 'kubernetes.io/os': 'linux' };
      const again = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-2', labels } };
      await others['its kubelet']?.call('POST', '/api/v1/nodes', again);
    });
  });

  describe('annotations of a pod', () => {
    let pod: KubeObject;
    beforeAll(async () => {
      pod = await createPod(
        'team-a',
        {},
        {
          'latebind.dev/slots': '[]',
          'latebind.dev/require': 'true',
          'bind.latebind.dev/generation': 'g',
          own: 'x',
        },
      );
    });

    it.each([
      ['changed', annotate({ 'bind.latebind.dev/generation': 'h' })],
      ['added', annotate({ 'bind.latebind.dev/new': 'x' })],
      ['removed', annotate({ 'latebind.dev/slots': null })],
      ['all removed', { metadata: { annotations: null } }],
      ['hidden from us', { metadata: { labels: { 'latebind.dev/managed': 'true' } } }],
    ])('of ours are not %s, not even by an admin', async (_name, body) => {
      await expect(alice.call('PATCH', podPath(pod), body)).rejects.toEqual(
        denied(/written by Latebind only/),
      );
      await expect(alice.call('PATCH', `${podPath(pod)}/status`, body)).rejects.toEqual(
        denied(/written by Latebind only/),
      );
    });

    it.each([
      ['changed', annotate({ 'latebind.dev/require': 'false' })],
      ['removed', annotate({ 'latebind.dev/require': null })],
    ])(
      'the requirement of its author is not %s, not even by an admin or the extender',
      async (_name, body) => {
        for (const path of [podPath(pod), `${podPath(pod)}/status`]) {
          await expect(alice.call('PATCH', path, body)).rejects.toEqual(
            denied(/fixed when a pod is created/),
          );
        }
        await expect(extender.call('PATCH', podPath(pod), body)).rejects.toEqual(
          denied(/the extender writes only/),
        );
      },
    );

    it('a requirement is not given to a pod that has none', async () => {
      const path = podPath(await createPod('team-a'));
      const body = annotate({ 'latebind.dev/require': 'true' });
      await expect(alice.call('PATCH', path, body)).rejects.toEqual(denied(/fixed when a pod is created/));
      await alice.call('PATCH', path, annotate({ own: 'x' }));
    });

    it('of others may change, and so may status', async () => {
      await alice.call('PATCH', podPath(pod), annotate({ own: 'y', 'latebind.dev/exclude': 'true' }));
      await alice.call('PATCH', podPath(pod), { metadata: { labels: { team: 'a' } } });
      const status = { status: { conditions: [{ type: 'Ready', status: 'False' }] } };
      await cluster.client.call('PATCH', `${podPath(pod)}/status`, status);
    });

    it('may be repaired by the extender, and nothing else', async () => {
      await extender.call('PATCH', podPath(pod), annotate({ 'bind.latebind.dev/generation': 'repaired' }));
      for (const body of [
        annotate({ own: 'z' }),
        annotate({ 'latebind.dev/slots': '[1]' }),
        { metadata: { labels: { a: 'b' } } },
      ]) {
        await expect(extender.call('PATCH', podPath(pod), body)).rejects.toEqual(denied(/the extender/));
      }
    });
  });

  describe('a Binding', () => {
    it.each([
      ['a key that is not qualified', { 'not valid!/k': 'x' }, undefined, /not a qualified name/],
      ['a value without end', { 'bind.latebind.dev/x': 'x'.repeat(70_000) }, undefined, /larger than 64 KiB/],
      ['a bad label', {}, { a: 'not valid' }, /label/],
      ["the pod's own requirement", { 'latebind.dev/require': 'true' }, undefined, /cannot bring any/],
      ['slots', { 'latebind.dev/slots': '{}' }, undefined, /cannot bring any/],
      ['the label of managed pods', {}, { 'latebind.dev/managed': 'false' }, /cannot bring any/],
    ])('with %s is refused, on both paths', async (_name, annotations, labels, message) => {
      const pod = await createPod('team-a');
      const body = binding(pod, annotations, labels);
      await expect(alice.call('POST', `${podPath(pod)}/binding`, body)).rejects.toEqual(denied(message));
      const legacy = '/api/v1/namespaces/team-a/bindings';
      await expect(alice.call('POST', legacy, body)).rejects.toEqual(denied(message));
    });

    it('with values binds, from the extender and from any scheduler', async () => {
      for (const client of [extender, alice]) {
        const pod = await createPod('team-a');
        await client.call(
          'POST',
          `${podPath(pod)}/binding`,
          binding(pod, { 'bind.latebind.dev/env.X': '/usr/lib64' }),
        );
        const bound = await cluster.api(`GET`, podPath(pod));
        expect(bound.metadata.annotations?.['bind.latebind.dev/env.X']).toBe('/usr/lib64');
      }
    });

    it('without annotations binds', async () => {
      const pod = await createPod('team-a');
      await alice.call('POST', `${podPath(pod)}/binding`, {
        metadata: { name: pod.metadata.name },
        target: { name: 'node-1' },
      });
    });
  });

  it('lets the extender do what it does and no more', async () => {
    for (const path of [
      '/api/v1/nodes',
      '/api/v1/pods',
      '/api/v1/namespaces',
      '/apis/latebind.dev/v1alpha1/podpresets',
    ]) {
      await extender.call('GET', `${path}?limit=1`);
    }
    for (const path of ['/api/v1/secrets', '/api/v1/configmaps', '/apis/apps/v1/deployments']) {
      await expect(extender.call('GET', `${path}?limit=1`)).rejects.toMatchObject({ status: 403 });
    }
  });
});
