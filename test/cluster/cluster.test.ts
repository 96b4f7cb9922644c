import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from './api-client.ts';
import { type Cluster, startCluster, startControlPlane } from './cluster.ts';
import { busyboxImage } from './images.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './processes.ts';
import { progressOnStandardError as progress } from './progress.ts';
import { mustSkipCluster } from './requirements.ts';
import { Traces } from './traces.ts';

interface Node extends KubeObject {
  readonly status: {
    readonly conditions: readonly { type: string; lastHeartbeatTime: string }[];
    readonly allocatable: Readonly<Record<string, string>>;
  };
}

describe.skipIf(await mustSkipCluster('control-plane'))('a control plane', () => {
  it('starts with what a cluster needs, and leaves nothing', async () => {
    const cluster = await startControlPlane({ users: [{ name: 'alice' }], progress });
    const traces = new Traces(cluster.directory);
    try {
      await cluster.createNamespace('team-a', { 'pod-security.kubernetes.io/enforce': 'baseline' });
      expect((await cluster.kubectl('get', 'namespace', 'team-a', '-o', 'name')).trim()).toBe(
        'namespace/team-a',
      );
      await expect(
        cluster.client.withToken(cluster.token('alice')).call('GET', '/api/v1/nodes'),
      ).rejects.toMatchObject({ status: 403, reason: 'Forbidden' });
      const forbidden = cluster.auditEvents().find((event) => event.user.username === 'alice');
      expect(forbidden).toMatchObject({ verb: 'list', responseStatus: { code: 403 } });
      expect(traces.processes.length).toBe(4);
    } finally {
      await cluster.stop();
    }
    expect(traces.left()).toEqual([]);
  });

  it('says what was seen when a wait ends in vain', async () => {
    const cluster = await startControlPlane({ scheduler: false, controllerManager: false });
    try {
      await cluster.api('POST', '/api/v1/namespaces/default/configmaps', {
        metadata: { name: 'a', labels: { seen: 'yes' } },
      });
      const path = '/api/v1/namespaces/default/configmaps/a';
      const wait = cluster.waitFor(path, (found) => found?.metadata.labels?.['late'], {
        timeoutSeconds: 1,
        what: 'label late',
      });
      await expect(wait).rejects.toThrow(/waited 1 s for label late; seen last .*"seen":"yes"/s);
      const seen = cluster.waitFor(path, (found) => found?.metadata.labels?.['late'] === '1');
      await cluster.api('PATCH', path, { metadata: { labels: { late: '1' } } });
      expect((await seen).metadata.labels).toEqual({ seen: 'yes', late: '1' });
    } finally {
      await cluster.stop();
    }
  });
});

