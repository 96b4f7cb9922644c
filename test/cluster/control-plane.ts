import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, type KubeObject } from './api-client.ts';
import { type AuditEvent, defaultAuditPolicy, readAuditEvents } from './audit.ts';
import type { Binaries } from './build.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { ClusterNetwork } from './network.ts';
import { CertificateAuthority, createSigningKey } from './pki.ts';
import { type PodResultOptions, podResult } from './pod-result.ts';
import { freePort } from './ports.ts';
import { ManagedProcess } from './processes.ts';
import type { Progress } from './progress.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import {
  defaultSchedulerName,
  type RunningScheduler,
  type SchedulerOptions,
  startSchedulerProcess,
} from './scheduler.ts';
import { type WaitOptions, waitForList, waitForObject } from './wait.ts';
import type { Workspace } from './workspace.ts';

export interface ApiUser {
  readonly name: string;
  readonly groups?: readonly string[];
}

export interface ControlPlaneOptions {
  /** False for none. Default: one without extenders. */
  readonly scheduler?: SchedulerOptions | false;
  /** Deployments, DaemonSets, service accounts, EndpointSlices, garbage collection. Default true. */
  readonly controllerManager?: boolean;
  /** Users beside the admin, with RBAC of your own making; `token(name)` gives their tokens. */
  readonly users?: readonly ApiUser[];
  /** An audit.k8s.io/v1 Policy, or false for no audit log. */
  readonly auditPolicy?: object | false;
  /** Further arguments; a flag given here replaces the fixture's own of that name. */
  readonly apiServerArguments?: readonly string[];
  readonly controllerManagerArguments?: readonly string[];
  readonly progress?: Progress;
}

export interface StopOptions {
  /** Leaves the logs where `logs` says. Default: true where LATEBIND_KEEP_LOGS is set. */
  readonly keepLogs?: boolean;
}

const adminUser = 'admin';

export interface ControlPlaneParts {
  readonly server: string;
  readonly kubeconfig: string;
  readonly certificateAuthority: CertificateAuthority;
  readonly workspace: Workspace;
  readonly binaries: Binaries;
  readonly client: ApiClient;
  readonly tokens: ReadonlyMap<string, string>;
  readonly processes: ManagedProcess[];
  readonly schedulers: Map<string, RunningScheduler>;
}

/** etcd, an API server and, as asked, a scheduler and a controller manager. */
export class ControlPlane {
  /** `https://address:port` of the API server. */
  readonly server: string;
  /** Of the admin, who is in system:masters. */
  readonly kubeconfig: string;
  /** PEM file of the authority that signed the API server's certificate. */
  readonly certificateAuthority: CertificateAuthority;
  /** Folder with one log a program. */
  readonly logs: string;
  /** Folder that lives as long as the cluster: put what a test makes here. */
  readonly directory: string;
  readonly workspace: Workspace;
  readonly binaries: Binaries;
  /** The admin's. */
  readonly client: ApiClient;
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #schedulers: Map<string, RunningScheduler>;
  readonly #processes: ManagedProcess[];

  /** What it was made of, for a `Cluster` that takes its place. */
  readonly parts: ControlPlaneParts;

  constructor(parts: ControlPlaneParts) {
    this.parts = parts;
    this.server = parts.server;
    this.kubeconfig = parts.kubeconfig;
    this.certificateAuthority = parts.certificateAuthority;
    this.workspace = parts.workspace;
    this.logs = parts.workspace.logs;
    this.directory = parts.workspace.directory;
    this.binaries = parts.binaries;
    this.client = parts.client;
    this.#tokens = parts.tokens;
    this.#processes = parts.processes;
    this.#schedulers = parts.schedulers;
  }

  /** One request as the admin, or as `this.client.withToken(…)`. See `ApiClient.call`. */
  async api<T = KubeObject>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> {
    return await this.client.call<T>(method, path, body, contentType);
  }

  /** Runs kubectl as the admin and returns its output. */
  async kubectl(...kubectlArguments: string[]): Promise<string> {
    return (await this.kubectlWith({}, ...kubectlArguments)).stdout;
  }

  /** Runs kubectl as the admin, e.g. with `input` for `apply -f -`. */
  async kubectlWith(options: RunOptions, ...kubectlArguments: string[]): Promise<RunResult> {
    const env = {
      KUBECONFIG: this.kubeconfig,
      KUBECACHEDIR: join(this.directory, 'kubectl-cache'),
      ...options.env,
    };
    return await run(this.binaries.path('kubectl'), kubectlArguments, { ...options, env });
  }

