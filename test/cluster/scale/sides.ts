/** The two extenders that are compared, as processes: the no-op in Go, and ours as it ships. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeKubeconfig } from '../kubeconfig.ts';
import { freePort } from '../ports.ts';
import { ManagedProcess } from '../processes.ts';
import { readImage } from './image.ts';
import type { Plane } from './plane.ts';
import { RESOURCE } from './plane.ts';

export type SideName = 'noop' | 'ours';

export interface Side {
  readonly name: SideName;
  /** Of a verb. */
  url(verb: 'filter' | 'prioritize' | 'bind'): string;
  /** Entry of the KubeSchedulerConfiguration. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly process: ManagedProcess;
  /** Milliseconds from the start of the process until it answers, ours with all its caches. */
  readonly readyMs: number;
  /** The page of ours; the no-op has none. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

export interface SideOptions {
  /** Where the extender finds the API server, if not where it is. */
  readonly server?: string;
  /** What node runs as ours: the bundle, or extender/main.ts. */
  readonly program: string;
}

export async function startSide(name: SideName, plane: Plane, options: SideOptions): Promise<Side> {
  const { cluster, certificates } = plane;
  const port = await freePort();
  const metricsPort = await freePort();
  const file = (path: string): string => join(certificates, path);
  const kubeconfig = await writeKubeconfig(join(cluster.directory, `${name}.kubeconfig`), {
    server: options.server ?? cluster.server,
    certificateAuthority: cluster.certificateAuthority.certificate,
    user: name,
    token: name === 'ours' ? await plane.extenderToken() : cluster.token('admin'),
  });
  const image = await readImage();
  const started = performance.now();
  const process_ = await ManagedProcess.start(cluster.workspace, {
    name,
    ...(name === 'ours'
      ? {
          command: process.execPath,
          env: image.environment,
          arguments: [
            ...image.nodeFlags,
            options.program,
            ...['--kubeconfig', kubeconfig, '--listen', `127.0.0.1:${port}`],
            ...['--metrics-listen', `127.0.0.1:${metricsPort}`, '--drain-seconds', '0'],
            ...['--tls-cert-file', file('tls.crt'), '--tls-key-file', file('tls.key')],
            ...['--scheduler-client-ca-file', file('ca.crt')],
          ],
        }
      : {
          command: cluster.binaries.path('noop-extender'),
          arguments: [
            ...['-kubeconfig', kubeconfig, '-listen', `127.0.0.1:${port}`],
            ...['-tls-cert-file', file('tls.crt'), '-tls-private-key-file', file('tls.key')],
          ],
        }),
  });
  const prefix = name === 'ours' ? '/scheduler' : '';
  const metrics = `http://127.0.0.1:${metricsPort}`;
  await waitUntil(process_, async () =>
    name === 'ours'
      ? (await fetch(`${metrics}/readyz`)).status === 200
      : // Who speaks TLS here answers plain HTTP with 400.
        (await fetch(`http://127.0.0.1:${port}/healthz`)).status === 400,
  );
  const readyMs = performance.now() - started;
  return {
    name,
    readyMs,
    url: (verb) => `https://127.0.0.1:${port}${prefix}/${verb}`,
    configuration: {
      urlPrefix: `https://127.0.0.1:${port}${prefix}`,
      filterVerb: 'filter',
      prioritizeVerb: 'prioritize',
      bindVerb: 'bind',
      weight: 1,
      enableHTTPS: true,
      tlsConfig: { caFile: file('ca.crt'), certFile: file('scheduler.crt'), keyFile: file('scheduler.key') },
      nodeCacheCapable: true,
      managedResources: [{ name: RESOURCE }],
    },
    process: process_,
    metrics: async () => await (await fetch(`${metrics}/metrics`)).text(),
    stop: () => process_.stop('SIGTERM', 10),
  };
}

async function waitUntil(process_: ManagedProcess, isReady: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; ) {
    process_.assertRunning();
    if (await isReady().catch(() => false)) return;
    if (Date.now() > deadline)
      throw new Error(`${process_.name} is not ready after 60 s:\n${process_.tail()}`);
    await sleep(50);
  }
}

/** Sum over all series of a metric whose labels include these. */
export function sumOf(page: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