describe.skipIf(await mustSkipCluster('nodes'))('two nodes', () => {
  const driver = '/opt/nvidia/lib64/libcuda.version';
  let cluster: Cluster;
  let trees: string;

  const pod = (
    name: string,
    script: string,
    spec: Record<string, unknown> = {},
    container: object = {},
  ): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'main',
          image: busyboxImage,
          command: ['sh', '-c', `{ ${script}; } > /dev/termination-log 2>&1`],
          ...container,
        },
      ],
      ...spec,
    },
  });
  const create = (body: object): Promise<KubeObject> =>
    cluster.api('POST', '/api/v1/namespaces/default/pods', body);
  const hostRoot = {
    spec: { volumes: [{ name: 'host', hostPath: { path: '/' } }] },
    container: { volumeMounts: [{ name: 'host', mountPath: '/host', readOnly: true }] },
  };

  beforeAll(async () => {
    trees = mkdtempSync(join(tmpdir(), 'latebind-trees-'));
    const write = (node: string, path: string, content: string): void => {
      mkdirSync(dirname(join(trees, node, path)), { recursive: true });
      writeFileSync(join(trees, node, path), content);
    };
    for (const [node, version] of [
      ['a', '535'],
      ['b', '550'],
    ] as const) {
      write(node, driver, version);
      write(node, `var/lib/latebind/v/${version}/lib`, `library ${version}`);
      write(node, 'etc/os-release', `NAME=host-${node}\n`);
      write(node, 'sys/bus/pci/devices/0000:3b:00.0/vendor', '0x10de\n');
      write(node, 'proc/driver/nvidia/version', `NVRM version: ${version}\n`);
    }
    const devices = [{ path: '/dev/nvidia0', type: 'c', major: 195, minor: 0 }] as const;
    cluster = await startCluster({
      nodes: [
        {
          name: 'node-a',
          hostTree: join(trees, 'a'),
          devices,
          resources: { 'nvidia.com/gpu': 2 },
          labels: { zone: 'a' },
        },
        {
          name: 'node-b',
          hostTree: join(trees, 'b'),
          resources: { 'nvidia.com/gpu': 4 },
          taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
        },
      ],
      progress,
    });
  });

  afterAll(async () => {
    const traces = new Traces(cluster.directory);
    expect(traces.links.length).toBeGreaterThan(1);
    await cluster.stop();
    expect(traces.left()).toEqual([]);
    rmSync(trees, { recursive: true });
  });

  it('show pods and processes their own host', async () => {
    const files = [
      driver,
      '/etc/os-release',
      '/sys/bus/pci/devices/0000:3b:00.0/vendor',
      '/proc/driver/nvidia/version',
    ];
    const script = files.map((path) => `cat /host${path}`).join('; ');
    for (const node of ['node-a', 'node-b']) {
      await create(pod(`host-${node}`, script, { ...hostRoot.spec, nodeName: node }, hostRoot.container));
    }
    expect(await cluster.podResult('default', 'host-node-a')).toBe(
      '535NAME=host-a\n0x10de\nNVRM version: 535\n',
    );
    expect(await cluster.podResult('default', 'host-node-b')).toBe(
      '550NAME=host-b\n0x10de\nNVRM version: 550\n',
    );
    expect((await cluster.node('node-b').exec(['cat', ...files])).stdout).toBe(
      '550NAME=host-b\n0x10de\nNVRM version: 550\n',
    );
    expect((await cluster.node('node-a').exec(['stat', '-c', '%t %T', '/dev/nvidia0'])).stdout).toBe(
      'c3 0\n',
    );
    await expect(cluster.node('node-b').exec(['stat', '/dev/nvidia0'])).rejects.toThrow('No such file');
  });

  it('can change while they run', async () => {
    const node = cluster.node('node-a');
    await node.writeFile('/opt/nvidia/new', 'new');
    await node.writeFile('/sys/bus/pci/devices/0000:5e:00.0/vendor', '0x15b3\n');
    await node.writeFile('/proc/driver/nvidia/version', 'NVRM version: 560\n');
    await node.remove(driver);
    const script = `cat /host/opt/nvidia/new /host/sys/bus/pci/devices/0000:5e:00.0/vendor /host/proc/driver/nvidia/version /host${driver}; true`;
    await create(pod('changed', script, { ...hostRoot.spec, nodeName: 'node-a' }, hostRoot.container));
    expect(await cluster.podResult('default', 'changed')).toMatch(
      /^new0x15b3\nNVRM version: 560\ncat: .*No such file/,
    );
  });

  it('bind a pod late, to what the node has', async () => {
    const slot = {
      name: 'VERSION',
      valueFrom: { fieldRef: { fieldPath: "metadata.annotations['test/version']" } },
    };
    const bindTo = async (name: string, node: string, version: string): Promise<string> => {
      const spec = {
        schedulerName: 'by-hand',
        volumes: [{ name: 'v', hostPath: { path: '/var/lib/latebind/v' } }],
      };
      const container = {
        env: [slot],
        volumeMounts: [{ name: 'v', mountPath: '/lib/driver', subPathExpr: '$(VERSION)', readOnly: true }],
      };
      const created = await create(pod(name, 'cat /lib/driver/lib', spec, container));
      await cluster.api('POST', `/api/v1/namespaces/default/pods/${name}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, uid: created.metadata.uid, annotations: { 'test/version': version } },
        target: { kind: 'Node', name: node },
      });
      return await cluster.podResult('default', name);
    };
    expect(await bindTo('late-a', 'node-a', '535')).toBe('library 535');
    expect(await bindTo('late-b', 'node-b', '550')).toBe('library 550');
    const bound = cluster
      .auditEvents()
      .filter(({ objectRef }) => objectRef?.subresource === 'binding' && objectRef.name === 'late-b');
    expect(bound.map((event) => event.requestObject)).toMatchObject([
      { metadata: { annotations: { 'test/version': '550' } } },
    ]);
  });

  it('let pods reach the API server as their service account', async () => {
    const script =
      'cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; ' +
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's
      'nc -w 5 "$KUBERNETES_SERVICE_HOST" "$KUBERNETES_SERVICE_PORT" < /dev/null && echo " connected"';
    await create(pod('in-cluster', script, { nodeName: 'node-a' }));
    expect(await cluster.podResult('default', 'in-cluster')).toBe('default connected\n');
  });

  it('schedule by extended resource and taint, and survive heartbeats', async () => {
    const three = { resources: { limits: { 'nvidia.com/gpu': '3' } } };
    const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists' }];
    await create(pod('three', 'true', { tolerations }, three));
    await cluster.podResult('default', 'three');
    const where = await cluster.kubectl('get', 'pod', 'three', '-o', 'jsonpath={.spec.nodeName}');
    expect(where).toBe('node-b');
  });

  it('keep extended resources over heartbeats and a restart of the kubelet', async () => {
    const path = '/api/v1/nodes/node-b';
    const heartbeat = (node: Node | undefined): string | undefined =>
      node?.status.conditions.find(({ type }) => type === 'Ready')?.lastHeartbeatTime;
    const nextHeartbeat = async (): Promise<Node> => {
      const last = heartbeat(await cluster.api<Node>('GET', path));
      return await cluster.waitFor<Node>(path, (node) => heartbeat(node) !== last, {
        what: 'another heartbeat',
      });
    };
    expect((await nextHeartbeat()).status.allocatable['nvidia.com/gpu']).toBe('4');
    await cluster.node('node-b').stopKubelet();
    await cluster.node('node-b').startKubelet();
    expect((await nextHeartbeat()).status.allocatable['nvidia.com/gpu']).toBe('4');
    await cluster.setExtendedResource('node-b', 'nvidia.com/gpu', 0);
    expect((await nextHeartbeat()).status.allocatable['nvidia.com/gpu']).toBe('0');
    await cluster.setExtendedResource('node-b', 'nvidia.com/gpu', 4);
  });

  it('run a Deployment whose Service has the pods as endpoints', async () => {
    const labels = { app: 'echo' };
    await cluster.kubectlWith({ input: JSON.stringify(deployment(labels)) }, 'apply', '-f', '-');
    const slices =
      '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Decho';
    interface Slice extends KubeObject {
      endpoints?: { addresses: string[]; conditions: { ready?: boolean } }[];
    }
    const [slice] = await cluster.waitForList<Slice>(slices, ([found]) =>
      found?.endpoints?.some(({ conditions }) => conditions.ready),
    );
    const address = slice?.endpoints?.[0]?.addresses[0] ?? '';
    expect(await (await fetch(`http://${address}:8080/`)).text()).toBe('hello\n');
  });

  it('call a webhook by its Service, without a proxy', async () => {
    const address = cluster.network.apiServerAddress;
    const names = ['DNS:hook.default.svc'];
    const pair = await cluster.certificateAuthority.issue({
      name: 'hook',
      commonName: 'hook',
      alternativeNames: names,
    });
    const options = { cert: readFileSync(pair.certificate), key: readFileSync(pair.key) };
    const patch = Buffer.from(
      JSON.stringify([{ op: 'add', path: '/metadata/labels', value: { hooked: 'yes' } }]),
    );
    const review = (asked: unknown): object => ({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: (asked as { request: { uid: string } }).request.uid,
        allowed: true,
        patchType: 'JSONPatch',
        patch: patch.toString('base64'),
      },
    });
    const server = createServer(options, (incoming, response) => {
      response.setHeader('content-type', 'application/json');
      void json(incoming).then((asked) => response.end(JSON.stringify(review(asked))));
    }).listen(0, address);
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const service = { metadata: { name: 'hook' }, spec: { ports: [{ port: 443, targetPort: port }] } };
      await cluster.api('POST', '/api/v1/namespaces/default/services', service);
      await cluster.api('POST', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
        metadata: { name: 'hook', labels: { 'kubernetes.io/service-name': 'hook' } },
        addressType: 'IPv4',
        ports: [{ port }],
        endpoints: [{ addresses: [address], conditions: { ready: true } }],
      });
      await cluster.createNamespace('hooked');
      await cluster.api('POST', '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', {
        metadata: { name: 'hook' },
        webhooks: [
          {
            name: 'hook.latebind.test',
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            clientConfig: {
              service: { namespace: 'default', name: 'hook', path: '/', port: 443 },
              caBundle: Buffer.from(await cluster.certificateAuthority.pem()).toString('base64'),
            },
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'hooked' } },
            rules: [
              { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
            ],
          },
        ],
      });
      // The API server notices a new configuration within a second or so.
      const hooked = async (): Promise<unknown> => {
        const body = { metadata: { generateName: 'a-' } };
        return (await cluster.api('POST', '/api/v1/namespaces/hooked/configmaps', body)).metadata.labels;
      };
      await expect.poll(hooked, { timeout: 10_000, interval: 200 }).toEqual({ hooked: 'yes' });
    } finally {
      server.close();
      await cluster.api('DELETE', '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/hook');
    }
  });

  it('bind through an extender', async () => {
    const port = await freePort();
    await ManagedProcess.start(cluster.workspace, {
      name: 'noop-extender',
      command: cluster.binaries.path('noop-extender'),
      arguments: ['-listen', `127.0.0.1:${port}`, '-kubeconfig', cluster.kubeconfig],
    });
    const extender = {
      urlPrefix: `http://127.0.0.1:${port}`,
      filterVerb: 'filter',
      prioritizeVerb: 'prioritize',
      bindVerb: 'bind',
      weight: 1,
      nodeCacheCapable: true,
    };
    await cluster.startScheduler({ name: 'extended', schedulerName: 'extended', extenders: [extender] });
    await create(pod('by-extender', 'true', { schedulerName: 'extended' }));
    await cluster.podResult('default', 'by-extender');
    const bound = cluster
      .auditEvents()
      .filter(({ objectRef }) => objectRef?.subresource === 'binding' && objectRef.name === 'by-extender');
    expect(bound.map(({ userAgent }) => userAgent)).toEqual([expect.stringContaining('noop-extender')]);
    await cluster.stopScheduler('extended');
  });

  it('run a program in a node, and hand it signals', async () => {
    const started = cluster
      .node('node-a')
      .spawn(['sh', '-c', 'trap "exit 7" TERM; cat /etc/os-release; while :; do sleep 0.1; done']);
    const [first] = await new Promise<Buffer[]>((resolve) =>
      started.stdout.once('data', (chunk: Buffer) => resolve([chunk])),
    );
    expect(first?.toString()).toBe('NAME=host-a\n');
    started.kill('SIGTERM');
    expect(await started.ended).toBe(7);
  });

  it('take another scheduler beside the first, and the first with another configuration', async () => {
    await cluster.startScheduler({ name: 'second', schedulerName: 'second' });
    await create(pod('by-second', 'true', { schedulerName: 'second' }));
    await cluster.podResult('default', 'by-second');
    await cluster.stopScheduler('second');
    await cluster.stopScheduler();
    await create(pod('waiting', 'true'));
    await cluster.startScheduler({ configuration: { percentageOfNodesToScore: 100 } });
    await cluster.podResult('default', 'waiting');
  });

  const deployment = (labels: Record<string, string>): object => ({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'echo' },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              terminationGracePeriodSeconds: 0,
              containers: [
                {
                  name: 'echo',
                  image: busyboxImage,
                  command: ['sh', '-c', 'mkdir /w; echo hello > /w/index.html; httpd -f -p 8080 -h /w'],
                  readinessProbe: { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 },
                },
              ],
            },
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'echo' },
        spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
  });
});

