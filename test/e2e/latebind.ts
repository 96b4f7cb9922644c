/**
 * Latebind installed in a test cluster by the manifests of deploy/: CRDs, RBAC, policies and webhooks are applied as they
 * are; the extender and the agents run as processes with the tokens of their service accounts, so that what they may do
 * is what the manifests say. (images.test.ts runs them as pods.)
 */
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, parseAllDocuments } from 'yaml';
import { serverNames, writeCertificates } from '../../cli/certificates.ts';
import { renderManifests } from '../../cli/manifests.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';
import { writeKubeconfig } from '../cluster/kubeconfig.ts';
import type { NodeProcess } from '../cluster/node.ts';
import { freePort } from '../cluster/ports.ts';
import { ManagedProcess } from '../cluster/processes.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'latebind-system';
/** Kinds that stand for what runs as processes here. */
const RUN_AS_PROCESS = new Set(['DaemonSet', 'Deployment', 'Service', 'PodDisruptionBudget']);

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly webhooks?: readonly {
    clientConfig: { service?: { path: string }; url?: string; caBundle: string };
  }[];
}

export interface InstallOptions {
  /** Seconds between two looks of an agent. Default 2. */
  readonly agentInterval?: number;
  readonly agentArguments?: readonly string[];
  /** Restarts the default scheduler with the extender of deploy/scheduler. Default true. */
  readonly scheduler?: boolean;
  readonly progress?: (line: string) => void;
}

export interface Latebind {
  readonly extender: Extender;
  /** Resource names for which the scheduler calls the extender. */
  readonly managedResources: readonly string[];
  startAgent(node: string): Promise<void>;
  /** The last facts stay on the Node. */
  stopAgent(node: string): Promise<void>;
  agentMetrics(node: string): Promise<string>;
  /** The extender's entry of the KubeSchedulerConfiguration, for further schedulers. */
  readonly extenderConfiguration: Readonly<Record<string, unknown>>;
}

/** Installs, starts the extender and one agent a node, and waits until facts of every node are published. */
export async function installLatebind(cluster: Cluster, options: InstallOptions = {}): Promise<Latebind> {
  const { progress = () => {} } = options;
  const { directory, extenders } = await installExtenders(cluster, { progress });
  const [replica] = extenders;
  if (replica === undefined) throw new Error('unreachable: no replica was asked for');
  const { extender, configuration } = replica;
  if (options.scheduler !== false) {
    await cluster.stopScheduler();
    await cluster.startScheduler({ extenders: [configuration] });
    progress('Latebind: the scheduler calls the extender');
  }

  const agents = new Map<string, { process: NodeProcess; port: number }>();
  const startAgent = async (node: string): Promise<void> => {
    const tokenFile = join(directory, `agent-${node}.token`);
    await writeFile(tokenFile, await nodeToken(cluster, node));
    const agentPort = await freePort();
    const process_ = cluster
      .node(node)
      .spawn(
        [
          process.execPath,
          join(REPOSITORY, 'agent', 'main.ts'),
          '--host-root',
          '/',
          '--node-name',
          node,
          '--api-server',
          cluster.server,
          '--token-file',
          tokenFile,
          '--ca-file',
          cluster.certificateAuthority.certificate,
          '--listen',
          `127.0.0.1:${agentPort}`,
          '--interval',
          String(options.agentInterval ?? 2),
          ...(options.agentArguments ?? []),
        ],
        { cwd: REPOSITORY },
      );
    collectLog(cluster, `agent-${node}`, process_);
    agents.set(node, { process: process_, port: agentPort });
  };
  const names = cluster.nodes.map(({ name }) => name);
  await Promise.all(names.map(startAgent));
  for (const name of names) {
    await cluster.waitFor(
      `/api/v1/nodes/${name}`,
      (node) => node?.metadata.annotations?.[ANNOTATION.hostFacts],
      {
        timeoutSeconds: 60,
        what: `the agent's facts on ${name} (see ${cluster.logs}/agent-${name}.log)`,
      },
    );
  }
  progress('Latebind: every node has its facts');

  return {
    extender,
    extenderConfiguration: configuration,
    managedResources: (configuration['managedResources'] as { name: string }[]).map(({ name }) => name),
    startAgent,
    stopAgent: async (node) => {
      const running = agents.get(node);
      running?.process.kill('SIGTERM');
      await running?.process.ended;
      agents.delete(node);
    },
    agentMetrics: async (node) => {
      const running = agents.get(node);
      if (running === undefined) throw new Error(`no agent runs on ${node}`);
      return await text(`http://127.0.0.1:${running.port}/metrics`);
    },
  };
}

