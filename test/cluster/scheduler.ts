import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { ManagedProcess } from './processes.ts';
import type { Workspace } from './workspace.ts';

export interface SchedulerOptions {
  /** Names the process and its log, so that several can run. Default `kube-scheduler`. */
  readonly name?: string;
  /** `spec.schedulerName` of the pods it cares for. Default `default-scheduler`. */
  readonly schedulerName?: string;
  /** `extenders` of the KubeSchedulerConfiguration, as they stand there. */
  readonly extenders?: readonly object[];
  /** Further top-level fields of the KubeSchedulerConfiguration; they win. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Further command line arguments. */
  readonly arguments?: readonly string[];
}

export const defaultSchedulerName = 'kube-scheduler';

/** The configuration file's content. The client's default of 50 requests a second would be what a benchmark measures. */
export function schedulerConfiguration(
  options: SchedulerOptions,
  kubeconfig: string,
): Record<string, unknown> {
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig, qps: 5000, burst: 10_000 },
    profiles: [{ schedulerName: options.schedulerName ?? 'default-scheduler' }],
    extenders: options.extenders ?? [],
    ...options.configuration,
  };
}

export interface RunningScheduler {
  readonly process: ManagedProcess;
  /** Where `/metrics` and `/healthz` are, with the admin's token; its certificate is its own. */
  readonly url: string;
}

export async function startSchedulerProcess(
  workspace: Workspace,
  command: string,
  kubeconfig: string,
  options: SchedulerOptions,
): Promise<RunningScheduler> {
  const name = options.name ?? defaultSchedulerName;
  const configuration = join(workspace.subdirectory('scheduler'), `${name}.json`);
  await writeFile(configuration, JSON.stringify(schedulerConfiguration(options, kubeconfig), undefined, 2));
  const port = await freePort();
  const started = await ManagedProcess.start(workspace, {
    name,
    command,
    arguments: [
      '--config',
      configuration,
      '--bind-address',
      '127.0.0.1',
      '--secure-port',
      String(port),
      '--authentication-kubeconfig',
      kubeconfig,
      '--authorization-kubeconfig',
      kubeconfig,
      '--v',
      '2',
      ...(options.arguments ?? []),
    ],
  });
  return { process: started, url: `https://127.0.0.1:${port}` };
}
