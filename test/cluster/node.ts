import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from './control-plane.ts';
import { canHoldOverlay } from './file-system.ts';
import { type HostTree, loaderEnvironment, planProcMounts, stageHostTree } from './host-tree.ts';
import type { ClusterNetwork } from './network.ts';
import {
  cniConfiguration,
  containerdConfiguration,
  kubeletConfiguration,
  kubeletTunables,
} from './node-configuration.ts';
import { childrenOf, identify, signal } from './process-table.ts';
import { ManagedProcess } from './processes.ts';
import type { Progress } from './progress.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface DeviceNode {
  /** Below /dev. */
  readonly path: string;
  readonly type: 'c' | 'b';
  readonly major: number;
  readonly minor: number;
}

export interface NodeSpec {
  /** Name of the Node object. */
  readonly name: string;
  readonly hostTree?: HostTree;
  /** Device nodes, such as `/dev/nvidia0`, c 195 0. Nothing need stand behind them. */
  readonly devices?: readonly DeviceNode[];
  /** Extended resources, such as `nvidia.com/gpu`. */
  readonly resources?: Readonly<Record<string, number>>;
  readonly taints?: readonly Taint[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Folders of the machine that have to be on the node as they are, changes included. The repository always is. */
  readonly share?: readonly string[];
}

export interface NodeProcessOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A process inside a node, as `ClusterNode.spawn` starts it. */
export interface NodeProcess {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  /** Resolves with the exit status, or with the signal's name. */
  readonly ended: Promise<number | string>;
  kill(name?: NodeJS.Signals): void;
}

/**
 * Runs a kubelet with the machine's own cpuinfo and meminfo, whatever the host tree has: it ends at once where they are cut
 * short, and it must not promise memory that is not there. All other mounts stay shared with the node.
 */
const withMachineSizes = 'mount --make-rprivate /proc; umount -q /proc/cpuinfo /proc/meminfo; exec "$0" "$@"';

const repository = resolve(import.meta.dirname, '../..');

/** A node: containerd and a kubelet over a file system of their own. */
export class ClusterNode {
  readonly name: string;
  /** Its InternalIP, on the cluster's bridge. */
  readonly address: string;
  /** Paths of the host tree that have no place on this machine (see `HostTree`). */
  readonly notMounted: readonly string[];
  readonly #init: number;
  readonly #controlPlane: ControlPlane;
  readonly #runtimeDirectory: string;
  /** What every program of the node needs. */
  readonly #environment: Readonly<Record<string, string>>;
  #kubelet: ManagedProcess | undefined;
  #containerd: ManagedProcess | undefined;

  constructor(parts: {
    name: string;
    address: string;
    notMounted: readonly string[];
    init: number;
    controlPlane: ControlPlane;
    runtimeDirectory: string;
    environment: Readonly<Record<string, string>>;
  }) {
    this.name = parts.name;
    this.address = parts.address;
    this.notMounted = parts.notMounted;
    this.#init = parts.init;
    this.#controlPlane = parts.controlPlane;
    this.#runtimeDirectory = parts.runtimeDirectory;
    this.#environment = parts.environment;
  }

  /**
   * The node's `/`, readable and writable from here with `node:fs`: what a test changes there, kubelet and pods see. Absolute
   * links in it are followed from this machine's root, not the node's.
   */
  get root(): string {
    return `/proc/${this.#init}/root`;
  }

  /** Writes a file on the node, its folders included. */
  async writeFile(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  /** Removes a file or folder from the node; the machine's own stays. */
  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { recursive: true, force: true });
  }

  /** Runs a command inside the node to its end. Throws as `run` does. */
  async exec(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return await run('nsenter', this.#enter(argv, options.cwd), {
      ...options,
      env: { ...this.#environment, ...options.env },
      cwd: '/',
    });
  }