export interface Replica {
  readonly extender: Extender;
  /** Its entry of a KubeSchedulerConfiguration. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface InstalledExtenders {
  /** Where `latebind certificates` has written. */
  readonly directory: string;
  readonly extenders: readonly Replica[];
}

/** Applies the manifests and starts so many replicas of the extender; the webhooks call the first. Needs no nodes. */
export async function installExtenders(
  cluster: ControlPlane,
  { replicas = 1, progress = () => {} }: { replicas?: number; progress?: (line: string) => void } = {},
): Promise<InstalledExtenders> {
  const directory = cluster.workspace.subdirectory('latebind');
  await writeCertificates(directory, {
    names: serverNames(NAMESPACE, ['127.0.0.1', 'localhost']),
    days: 2,
    now: new Date(),
  });
  const certificates = {
    authority: await readFile(join(directory, 'ca.crt'), 'utf8'),
    certificate: await readFile(join(directory, 'tls.crt'), 'utf8'),
    key: await readFile(join(directory, 'tls.key'), 'utf8'),
  };
  const rendered = await renderManifests({
    namespace: NAMESPACE,
    imagePrefix: 'latebind',
    imageTag: 'test',
    certificates,
  });
  const manifests = parseAllDocuments(rendered)
    .map((document) => document.toJS() as Manifest)
    .filter(({ kind }) => !RUN_AS_PROCESS.has(kind));
  const webhooks = manifests.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
  await apply(
    cluster,
    manifests.filter((manifest) => !webhooks.includes(manifest)),
  );
  progress('Latebind: CRDs, RBAC and policies are applied');
  const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const name of ['podpresets', 'clusterpodpresets']) {
    await cluster.waitFor(
      `${crds}/${name}.latebind.dev`,
      (found) => condition(found, 'Established') === 'True',
      { timeoutSeconds: 20 },
    );
  }

  const extenders: Replica[] = [];
  for (let count = 1; count <= replicas; count += 1) {
    const port = await freePort();
    const extender = new Extender(cluster, {
      name: count === 1 ? 'extender' : `extender-${count}`,
      directory,
      port,
      metricsPort: await freePort(),
    });
    const configuration = await extenderConfiguration(`127.0.0.1:${port}`, directory);
    await extender.start();
    extenders.push({ extender, configuration });
  }
  // The extender answers on this machine, not as a Service.
  const url = extenders[0]?.extender.url ?? '';
  await apply(
    cluster,
    webhooks.map((webhook) => atUrl(webhook, url)),
  );
  progress('Latebind: the extender is ready');
  return { directory, extenders };
}

export class Extender {
  readonly #cluster: ControlPlane;
  readonly #name: string;
  readonly #directory: string;
  readonly #port: number;
  readonly #metricsPort: number;
  #process: ManagedProcess | undefined;

