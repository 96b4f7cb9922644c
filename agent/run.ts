import { machine } from 'node:os';
import { encode } from '../shared/host-facts/codec.ts';
import { createTransport } from '../shared/kube/http.ts';
import { inCluster } from '../shared/kube/in-cluster.ts';
import { createDiscoverer, type DiscovererOptions } from './discover.ts';
import { type Flags, helpText, parseFlags } from './flags.ts';
import { createHostRoot, type HostRoot, hasKernelFiles } from './host-root.ts';
import { createLog } from './log.ts';
import { createLoop } from './loop.ts';
import { createMetrics } from './metrics.ts';
import { startProbeServer } from './probe-server.ts';
import { createPublisher } from './publish.ts';
import type { Reading } from './readers/reading.ts';
import {
  askChild,
  CHILD_ARGUMENT,
  type SystemInformation,
  systemInformationJson,
} from './system-information.ts';
import { createWatcher } from './watch.ts';
import { watchedDirectories } from './watched-directories.ts';

/** The Node is read again after this many intervals although nothing changed. */
const RECHECK_INTERVALS = 10;

/** Runs the program; resolves with its exit code. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
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
      return parsed.flags.print ? await print(parsed.flags) : await serve(parsed.flags, env);
    default:
      return parsed satisfies never;
  }
}

function discovererOptions(flags: Flags): DiscovererOptions {
  const kernelRoot = flags.kernelRoot ?? (hasKernelFiles(flags.hostRoot) ? flags.hostRoot : '/');
  const root = createHostRoot({ root: flags.hostRoot, kernelRoot, machine: machine() });
  return {
    root,
    driverRoots: flags.driverRoots,
    nvidiaSmi: flags.nvidiaSmi,
    now: () => performance.now(),
    ...(flags.crossCheck && isThisMachine(root) ? { systemInformation: secondOpinion() } : undefined),
  };
}

/** A copied tree of another host must not be mixed with what systeminformation says of this one. */
function isThisMachine(root: HostRoot): boolean {
  const path = '/proc/sys/kernel/random/boot_id';
  const here = createHostRoot({ root: '/' }).readText(path);
  const there = root.readText(path);
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

async function print(flags: Flags): Promise<number> {
  const { facts } = await createDiscoverer(discovererOptions(flags)).look();
  process.stdout.write(`${JSON.stringify(encode(facts).facts, null, 2)}\n`);
  return 0;
}

async function serve(flags: Flags, env: Readonly<Record<string, string | undefined>>): Promise<number> {
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
  const now = (): number => performance.now();
  const random = (): number => Math.random();
  const transport = createTransport({ ...connection, userAgent: 'latebind-agent', maxSockets: 1 });
  const options = discovererOptions(flags);
  const metrics = createMetrics({ defaults: true });
  const watcher = createWatcher({
    root: options.root,
    onChange: () => {
      metrics.count('latebind_agent_changes_seen_total');
      loop.wake();
    },
  });
  const loop = createLoop({
    discoverer: createDiscoverer(options),
    publisher: createPublisher({
      transport,
      nodeName,
      now,
      random,
      recheckMs: RECHECK_INTERVALS * intervalMs,
    }),
    metrics,
    log,
    intervalMs,
    now,
    wallSeconds: () => Date.now() / 1000,
    random,
    onLook: ({ facts }) => {
      if (!flags.once) watcher.update(watchedDirectories(facts));
    },
  });

  if (flags.once) {
    const { ok } = await loop.step();
    transport.close();
    return ok ? 0 : 1;
  }

  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const probes =
    flags.listen === undefined
      ? undefined
      : await startProbeServer({
          ...flags.listen,
          registry: metrics.registry,
          unhealthy: () => loop.unhealthy(),
          unready: () => loop.unready(),
        });
  log.info(
    { node: nodeName, hostRoot: flags.hostRoot, port: probes?.port, intervalSeconds: flags.intervalSeconds },
    'agent started',
  );
  await loop.run(stop.signal);
  // The annotations stay: that this process ends says nothing about the host.
  watcher.close();
  transport.close();
  probes?.server.close();
  probes?.server.closeAllConnections();
  log.info({}, 'agent stopped');
  return 0;
}
