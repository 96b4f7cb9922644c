import type { ApiClient, KubeObject } from './api-client.ts';
import { waitForObject } from './wait.ts';

interface ContainerStatus {
  readonly name: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
}

interface Pod extends KubeObject {
  readonly status?: {
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface PodResultOptions {
  /** Default: the pod's first container. Init containers have results too. */
  readonly container?: string;
  /** Default 60. */
  readonly timeoutSeconds?: number;
}

/**
 * Waits until a container has ended and returns what it wrote to /dev/termination-log (4 KiB at most). Throws where it does
 * not end in time, or ends with anything but 0.
 */
export async function podResult(
  client: ApiClient,
  namespace: string,
  name: string,
  options: PodResultOptions = {},
): Promise<string> {
  const { container, timeoutSeconds = 60 } = options;
  const title = `${container === undefined ? 'the first container' : `container ${container}`} of pod ${namespace}/${name}`;
  const pod = await waitForObject<Pod>(
    client,
    `/api/v1/namespaces/${namespace}/pods/${name}`,
    (found) => terminated(found, container) !== undefined,
    { timeoutSeconds, what: `${title} to end` },
  );
  const ending = terminated(pod, container);
  const message = ending?.message ?? '';
  if (ending?.exitCode === 0) return message;
  throw new Error(`${title} ended with status ${ending?.exitCode} (${ending?.reason}), wanted 0: ${message}`);
}

function terminated(pod: Pod | undefined, container: string | undefined): ContainerState['terminated'] {
  const status = pod?.status;
  const found =
    container === undefined
      ? status?.containerStatuses?.[0]
      : [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
          (candidate) => candidate.name === container,
        );
  // A container that is restarted at once keeps its first ending under lastState.
  return found?.state?.terminated ?? found?.lastState?.terminated;
}