  /** Waits for one object. See `waitForObject`. */
  async waitFor<T extends KubeObject = KubeObject>(
    path: string,
    predicate: (object: T | undefined) => unknown,
    options?: WaitOptions,
  ): Promise<T> {
    // Undefined only where the predicate accepted undefined; callers that wait for an absence ignore the result.
    return (await waitForObject<T>(this.client, path, predicate, options)) as T;
  }

  /** Waits for a collection. See `waitForList`. */
  async waitForList<T extends KubeObject = KubeObject>(
    path: string,
    predicate: (objects: readonly T[]) => unknown,
    options?: WaitOptions,
  ): Promise<readonly T[]> {
    return await waitForList<T>(this.client, path, predicate, options);
  }

  /** What a container wrote to /dev/termination-log, once it has ended. See `podResult`. */
  async podResult(namespace: string, name: string, options?: PodResultOptions): Promise<string> {
    return await podResult(this.client, namespace, name, options);
  }

  /** Makes a namespace and waits until pods can be created in it. */
  async createNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.api('POST', '/api/v1/namespaces', { metadata: { name, labels } });
    if (!this.#processes.some((started) => started.name === 'kube-controller-manager')) return;
    const path = `/api/v1/namespaces/${name}`;
    await this.waitFor(`${path}/serviceaccounts/default`, (found) => found, { timeoutSeconds: 30 });
    await this.waitFor(`${path}/configmaps/kube-root-ca.crt`, (found) => found, { timeoutSeconds: 30 });
  }

  /** The audit log so far, parsed. Empty where `auditPolicy` is false. */
  auditEvents(): AuditEvent[] {
    return readAuditEvents(join(this.logs, 'audit.jsonl'));
  }

  /** Bearer token of `admin`, of a user in `options.users`, or of a component such as `system:kube-scheduler`. */
  token(user: string): string {
    const token = this.#tokens.get(user);
    if (token !== undefined) return token;
    throw new Error(
      `no user ${user}; there are ${[...this.#tokens.keys()].join(', ')}; add it to options.users`,
    );
  }

  /** Writes a kubeconfig for a user that has a token, and returns its path. */
  async kubeconfigFor(user: string): Promise<string> {
    const path = join(
      this.workspace.subdirectory('kubeconfigs'),
      `${user.replaceAll(/[^a-z0-9-]/g, '-')}.json`,
    );
    const certificateAuthority = this.certificateAuthority.certificate;
    return await writeKubeconfig(path, {
      server: this.server,
      certificateAuthority,
      user,
      token: this.token(user),
    });
  }

