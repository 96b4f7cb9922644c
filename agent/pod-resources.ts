/**
 * Which devices kubelet has given to which pod, from its PodResources API. For metrics only: it changes with every pod,
 * so it is never a fact of the host.
 */
import { type CallFailure, createCaller } from './pod-resources-call.ts';
import { decodePodResources, type PodDevices } from './pod-resources-message.ts';

export type PodResourcesResult = { readonly ok: true; readonly devices: readonly PodDevices[] } | CallFailure;

export interface PodResources {
  /**
   * One List. ENOENT is no fault where the socket is not mounted; kubelet answers ResourceExhausted above a hundred
   * calls a second of all its callers. Never throws.
   */
  list(deadlineMs: number): Promise<PodResourcesResult>;
  close(): void;
}

/** A message holds some hundred bytes a pod. Kubernetes' own tests take 16 MiB, a quarter of what the agent may use. */
const MAX_BYTES = 4 * 1024 * 1024;

export function createPodResources(socketPath: string): PodResources {
  const caller = createCaller(socketPath);
  return {
    async list(deadlineMs) {
      const answer = await caller.call({
        method: '/v1.PodResourcesLister/List',
        message: new Uint8Array(),
        deadlineMs,
        maxBytes: MAX_BYTES,
      });
      if (!answer.ok) return answer;
      try {
        return { ok: true, devices: decodePodResources(answer.message) };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { ok: false, reason: 'Malformed', detail };
      }
    },
    close() {
      caller.close();
    },
  };
}
