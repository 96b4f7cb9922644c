import { writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { createSmiAsker } from '../shared/discovery/ask-nvidia-smi.ts';
import { createDiscoverer, type DiscovererOptions } from '../shared/discovery/discover.ts';
import { createDiskFiles, type DiskFiles } from '../shared/discovery/disk-files.ts';
import { createHostRoot } from '../shared/discovery/host-root.ts';
import type { Reading } from '../shared/discovery/readers/reading.ts';
import { askChild, CHILD_ARGUMENT, type SystemInformation } from '../shared/discovery/system-information.ts';
import { encode } from '../shared/host-facts/codec.ts';
import { createTransport } from '../shared/kube/http.ts';
import { inCluster } from '../shared/kube/in-cluster.ts';
import { createAllocations } from './allocations.ts';
import { createEventReporter } from './events.ts';
import { type Flags, helpText, parseFlags } from './flags.ts';
import { createLog } from './log.ts';
import { createLoop } from './loop.ts';
import { createMetrics } from './metrics.ts';
import { createPodResources } from './pod-resources.ts';
import { pollHost } from './poll.ts';
import { startProbeServer } from './probe-server.ts';
import { createPublisher } from './publish.ts';
import { systemInformationJson } from './system-information-child.ts';
import { createWatcher } from './watch.ts';
import { watchedDirectories } from './watched-directories.ts';

/** After this many intervals the host is looked at, and the Node read again, although nothing seems to have changed. */
const FULL_LOOK_INTERVALS = 10;

/** Runs the program; resolves with its exit code. */
export async function run(args: readonly string[], env: Environment): Promise<number> {
  if (args.includes(CHILD_ARGUMENT)) {
    process.stdout.write(await systemInformationJson());
    return 0;
  }
  const parsed = parseFlags(args, env);
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(helpText());
      return 0;
    case 'mistake':
      process.stderr.write(`latebind-agent: ${parsed.message}\n`);
      return 2;
    case 'run':
      if (!(await isDirectory(parsed.flags.hostRoot))) {
        // It would look like a host without drivers.
        process.stderr.write(`latebind-agent: --host-root ${parsed.flags.hostRoot} is no directory\n`);
        return 2;
      }
      if (parsed.flags.record !== undefined) return await record(parsed.flags, parsed.flags.record, env);
      return parsed.flags.print ? await print(parsed.flags, env) : await serve(parsed.flags, env);
    default:
      return parsed satisfies never;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const now = (): number => performance.now();

interface Host extends DiscovererOptions {
  readonly files: DiskFiles;
}

async function openHost(flags: Flags, env: Environment): Promise<Host> {
  const kernelRoot = flags.kernelRoot ?? ((await hasKernelFiles(flags.hostRoot)) ? flags.hostRoot : '/');
  const threads = Number(env['UV_THREADPOOL_SIZE'] ?? 4);
  const files = createDiskFiles({ root: flags.hostRoot, kernelRoot, threads, now });
  return {
    files,
    machine: machine(),
    driverRoots: flags.driverRoots,
    now,
    ...(flags.nvidiaSmi ? { nvidiaSmi: createSmiAsker(now) } : undefined),
    ...(flags.crossCheck && (await isThisMachine(files))
      ? { systemInformation: secondOpinion() }
      : undefined),
  };
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

/** Whether `root` holds a kernel's /proc. */
async function hasKernelFiles(root: string): Promise<boolean> {
  return (await createHostRoot(createDiskFiles({ root })).stat('/proc/sys/kernel/osrelease')).ok;
}

/** A copied tree of another host must not be mixed with what systeminformation says of this one. */
async function isThisMachine(files: DiskFiles): Promise<boolean> {
  const path = '/proc/sys/kernel/random/boot_id';
  const here = await createHostRoot(createDiskFiles({ root: '/' })).readText(path);
  const there = await createHostRoot(files).readText(path);
  return here.ok && there.ok && here.value === there.value;
}

/** The child is asked until it answers, three times at most: CPUs and memory stay what they are. */
function secondOpinion(): () => Promise<Reading<SystemInformation>> {
  let attempts = 0;
  let last: Reading<SystemInformation> | undefined;
  return async () => {
    if (last === undefined || (!last.ok && attempts < 3)) {
      attempts += 1;
      last = await askChild({ command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''] });
    }
    return last;
  };
}

async function isDirectory(root: string): Promise<boolean> {
  const stat = await createHostRoot(createDiskFiles({ root })).stat('/');
  return stat.ok && stat.value.kind === 'directory';
}

async function print(flags: Flags, env: Environment): Promise<number> {
  const { facts } = await createDiscoverer(await openHost(flags, env)).look();
  process.stdout.write(`${JSON.stringify(encode(facts).facts, null, 2)}\n`);
  return 0;
}

/** In a container without the command line: kubectl exec … -- node agent.mjs --host-root /host --record - > host.tar */
async function record(flags: Flags, file: string, env: Environment): Promise<number> {
  const { files, machine: architecture } = await openHost({ ...flags, crossCheck: false }, env);
  const { recordHost, RecordError } = await import('../shared/discovery/record-host.ts');
  const { ArchiveError } = await import('../shared/discovery/tar.ts');
  const { driverRoots, nvidiaSmi, redact } = flags;
  try {
    const archive = await recordHost(files, {
      ...(architecture === undefined ? undefined : { machine: architecture }),
      driverRoots,
      nvidiaSmi,
      redact,
    });
    const stdout = 1;
    writeFileSync(file === '-' ? stdout : file, archive, { mode: 0o600 });
  } catch (error) {
    const known = error instanceof RecordError || error instanceof ArchiveError || isSystemError(error);
    if (!known) throw error;
    process.stderr.write(`latebind-agent: --record ${file}: ${error.message}\n`);
    return 2;
  }
  return 0;
}

async function serve(flags: Flags, env: Environment): Promise<number> {
  const log = createLog(flags.logLevel);
  let connection: ReturnType<typeof inCluster>;
  try {
    connection = inCluster({
      env,
      server: flags.apiServer,
      tokenFile: flags.tokenFile,
      caFile: flags.caFile,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `latebind-agent: ${message}; outside a cluster give --api-server, --token-file and --ca-file, or --print\n`,
    );
    return 2;
  }
  const nodeName = flags.nodeName ?? '';
  const intervalMs = flags.intervalSeconds * 1000;
  const random = (): number => Math.random();
  const transport = createTransport({ ...connection, userAgent: 'latebind-agent', maxSockets: 1 });
  const host = await openHost(flags, env);
  const events = createEventReporter({
    transport,
    nodeName,
    now,
    clock: () => Date.now(),
    log,
    count: (result) => metrics.count('latebind_agent_events_total', { result }),
  });
  const metrics = createMetrics({ defaults: true });
  const watcher = createWatcher({
    root: createHostRoot(host.files),
    onChange: (directory) => {
      metrics.count('latebind_agent_changes_seen_total', { directory });
      loop.wake();
    },
  });
  const loop = createLoop({
    discoverer: createDiscoverer(host),
    publisher: createPublisher({
      transport,
      nodeName,
      now,
      random,
      // A little sooner than the look, which asks for it.
      recheckMs: (FULL_LOOK_INTERVALS - 0.5) * intervalMs,
    }),
    metrics,
    log,
    intervalMs,
    lookEveryMs: FULL_LOOK_INTERVALS * intervalMs,
    poll: () => pollHost(host.files),
    hanging: () => host.files.hanging(),
    now,
    wallSeconds: () => Date.now() / 1000,
    random,
    onPublished: (node, facts) => events.report(node, facts),
    onLook: async ({ facts }) => {
      if (!flags.once) await watcher.update(watchedDirectories(facts));
    },
  });

  if (flags.once) {
    const { ok } = await loop.step();
    await events.idle();
    transport.close();
    return ok ? 0 : 1;
  }

  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  let probes: Awaited<ReturnType<typeof startProbeServer>> | undefined;
  try {
    probes =
      flags.listen === undefined
        ? undefined
        : await startProbeServer({
            ...flags.listen,
            registry: metrics.registry,
            unhealthy: () => loop.unhealthy(),
            unready: () => loop.unready(),
          });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    transport.close();
    process.stderr.write(`latebind-agent: --listen: ${error.message}\n`);
    return 2;
  }
  log.info(
    { node: nodeName, hostRoot: flags.hostRoot, port: probes?.port, intervalSeconds: flags.intervalSeconds },
    'agent started',
  );
  const podResources = flags.podResources === '' ? undefined : createPodResources(flags.podResources);
  const allocations =
    podResources === undefined
      ? undefined
      : createAllocations({ podResources, metrics, log, intervalMs }).run(stop.signal);
  await loop.run(stop.signal);
  await events.idle();
  await allocations;
  podResources?.close();
  // The annotations stay: that this process ends says nothing about the host.
  watcher.close();
  transport.close();
  probes?.server.close();
  probes?.server.closeAllConnections();
  const [hung] = host.files.hanging();
  log.info({ hangingRead: hung?.path }, 'agent stopped');
  // libuv waits for its threads at exit; one that hangs in the kernel would keep the process, and the pod, for ever.
  if (hung !== undefined) process.kill(process.pid, 'SIGKILL');
  return 0;
}