  /** Starts a scheduler and waits until it is healthy. Throws where one of that name runs already. */
  async startScheduler(options: SchedulerOptions = {}): Promise<RunningScheduler> {
    const name = options.name ?? defaultSchedulerName;
    if (this.#schedulers.has(name))
      throw new Error(`${name} runs already; call stopScheduler('${name}') first`);
    const kubeconfig = await this.kubeconfigFor('system:kube-scheduler');
    const started = await startSchedulerProcess(
      this.workspace,
      this.binaries.path('kube-scheduler'),
      kubeconfig,
      options,
    );
    this.#schedulers.set(name, started);
    await waitUntilHealthy(started.process, `${started.url}/readyz`, 30);
    return started;
  }

  /** Ends a scheduler and waits for its end. Nothing happens where none of that name runs. */
  async stopScheduler(name = defaultSchedulerName): Promise<void> {
    const running = this.#schedulers.get(name);
    this.#schedulers.delete(name);
    await running?.process.stop('SIGTERM', 3);
  }

  /** A running scheduler's process and URL. */
  scheduler(name = defaultSchedulerName): RunningScheduler {
    const running = this.#schedulers.get(name);
    if (running === undefined) throw new Error(`no scheduler ${name} runs`);
    return running;
  }

  /** Ends all of it and removes what it made, logs included unless asked otherwise. Safe to call twice. */
  async stop(options: StopOptions = {}): Promise<void> {
    this.client.close();
    this.workspace.close({ keepLogs: options.keepLogs ?? Boolean(process.env['LATEBIND_KEEP_LOGS']) });
  }
}

/** Starts etcd and the rest on 127.0.0.1, or on the network's address for the API server. */
export async function startControlPlaneIn(
  workspace: Workspace,
  binaries: Binaries,
  options: ControlPlaneOptions & {
    readonly nodeNames?: readonly string[];
    readonly network?: ClusterNetwork;
  },
  progress: Progress,
): Promise<ControlPlane> {
  const directory = workspace.subdirectory('control-plane');
  const address = options.network?.apiServerAddress ?? '127.0.0.1';
  const [etcdPort, etcdPeerPort, controllerPort] = [await freePort(), await freePort(), await freePort()];
  // Pods are told port 443 of the Service's address; with no proxy between, that has to be where the server listens.
  const apiServerPort = options.network === undefined ? await freePort(address) : 443;
  const server = `https://${address}:${apiServerPort}`;

  const tokens = new Map<string, string>();
  const users: ApiUser[] = [
    { name: adminUser, groups: ['system:masters'] },
    { name: 'system:kube-scheduler' },
    { name: 'system:kube-controller-manager' },
    ...(options.nodeNames ?? []).map((name) => ({ name: `system:node:${name}`, groups: ['system:nodes'] })),
    ...(options.users ?? []),
  ];
  for (const user of users) tokens.set(user.name, randomBytes(16).toString('hex'));

  const etcd = await ManagedProcess.start(workspace, {
    name: 'etcd',
    command: binaries.path('etcd'),
    arguments: [
      '--data-dir',
      join(directory, 'etcd'),
      '--unsafe-no-fsync',
      '--log-level',
      'warn',
      '--listen-client-urls',
      `http://127.0.0.1:${etcdPort}`,
      '--advertise-client-urls',
      `http://127.0.0.1:${etcdPort}`,
      '--listen-peer-urls',
      `http://127.0.0.1:${etcdPeerPort}`,
      '--initial-advertise-peer-urls',
      `http://127.0.0.1:${etcdPeerPort}`,
      '--initial-cluster',
      `default=http://127.0.0.1:${etcdPeerPort}`,
    ],
  });

  const authority = await CertificateAuthority.create(directory);
  const [serving, kubeletClient, signingKey] = await Promise.all([
    authority.issue({
      name: 'kube-apiserver',
      commonName: 'kube-apiserver',
      alternativeNames: alternativeNames(address),
    }),
    authority.issue({ name: 'kubelet-client', commonName: 'kube-apiserver', organization: 'system:masters' }),
    createSigningKey(directory),
  ]);
  const tokenFile = join(directory, 'tokens.csv');
  await writeFile(tokenFile, users.map((user) => tokenLine(user, tokens.get(user.name) ?? '')).join('\n'), {
    mode: 0o600,
  });
  const auditArguments: string[] = [];
  const auditLog = join(workspace.logs, 'audit.jsonl');
  await writeFile(auditLog, '', { mode: 0o600 });
  if (options.auditPolicy !== false) {
    const policy = join(directory, 'audit-policy.json');
    await writeFile(policy, JSON.stringify(options.auditPolicy ?? defaultAuditPolicy));
    auditArguments.push('--audit-policy-file', policy, '--audit-log-path', auditLog);
  }

  const apiServer = await ManagedProcess.start(workspace, {
    name: 'kube-apiserver',
    command: binaries.path('kube-apiserver'),
    arguments: replaceFlags(
      [
        '--etcd-servers',
        `http://127.0.0.1:${etcdPort}`,
        '--bind-address',
        address,
        '--secure-port',
        String(apiServerPort),
        ...(options.network === undefined
          ? ['--endpoint-reconciler-type', 'none', '--service-cluster-ip-range', '198.19.255.0/24']
          : ['--advertise-address', address, '--service-cluster-ip-range', options.network.serviceRange]),
        '--tls-cert-file',
        serving.certificate,
        '--tls-private-key-file',
        serving.key,
        '--client-ca-file',
        authority.certificate,
        '--cert-dir',
        directory,
        '--kubelet-client-certificate',
        kubeletClient.certificate,
        '--kubelet-client-key',
        kubeletClient.key,
        '--kubelet-preferred-address-types',
        'InternalIP',
        '--token-auth-file',
        tokenFile,
        '--authorization-mode',
        'Node,RBAC',
        '--enable-admission-plugins',
        'NodeRestriction',
        '--enable-aggregator-routing',
        'true',
        '--service-account-issuer',
        'https://kubernetes.default.svc',
        '--service-account-key-file',
        signingKey,
        '--service-account-signing-key-file',
        signingKey,
        '--allow-privileged',
        'true',
        '--profiling',
        'false',
        '--v',
        '2',
        ...auditArguments,
      ],
      options.apiServerArguments,
    ),
  });
  const certificate = await authority.pem();
  const client = new ApiClient({
    server,
    certificateAuthority: certificate,
    token: tokens.get(adminUser) ?? '',
  });
  await waitUntilReady(client, [etcd, apiServer], 60);
  progress(`API server ready at ${server}`);

  const processes = [etcd, apiServer];
  const kubeconfig = await writeKubeconfig(join(directory, 'admin.kubeconfig'), {
    server,
    certificateAuthority: authority.certificate,
    user: adminUser,
    token: tokens.get(adminUser) ?? '',
  });
  const controlPlane = new ControlPlane({
    server,
    kubeconfig,
    certificateAuthority: authority,
    workspace,
    binaries,
    client,
    tokens,
    processes,
    schedulers: new Map(),
  });
  if (options.controllerManager !== false) {
    const managerKubeconfig = await controlPlane.kubeconfigFor('system:kube-controller-manager');
    processes.push(
      await ManagedProcess.start(workspace, {
        name: 'kube-controller-manager',
        command: binaries.path('kube-controller-manager'),
        arguments: replaceFlags(
          [
            '--kubeconfig',
            managerKubeconfig,
            '--authentication-kubeconfig',
            managerKubeconfig,
            '--authorization-kubeconfig',
            managerKubeconfig,
            '--bind-address',
            '127.0.0.1',
            '--secure-port',
            String(controllerPort),
            '--cert-dir',
            directory,
            '--leader-elect',
            'false',
            '--use-service-account-credentials',
            'true',
            '--service-account-private-key-file',
            signingKey,
            '--root-ca-file',
            authority.certificate,
            '--cluster-signing-cert-file',
            authority.certificate,
            '--cluster-signing-key-file',
            authority.key,
            '--kube-api-qps',
            '500',
            '--kube-api-burst',
            '1000',
            '--profiling',
            'false',
            '--v',
            '2',
          ],
          options.controllerManagerArguments,
        ),
      }),
    );
  }
  if (options.scheduler !== false) await controlPlane.startScheduler(options.scheduler);
  if (options.controllerManager !== false) {
    const what = 'the controller manager to make the service account default/default';
    await controlPlane.waitFor('/api/v1/namespaces/default/serviceaccounts/default', (found) => found, {
      what,
    });
  }
  progress('control plane ready');
  return controlPlane;
}

function alternativeNames(address: string): string[] {
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const names = ['localhost', ...service].map((name) => `DNS:${name}`);
  return [...names, ...new Set(['IP:127.0.0.1', `IP:${address}`])];
}

/** One line of the API server's token file: token, user, uid, "groups". */
export function tokenLine(user: ApiUser, token: string): string {
  const groups = user.groups === undefined || user.groups.length === 0 ? '' : `,"${user.groups.join(',')}"`;
  return `${token},${user.name},${user.name}${groups}`;
}

/** Joins `--flag value` pairs into `--flag=value` (booleans need that) and leaves out defaults that are given again. */
export function replaceFlags(defaults: readonly string[], given: readonly string[] = []): string[] {
  const pairs: string[] = [];
  for (let index = 0; index < defaults.length; index += 2)
    pairs.push(`${defaults[index]}=${defaults[index + 1]}`);
  const names = new Set(given.map((argument) => argument.split('=', 1)[0]));
  return [...pairs.filter((pair) => !names.has(pair.split('=', 1)[0])), ...given];
}

async function waitUntilReady(
  client: ApiClient,
  processes: readonly ManagedProcess[],
  seconds: number,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    for (const started of processes) started.assertRunning();
    try {
      await client.call('GET', '/readyz');
      return;
    } catch (error) {
      if (performance.now() > end) {
        const log = processes.map((started) => `${started.logFile}:\n${started.tail()}`).join('\n');
        throw new Error(
          `the API server is not ready after ${seconds} s: ${(error as Error).message}\n${log}`,
          { cause: error },
        );
      }
    }
    await sleep(50);
  }
}

/** For servers with a certificate of their own making. */
async function waitUntilHealthy(started: ManagedProcess, url: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    started.assertRunning();
    const trouble = await probe(url);
    if (trouble === undefined) return;
    if (performance.now() > end) {
      throw new Error(
        `${started.name} is not healthy after ${seconds} s: ${trouble}\n${started.logFile}:\n${started.tail()}`,
      );
    }
    await sleep(50);
  }
}

async function probe(url: string): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const outgoing = request(url, { rejectUnauthorized: false, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `HTTP ${response.statusCode}`);
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in 2 s')));
    outgoing.once('error', (error) => resolve(error.message));
    outgoing.end();
  });
}