  /** Starts a program inside the node, e.g. an agent. It ends with the node, or by `kill`. */
  spawn(argv: readonly string[], options: NodeProcessOptions = {}): NodeProcess {
    const child: ChildProcess = spawn('nsenter', this.#enter(argv, options.cwd), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#environment, ...options.env },
    });
    const { stdout, stderr, pid } = child;
    if (stdout === null || stderr === null) throw new Error(`cannot start ${argv.join(' ')} in ${this.name}`);
    const ended = new Promise<number | string>((done) => {
      child.once('exit', (code, name) => done(name ?? code ?? 0));
      child.once('error', (error) => done(error.message));
    });
    return {
      stdout,
      stderr,
      ended,
      kill: (name = 'SIGTERM') => {
        // nsenter forks to get into the PID namespace and does not hand signals on.
        for (const inner of pid === undefined ? [] : childrenOf(pid)) {
          const identity = identify(inner);
          if (identity !== undefined) signal(identity, name);
        }
      },
    };
  }

  /** Makes an image of a tar in the layout of `docker save` available to this node's pods. */
  async importImage(tarPath: string): Promise<void> {
    // Through standard input: the node does not see all of the machine's folders.
    await this.#ctr(['image', 'import', '-'], { inputFile: tarPath });
  }

  /** Names of the images this node has. */
  async images(): Promise<string[]> {
    return (await this.#ctr(['image', 'list', '--quiet'])).trim().split('\n');
  }

  /** Ends the kubelet, as an upgrade does; containers run on. */
  async stopKubelet(): Promise<void> {
    const kubelet = this.#kubelet;
    this.#kubelet = undefined;
    if (kubelet !== undefined) await stopInside(kubelet);
  }

  async startKubelet(): Promise<void> {
    if (this.#kubelet !== undefined) throw new Error(`the kubelet of ${this.name} runs already`);
    const kubelet = this.#controlPlane.binaries.path('kubelet');
    this.#kubelet = await this.#start('kubelet', 'unshare', [
      '--mount',
      '--propagation',
      'unchanged',
      '--',
      '/bin/sh',
      '-c',
      withMachineSizes,
      kubelet,
      '--config',
      '/etc/kubernetes/kubelet.json',
      '--kubeconfig',
      '/etc/kubernetes/kubelet.kubeconfig',
      '--hostname-override',
      this.name,
      '--node-ip',
      this.address,
      '--v',
      '2',
    ]);
  }

  async startContainerd(): Promise<void> {
    const program = join(this.#runtimeDirectory, 'containerd');
    this.#containerd = await this.#start('containerd', program, ['--config', '/etc/containerd/config.toml']);
    const socket = join(this.root, 'run/containerd/containerd.sock');
    const end = performance.now() + 30_000;
    while (!existsSync(socket)) {
      this.#containerd.assertRunning();
      if (performance.now() > end) throw new Error(`no ${socket} after 30 s\n${this.#containerd.tail()}`);
      await sleep(20);
    }
  }

  /** Throws, with the log's end, where containerd or the kubelet has ended. */
  assertRunning(): void {
    this.#containerd?.assertRunning();
    this.#kubelet?.assertRunning();
  }

  async #start(name: string, command: string, programArguments: readonly string[]): Promise<ManagedProcess> {
    return await ManagedProcess.start(this.#controlPlane.workspace, {
      name: `${this.name}-${name}`,
      command: 'nsenter',
      arguments: this.#enter([command, ...programArguments]),
      // The shim and runc are looked for on containerd's PATH.
      env: {
        ...this.#environment,
        PATH: `${this.#runtimeDirectory}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      },
    });
  }

  #enter(argv: readonly string[], cwd = '/'): string[] {
    // --wd before the namespaces are entered would be a folder of the machine, and in effect a way out of the node.
    const inside = ['env', '-C', cwd, 'setpriv', '--pdeathsig', 'KILL', '--', ...argv];
    return ['--target', String(this.#init), '--mount', '--pid', '--', ...inside];
  }

  async #ctr(ctrArguments: readonly string[], options: RunOptions = {}): Promise<string> {
    const program = join(this.#runtimeDirectory, 'ctr');
    return (await this.exec([program, '--namespace', 'k8s.io', ...ctrArguments], options)).stdout;
  }
}

async function stopInside(outer: ManagedProcess): Promise<void> {
  for (const pid of childrenOf(outer.identity.pid)) {
    const identity = identify(pid);
    if (identity !== undefined) signal(identity, 'SIGTERM');
  }
  await outer.ended;
}

/** Starts a node's containerd and kubelet; the Node object may not be there yet when this returns. */
export async function startNode(
  controlPlane: ControlPlane,
  network: ClusterNetwork,
  spec: NodeSpec,
  index: number,
  progress: Progress,
): Promise<ClusterNode> {
  const { workspace, binaries } = controlPlane;
  const { runtimeDirectory } = binaries;
  if (runtimeDirectory === undefined) throw new Error('nodes need the binaries of level "nodes"');
  const work = workspace.subdirectory('nodes', spec.name);
  const staged = await stageHostTree(spec.hostTree, join(work, 'tree'));
  const controlGroup = `latebind-${workspace.id}-${spec.name}`;
  workspace.ownControlGroup(controlGroup);
  const address = network.nodeAddress(index);

  const kubeconfig = await controlPlane.kubeconfigFor(`system:node:${spec.name}`);
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(staged.root, path)), { recursive: true });
    await writeFile(join(staged.root, path), content);
  };
  await write(
    'etc/containerd/config.toml',
    containerdConfiguration(canHoldOverlay(work) ? 'overlayfs' : 'native'),
  );
  await write('etc/kubernetes/kubelet.kubeconfig', readFileSync(kubeconfig, 'utf8'));
  const clientCa = controlPlane.certificateAuthority.certificate;
  const kubelet = kubeletConfiguration({ address, controlGroup, clientCertificateAuthority: clientCa });
  await write('etc/kubernetes/kubelet.json', JSON.stringify(kubelet, undefined, 2));
  const resolvConf = join(work, 'resolv.conf');
  await writeFile(resolvConf, '');

  const cni = join(work, 'cni');
  await mkdir(cni);
  await writeFile(
    join(cni, '10-latebind.conflist'),
    JSON.stringify(cniConfiguration(network, index), undefined, 2),
  );
  await mkdir(join(work, 'layers'));
  const proc = await planProcMounts(staged.proc);
  const mounts = [
    ...[
      repository,
      workspace.directory,
      runtimeDirectory,
      dirname(binaries.path('kubelet')),
      ...(spec.share ?? []),
    ].map((path) => `directory ${path} ${path}`),
    // Not on the overlay: containerd lays overlays of its own there, and it fills memory.
    `directory ${workspace.subdirectory('nodes', spec.name, 'containerd')} /var/lib/containerd`,
    `directory ${workspace.subdirectory('nodes', spec.name, 'kubelet')} /var/lib/kubelet`,
    `directory ${workspace.subdirectory('logs', `${spec.name}-pods`)} /var/log/pods`,
    `directory ${join(runtimeDirectory, 'cni')} /opt/cni/bin`,
    `directory ${cni} /etc/cni/net.d`,
    ...(await tunableMounts(work)),
    ...proc.mounted.map((path) => `proc ${path} -`),
  ];
  const mountList = join(work, 'mounts');
  await writeFile(mountList, `${mounts.join('\n')}\n`);

  const environment = await loaderEnvironment(staged);
  const holder = await ManagedProcess.start(workspace, {
    name: `${spec.name}-namespace`,
    env: environment,
    command: 'unshare',
    arguments: [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child=KILL',
      '--',
      '/bin/sh',
      join(import.meta.dirname, 'node-namespace.sh'),
      work,
      mountList,
    ],
  });
  const end = performance.now() + 20_000;
  while (!existsSync(join(work, 'ready'))) {
    holder.assertRunning();
    if (performance.now() > end)
      throw new Error(`the file system of ${spec.name} is not ready after 20 s\n${holder.tail()}`);
    await sleep(10);
  }
  const [init] = childrenOf(holder.identity.pid);
  const identity = init === undefined ? undefined : identify(init);
  if (init === undefined || identity === undefined)
    throw new Error(`${spec.name}: its first process is gone\n${holder.tail()}`);
  workspace.ownProcess(identity);

  const notMounted = [...proc.notMounted, ...staged.leftOut];
  const node = new ClusterNode({
    name: spec.name,
    address,
    notMounted,
    init,
    controlPlane,
    runtimeDirectory,
    environment,
  });
  for (const { path, type, major, minor } of spec.devices ?? []) {
    // The tree may have a plain file there, for readers that only look for names.
    await node.remove(path);
    await node.exec(['mkdir', '-p', dirname(path)]);
    await node.exec(['mknod', '-m', '666', path, type, String(major), String(minor)]);
  }
  if (notMounted.length > 0) progress(`${spec.name}: left out of its host tree: ${notMounted.join(', ')}`);
  await node.startContainerd();
  await node.startKubelet();
  progress(`${spec.name}: containerd and kubelet started`);
  return node;
}

/** Files that stand in for the settings a kubelet would otherwise change on the machine itself. */
async function tunableMounts(work: string): Promise<string[]> {
  const lines: string[] = [];
  for (const [path, value] of Object.entries(kubeletTunables)) {
    if (!existsSync(path)) continue;
    const file = join(work, path.replaceAll('/', '_'));
    await writeFile(file, `${value}\n`);
    lines.push(`file ${file} ${path}`);
  }
  return lines;
}