  constructor(
    cluster: ControlPlane,
    options: { name: string; directory: string; port: number; metricsPort: number },
  ) {
    this.#cluster = cluster;
    this.#name = options.name;
    this.#directory = options.directory;
    this.#port = options.port;
    this.#metricsPort = options.metricsPort;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get certificateAuthority(): string {
    return readFileSync(join(this.#directory, 'ca.crt'), 'utf8');
  }

  /** What kube-scheduler shows to it. */
  get schedulerCertificate(): { cert: string; key: string } {
    const read = (name: string): string => readFileSync(join(this.#directory, name), 'utf8');
    return { cert: read('scheduler.crt'), key: read('scheduler.key') };
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error('the extender does not run');
    return this.#process.identity.pid;
  }

  /** Starts it with the token of its service account, and waits until it is ready. */
  async start(): Promise<void> {
    const kubeconfig = await writeKubeconfig(join(this.#directory, `${this.#name}.kubeconfig`), {
      server: this.#cluster.server,
      certificateAuthority: this.#cluster.certificateAuthority.certificate,
      user: 'latebind-extender',
      token: await serviceAccountToken(this.#cluster, 'latebind-extender'),
    });
    this.#process = await ManagedProcess.start(this.#cluster.workspace, {
      name: this.#name,
      command: process.execPath,
      arguments: [
        join(REPOSITORY, 'extender', 'main.ts'),
        '--kubeconfig',
        kubeconfig,
        '--listen',
        `127.0.0.1:${this.#port}`,
        '--metrics-listen',
        `127.0.0.1:${this.#metricsPort}`,
        '--tls-cert-file',
        join(this.#directory, 'tls.crt'),
        '--tls-key-file',
        join(this.#directory, 'tls.key'),
        '--scheduler-client-ca-file',
        join(this.#directory, 'ca.crt'),
        '--drain-seconds',
        '0',
      ],
    });
    for (const deadline = Date.now() + 60_000; ; ) {
      this.#process.assertRunning();
      if ((await status(`http://127.0.0.1:${this.#metricsPort}/readyz`)) === 200) return;
      if (Date.now() > deadline)
        throw new Error(`the extender is not ready after 60 s:\n${this.#process.tail()}`);
      await sleep(100);
    }
  }

  /** Ends it as a Deployment would. Resolves with how it ended: "status 0". */
  async stop(): Promise<string> {
    const running = this.#process;
    if (running === undefined) return 'not running';
    this.#process = undefined;
    await running.stop('SIGTERM', 20);
    return await running.ended;
  }

  async metrics(): Promise<string> {
    return await text(`http://127.0.0.1:${this.#metricsPort}/metrics`);
  }

  /** Sum over all series of a metric whose labels include these. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return metricSum(await this.metrics(), name, labels);
  }

  log(): string {
    return readFileSync(join(this.#cluster.logs, `${this.#name}.log`), 'utf8');
  }
}

export function metricSum(page: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Applies objects as an administrator would. */
export async function apply(cluster: ControlPlane, objects: readonly object[]): Promise<void> {
  // JSON: kubectl reads YAML 1.1, in which a bare yes is true.
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await cluster.kubectlWith({ input }, 'apply', '--server-side', '-f', '-');
}

function condition(object: KubeObject | undefined, type: string): string | undefined {
  const { status } = (object ?? {}) as { status?: { conditions?: { type: string; status: string }[] } };
  return status?.conditions?.find((entry) => entry.type === type)?.status;
}

function atUrl(configuration: Manifest, url: string): Manifest {
  return {
    ...configuration,
    webhooks: (configuration.webhooks ?? []).map(({ clientConfig, ...webhook }) => ({
      ...webhook,
      clientConfig: { caBundle: clientConfig.caBundle, url: `${url}${clientConfig.service?.path ?? ''}` },
    })),
  };
}

/** Of deploy/scheduler, with the address and the CA of this cluster. */
export async function extenderConfiguration(
  address: string,
  /** Where `latebind certificates` has written. */
  certificates: string,
): Promise<Record<string, unknown>> {
  const file = await readFile(join(REPOSITORY, 'deploy', 'scheduler', 'kube-scheduler-config.yaml'), 'utf8');
  const { extenders } = parse(file.replaceAll('${EXTENDER_ADDRESS}', address)) as {
    extenders: (Record<string, unknown> & { tlsConfig: object })[];
  };
  const [extender] = extenders;
  if (extender === undefined) throw new Error('deploy/scheduler/kube-scheduler-config.yaml has no extender');
  const files = {
    caFile: join(certificates, 'ca.crt'),
    certFile: join(certificates, 'scheduler.crt'),
    keyFile: join(certificates, 'scheduler.key'),
  };
  return { ...extender, tlsConfig: { ...extender.tlsConfig, ...files } };
}

async function serviceAccountToken(
  cluster: ControlPlane,
  account: string,
  boundObjectRef?: object,
): Promise<string> {
  const answer = await cluster.api<KubeObject & { status: { token: string } }>(
    'POST',
    `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${account}/token`,
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 7_200, ...(boundObjectRef === undefined ? {} : { boundObjectRef }) },
    },
  );
  return answer.status.token;
}

/** A token as an agent's pod on that node has it: it names the node. */
export async function nodeToken(cluster: Cluster, node: string): Promise<string> {
  const { metadata } = await cluster.api('GET', `/api/v1/nodes/${node}`);
  return await serviceAccountToken(cluster, 'latebind-agent', {
    apiVersion: 'v1',
    kind: 'Node',
    name: node,
    uid: metadata.uid,
  });
}

function collectLog(cluster: Cluster, name: string, process_: NodeProcess): void {
  const chunks: Buffer[] = [];
  const flush = (chunk: Buffer): void => {
    chunks.push(chunk);
    void mkdir(cluster.logs, { recursive: true })
      .then(() => writeFile(join(cluster.logs, `${name}.log`), Buffer.concat(chunks)))
      .catch(() => {});
  };
  process_.stdout.on('data', flush);
  process_.stderr.on('data', flush);
}

async function text(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

async function status(url: string): Promise<number | undefined> {
  try {
    return (await fetch(url)).status;
  } catch {
    return undefined;
  }
}
