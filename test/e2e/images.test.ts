import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverNames, writeCertificates } from '../../cli/certificates.ts';
import { renderManifests } from '../../cli/manifests.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { buildImage } from '../cluster/buildah.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { DRIVER_PRESET, GPU, ON_A, ON_B, podOf, withHostTrees } from './fixture.ts';
import { COS, libraryText, UBUNTU } from './hosts.ts';
import { apply, extenderConfiguration } from './latebind.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'latebind-system';
const IMAGES = ['agent', 'extender'] as const;

interface SystemPod extends KubeObject {
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly { type: string; status: string }[];
  };
}

describe.skipIf(await mustSkipCluster('nodes'))(
  'the images of both Dockerfiles, installed by the manifests of deploy/',
  () => {
    let directory: string;
    const hosts = [UBUNTU, COS];
    let cluster: Cluster;

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'latebind-images-'));
      for (const name of IMAGES) {
        await buildImage({
          dockerfile: join(REPOSITORY, `Dockerfile.${name}`),
          context: REPOSITORY,
          tag: `latebind.test/${name}:e2e`,
          archive: join(directory, `${name}.tar`),
          progress,
        });
      }
      cluster = await withHostTrees(hosts, (trees) =>
        startCluster({
          nodes: trees.map(({ host, tree }) => ({
            name: host.node,
            hostTree: tree,
            resources: { 'nvidia.com/gpu': 8 },
            labels: { 'test.latebind.dev/host': host.node },
          })),
          progress,
        }),
      );
      for (const name of IMAGES) await cluster.importImage(join(directory, `${name}.tar`));

      const certificates = join(directory, 'certificates');
      await writeCertificates(certificates, { names: serverNames(NAMESPACE, []), days: 2, now: new Date() });
      const read = (file: string): Promise<string> => readFile(join(certificates, file), 'utf8');
      const manifests = await renderManifests({
        namespace: NAMESPACE,
        imagePrefix: 'latebind.test',
        imageTag: 'e2e',
        certificates: {
          authority: await read('ca.crt'),
          certificate: await read('tls.crt'),
          key: await read('tls.key'),
        },
      });
      await cluster.kubectlWith({ input: manifests }, 'apply', '--server-side', '-f', '-');
      const pods = await ready('latebind-extender', 2);
      await ready('latebind-agent', 2);
      // The address that a Service would have: nothing here forwards ClusterIPs.
      const address = `${pods[0]?.status.podIP}:8443`;
      await cluster.stopScheduler();
      await cluster.startScheduler({
        extenders: [await extenderConfiguration(address, certificates)],
      });
    });

    afterAll(async () => {
      await cluster?.stop();
      rmSync(directory, { recursive: true });
    });

    async function ready(app: string, count: number): Promise<readonly SystemPod[]> {
      return await cluster.waitForList<SystemPod>(
        `/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=app.kubernetes.io%2Fname%3D${app}`,
        (pods) =>
          pods.length === count &&
          pods.every(({ status }) =>
            status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
          ),
        { timeoutSeconds: 120, what: `${count} pods of ${app} to be Ready` },
      );
    }

    /** Runs JavaScript in a container; the images have node and nothing else. */
    async function inside(workload: string, script: string): Promise<string> {
      return (
        await cluster.kubectl('exec', '-n', NAMESPACE, workload, '--', '/usr/local/bin/node', '-e', script)
      ).trim();
    }

    it.each(['ds/latebind-agent', 'deploy/latebind-extender'])(
      '%s runs as another than root, on a read-only root file system, without capabilities and without a shell',
      async (workload) => {
        const script = `
      const fs = require('node:fs');
      const attempt = (file) => { try { fs.writeFileSync(file, ''); return 'written'; } catch (error) { return error.code; } };
      const status = fs.readFileSync('/proc/self/status', 'utf8');
      console.log(JSON.stringify({
        uid: process.getuid(), gid: process.getgid(), root: attempt('/x'), app: attempt('/app/x'),
        capabilities: /CapEff:\\s*(\\w+)/.exec(status)[1], noNewPrivileges: /NoNewPrivs:\\s*(\\d)/.exec(status)[1],
        shell: fs.existsSync('/bin/sh'),
      }));`;
        expect(JSON.parse(await inside(workload, script))).toEqual({
          uid: 65_532,
          gid: 65_532,
          root: 'EROFS',
          app: 'EROFS',
          capabilities: '0000000000000000',
          noNewPrivileges: '1',
          shell: false,
        });
      },
    );

    it('the agents publish the facts of their own node', async () => {
      for (const { node, libraryDir, version } of hosts) {
        const { metadata } = await cluster.waitFor(
          `/api/v1/nodes/${node}`,
          (found) => found?.metadata.annotations?.[ANNOTATION.hostFacts],
          { timeoutSeconds: 30 },
        );
        expect(metadata.annotations?.[ANNOTATION.hostSummary]).toContain(version);
        expect(metadata.annotations?.[ANNOTATION.hostSummary]).toContain(libraryDir);
      }
    });

    it('a GPU pod sees the driver of the node it landed on, through webhooks called as a Service', async () => {
      await apply(cluster, [DRIVER_PRESET]);
      await cluster.waitFor('/apis/latebind.dev/v1alpha1/clusterpodpresets/nvidia-driver', (found) => found, {
        timeoutSeconds: 10,
      });
      // Both replicas learn of the preset by their own watch.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      for (const [host, nodeSelector] of [
        [UBUNTU, ON_A],
        [COS, ON_B],
      ] as const) {
        const name = `seen-on-${host.node}`;
        await cluster.api(
          'POST',
          '/api/v1/namespaces/default/pods',
          podOf({
            name,
            resources: GPU,
            nodeSelector,
            script: 'echo "$NVIDIA_DRIVER_VERSION $(cat /usr/local/nvidia/lib64/libcuda.so.1)"',
          }),
        );
        expect(await cluster.podResult('default', name)).toBe(`${host.version} ${libraryText(host)}\n`);
      }
    });

    it('their replicas are protected by a disruption budget and spread over the nodes', async () => {
      const pods = await ready('latebind-extender', 2);
      expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
      const budget = await cluster.waitFor<
        KubeObject & { status?: { currentHealthy?: number; disruptionsAllowed?: number } }
      >(
        `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets/latebind-extender`,
        (found) => found?.status?.currentHealthy === 2,
        { timeoutSeconds: 30, what: 'two healthy replicas' },
      );
      expect(budget.status?.disruptionsAllowed).toBe(1);
    });

    it('at rest take the memory that their limits allow for', async () => {
      const resident = async (workload: string, port: number): Promise<number> => {
        const script = `fetch('http://127.0.0.1:${port}/metrics').then((r) => r.text()).then((t) => console.log(/^process_resident_memory_bytes (\\S+)/m.exec(t)[1]))`;
        return Number(await inside(workload, script)) / 2 ** 20;
      };
      const agent = await resident('ds/latebind-agent', 8081);
      const extender = await resident('deploy/latebind-extender', 8080);
      progress(`resident memory at rest: agent ${agent.toFixed(0)} MiB, extender ${extender.toFixed(0)} MiB`);
      expect(agent).toBeLessThan(160);
      expect(extender).toBeLessThan(512);
    });
  },
);
