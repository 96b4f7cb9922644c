/**
 * What every benchmark of a real control plane stands on: etcd, an API server, Node objects, and Latebind's CRDs and RBAC.
 * No controller manager, which would taint and evict nodes that have no kubelet; no scheduler yet. Pods get their slots
 * here, by the same function as in the webhook: what admission costs is another part of the benchmark.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { serverNames, writeCertificates } from '../../../cli/certificates.ts';
import { renderManifests } from '../../../cli/manifests.ts';
import type { Pod } from '../../../shared/kube/objects.ts';
import type { CompiledPreset } from '../../../shared/preset/compile.ts';
import { startControlPlane } from '../cluster.ts';
import type { ControlPlane } from '../control-plane.ts';
import { compiled, examplePod } from './example-pod.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SYSTEM = 'latebind-system';
/** Kinds of deploy/ that the extender needs to run as a process here. */
const NEEDED = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
]);

export const NAMESPACE = 'bench';
export const RESOURCE = 'nvidia.com/gpu';

export interface Plane {
  readonly cluster: ControlPlane;
  /** What `latebind certificates` has written: for both extenders, the scheduler and the load client. */
  readonly certificates: string;
  readonly presets: readonly CompiledPreset[];
  /** A GPU pod as admission leaves it: with slots. */
  readonly pod: Pod;
  /** Bearer token of the extender's service account: it may do what deploy/ says. */
  extenderToken(): Promise<string>;
  stop(): Promise<void>;
}

export type Progress = (line: string) => void;

export async function startPlane(progress: Progress): Promise<Plane> {
  const cluster = await startControlPlane({
    scheduler: false,
    controllerManager: false,
    auditPolicy: false,
    apiServerArguments: [
      // The second would taint each new Node as not ready, and nobody would take that off.
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--delete-collection-workers=16',
    ],
    progress,
  });
  try {
    const certificates = join(cluster.directory, 'certificates');
    await mkdir(certificates);
    await writeCertificates(certificates, {
      names: serverNames(SYSTEM, ['127.0.0.1', 'localhost']),
      days: 2,
      now: new Date(),
    });
    await install(cluster);
    await cluster.createNamespace(NAMESPACE);
    const objects = await presetObjects();
    await apply(cluster, objects);
    const presets = objects.map(compiled);
    return {
      cluster,
      certificates,
      presets,
      pod: await examplePod(NAMESPACE, presets),
      extenderToken: () => extenderToken(cluster),
      stop: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop({ keepLogs: true });
    throw new Error(`${(error as Error).message}\nlogs: ${cluster.logs}`, { cause: error });
  }
}

async function install(cluster: ControlPlane): Promise<void> {
  const rendered = await renderManifests({ namespace: SYSTEM, imagePrefix: 'latebind', imageTag: 'bench' });
  const manifests = parseAllDocuments(rendered).map((document) => document.toJS() as { kind: string });
  await apply(
    cluster,
    manifests.filter(({ kind }) => NEEDED.has(kind)),
  );
  const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const name of ['podpresets', 'clusterpodpresets']) {
    await cluster.waitFor<{ metadata: { name: string }; status?: { conditions?: Condition[] } }>(
      `${crds}/${name}.latebind.dev`,
      (crd) =>
        crd?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'),
      { timeoutSeconds: 20 },
    );
  }
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

async function apply(cluster: ControlPlane, objects: readonly object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await cluster.kubectlWith({ input }, 'apply', '--server-side', '-f', '-');
}

/** The recorded machines do not say how much memory their GPUs have, so the preference is one that half of them meet. */
const PREFER = [{ weight: 10, expression: "host.nvidia.driver.version.atLeast('570')" }];

/** The preset of examples/ that everybody has, with the requirement of cuda-12-4 and a preference. */
async function presetObjects(): Promise<{ spec: object }[]> {
  const read = async (name: string): Promise<{ spec: { host?: object } }> =>
    parse(await readFile(join(ROOT, 'examples', 'presets', name), 'utf8')) as { spec: { host?: object } };
  const driver = await read('nvidia-driver.yaml');
  const { host } = (await read('cuda-12-4.yaml')).spec;
  return [{ ...driver, spec: { ...driver.spec, host: { ...host, prefer: PREFER } } }];
}

async function extenderToken(cluster: ControlPlane): Promise<string> {
  const { status } = await cluster.api<{ status: { token: string } }>(
    'POST',
    `/api/v1/namespaces/${SYSTEM}/serviceaccounts/latebind-extender/token`,
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 7_200 },
    },
  );
  return status.token;
}

/** Runs `action` on all items, so many at once. */
export async function each<T>(
  items: readonly T[],
  workers: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const work = async (): Promise<void> => {
    for (const item of left) await action(item);
  };
  await Promise.all(Array.from({ length: workers }, work));
}
