/** What a real API server and a real scheduler make of `extender --record`, and what `latebind replay` makes of that. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pod } from '../../shared/kube/objects.ts';
import { nvidia } from '../build/example.ts';
import { folderWith, latebind } from '../build/latebind.ts';
import { node } from '../build/node.ts';
import { pod } from '../build/pod.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import { freePort } from '../cluster/ports.ts';
import { ManagedProcess } from '../cluster/processes.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { type Plane, startPlane } from '../cluster/scale/plane.ts';
import { extenderConfiguration } from './latebind.ts';

const EXTENDER = join(import.meta.dirname, '..', '..', 'extender', 'main.ts');
const NAMESPACE = 'team-a';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const PRESETS = `/apis/${nvidia.apiVersion}/clusterpodpresets`;
const DRIVERS = { best: '570.124.06', good: '550.90.07', old: '535.104.05' };
const SECRET = 'hunter2swordfish';
const BOOT = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const COUNT = 6;

interface Replayed {
  readonly calls: number;
  readonly differing: number;
  readonly notReplayable: object;
  readonly recordings: readonly { readonly end: string }[];
  readonly differences: readonly {
    readonly verb: string;
    readonly changes: readonly { was: string; now: string; nodes?: readonly string[] }[];
  }[];
}

describe.skipIf(await mustSkipCluster('control-plane'))('recorded traffic of a real scheduler', () => {
  const directory = mkdtempSync(join(tmpdir(), 'latebind-traffic-'));
  const folders = [directory];
  let plane: Plane;

  beforeAll(async () => {
    plane = await startPlane(progress);
    const { cluster, certificates } = plane;
    await cluster.createNamespace(NAMESPACE);
    // Those of the benchmarks would be applied as well.
    await cluster.api('DELETE', PRESETS);
    const { apiVersion, kind, spec } = nvidia;
    await cluster.api('POST', PRESETS, { apiVersion, kind, metadata: { name: 'nvidia' }, spec });
    for (const [name, driver] of Object.entries(DRIVERS)) await createNode(name, driver);

    const extender = await startExtender();
    await cluster.api(
      'POST',
      '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
      webhook(extender.address, readFileSync(join(certificates, 'ca.crt'))),
    );
    await cluster.startScheduler({
      extenders: [await extenderConfiguration(extender.address, certificates)],
    });
    for (let index = 0; index < COUNT; index++) await createPod(`train-${index}`);
    await cluster.waitForList<KubeObject & Pod>(
      PODS,
      (pods) => pods.length === COUNT && pods.every(({ spec }) => spec.nodeName !== undefined),
      { timeoutSeconds: 60 },
    );
    await extender.process.stop('SIGTERM', 20);
    await extender.process.ended;
  });
  afterAll(async () => {
    await plane?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  async function startExtender(): Promise<{ process: ManagedProcess; address: string }> {
    const { cluster, certificates } = plane;
    const kubeconfig = await writeKubeconfig(join(cluster.directory, 'extender.kubeconfig'), {
      server: cluster.server,
      certificateAuthority: cluster.certificateAuthority.certificate,
      user: 'extender',
      token: await plane.extenderToken(),
    });
    const [address, metrics] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const file = (name: string): string => join(certificates, name);
    const process_ = await ManagedProcess.start(cluster.workspace, {
      name: 'extender',
      command: process.execPath,
      arguments: [
        EXTENDER,
        ...['--kubeconfig', kubeconfig, '--listen', address, '--metrics-listen', metrics],
        ...['--tls-cert-file', file('tls.crt'), '--tls-key-file', file('tls.key')],
        ...['--scheduler-client-ca-file', file('ca.crt'), '--drain-seconds', '0'],
        ...['--record', directory],
      ],
    });
    const isReady = (): Promise<boolean> =>
      fetch(`http://${metrics}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (const deadline = Date.now() + 30_000; !(await isReady()); await sleep(100)) {
      process_.assertRunning();
      if (Date.now() > deadline) throw new Error(`the extender is not ready after 30 s:\n${process_.tail()}`);
    }
    return { process: process_, address };
  }

  async function createNode(name: string, version: string): Promise<void> {
    const resources = { cpu: '8', memory: '32Gi', pods: '110', 'nvidia.com/gpu': '8' };
    const booted = node(name).booted(BOOT, '6.8.0');
    const { metadata } = await plane.cluster.api('POST', '/api/v1/nodes', {
      metadata: { name },
      status: {
        ...booted.build().status,
        capacity: resources,
        allocatable: resources,
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
    const { annotations } = booted
      .uid(metadata.uid ?? '')
      .withFacts({ nvidia: { present: true, driver: { version }, libraryDir: '/opt/nvidia/lib64' } })
      .build().metadata;
    await plane.cluster.api('PATCH', `/api/v1/nodes/${name}`, { metadata: { annotations } });
  }

  async function createPod(name: string): Promise<void> {
    const { spec } = pod(name)
      .requests('nvidia.com/gpu', '1')
      .env({ name: 'PASSWORD', value: SECRET })
      .build();
    await plane.cluster.api('POST', PODS, {
      metadata: { name, annotations: { 'example.com/key': SECRET } },
      spec,
    });
  }

  async function replay(...args: readonly string[]): Promise<Replayed & { code: number }> {
    const { code, stdout, stderr } = await latebind(['replay', directory, ...args, '-o', 'json']);
    if (stdout === '') throw new Error(stderr);
    return { code, ...(JSON.parse(stdout) as Replayed) };
  }

  it('is decided alike again', async () => {
    const { code, calls, differing, notReplayable, recordings } = await replay();
    expect({ code, differing, notReplayable }).toEqual({ code: 0, differing: 0, notReplayable: {} });
    expect(recordings).toMatchObject([{ end: 'stopped' }]);
    // Admission, filter, prioritize and bind of each pod.
    expect(calls).toBeGreaterThanOrEqual(4 * COUNT);
  });

  it('shows what an edit of the preset would do: one node is refused, and no other', async () => {
    const host = { require: [{ expression: "host.nvidia.driver.version.atLeast('560')" }] };
    const edited = { ...nvidia, spec: { ...nvidia.spec, host } };
    const folder = folderWith({ 'nvidia.json': JSON.stringify(edited) });
    folders.push(folder);
    const { code, differences } = await replay('--presets', folder);
    expect(code).toBe(3);
    const filter = differences.filter(({ verb }) => verb === 'filter');
    expect(filter).toMatchObject([{ changes: [{ was: 'passed', now: 'RequireNotMet', nodes: ['good'] }] }]);
    expect(differences.map(({ verb }) => verb)).not.toContain('admit_pod');
  });

  it('holds nothing of the pods that only their authors should know, and no identity of a host', () => {
    const text = readdirSync(directory)
      .map((name) => readFileSync(join(directory, name), 'utf8'))
      .join('');
    expect(text).toContain('PASSWORD');
    for (const secret of [SECRET, BOOT]) expect(text).not.toContain(secret);
  });
});

const webhook = (address: string, authority: Buffer): object => ({
  metadata: { name: 'latebind' },
  webhooks: [
    {
      name: 'pods.latebind.dev',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      clientConfig: { url: `https://${address}/admission/pod`, caBundle: authority.toString('base64') },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
    },
  ],
});