describe.skipIf(await mustSkipCluster('nodes'))(
  'nodes over hosts with libraries and sizes of other machines',
  () => {
    it('are Ready and run pods', async () => {
      const hosts = ['ld-so-cache-only', 'gh200'];
      const trees = join(import.meta.dirname, '../fixtures/hosts');
      const cluster = await startCluster({
        nodes: hosts.map((name) => ({ name, hostTree: join(trees, name) })),
        progress,
      });
      try {
        for (const name of hosts) {
          const containers = [
            {
              name: 'main',
              image: busyboxImage,
              command: ['sh', '-c', 'cat /host/proc/sys/kernel/random/boot_id > /dev/termination-log'],
              volumeMounts: [{ name: 'host', mountPath: '/host', readOnly: true }],
            },
          ];
          const volumes = [{ name: 'host', hostPath: { path: '/' } }];
          await cluster.api('POST', '/api/v1/namespaces/default/pods', {
            metadata: { name },
            spec: { nodeName: name, restartPolicy: 'Never', volumes, containers },
          });
          const bootId = (await cluster.podResult('default', name)).trim();
          const [reported, memory] = (
            await cluster.kubectl(
              'get',
              'node',
              name,
              '-o',
              'jsonpath={.status.nodeInfo.bootID} {.status.capacity.memory}',
            )
          ).split(' ');
          expect(bootId).toBe(
            readFileSync(join(trees, name, 'proc/sys/kernel/random/boot_id'), 'utf8').trim(),
          );
          expect(reported).toBe(bootId);
          expect(Number.parseInt(memory ?? '', 10) * 1024).toBe(totalmem());
          expect(cluster.node(name).notMounted).toContain('/proc/sys/kernel/osrelease');
        }
      } finally {
        await cluster.stop();
      }
    });
  },
);
