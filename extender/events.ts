/** What Latebind says on pods, one named function an event, and the one place that sends them. */
import { createHash } from 'node:crypto';
import { KubeError, type Transport } from '../shared/kube/http.ts';
import { type Log, silentLog } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import type { ReasonCode } from '../shared/names.ts';
import { reasonText } from '../shared/reason-text.ts';
import type { Metrics } from './metrics.ts';

export type EventReason =
  | 'LatebindUncovered'
  | 'LatebindPresetSkipped'
  | 'LatebindWaiting'
  | 'LatebindRepaired';

export interface PodEvent {
  readonly reason: EventReason;
  readonly type: 'Normal' | 'Warning';
  readonly message: string;
  readonly regarding: { readonly name: string; readonly namespace: string; readonly uid: string };
  /** Events with equal keys are one event. */
  readonly dedupeKey: string;
}

export function uncovered(pod: Pod, resources: string): PodEvent {
  return about(pod, 'LatebindUncovered', 'Warning', resources, [
    reasonText({ reason: 'Uncovered', message: `no preset covers ${resources}, which this pod requests; ` }),
    `see: kubectl get clusterpodpresets,podpresets -n ${pod.metadata.namespace ?? ''}`,
  ]);
}

export interface SkippedPreset {
  readonly preset: string;
  readonly reason: ReasonCode;
  /** Applied without the entries that are in conflict. */
  readonly partly: boolean;
  readonly detail?: string;
}

export function presetSkipped(pod: Pod, { preset, reason, partly, detail }: SkippedPreset): PodEvent {
  return about(pod, 'LatebindPresetSkipped', 'Warning', `${preset} ${reason}`, [
    reasonText({ reason, message: `${preset} was ${partly ? 'applied in part' : 'not applied'}` }),
    detail === undefined ? '' : `: ${detail}`,
  ]);
}

export function waiting(pod: Pod, reason: ReasonCode, message: string): PodEvent {
  return about(pod, 'LatebindWaiting', 'Warning', `${pod.spec.nodeName ?? ''} ${reason}`, [
    reasonText({ reason, message }),
    `; the containers wait until node ${pod.spec.nodeName ?? ''} can fill their values`,
  ]);
}

export function repaired(pod: Pod, slots: number): PodEvent {
  return about(pod, 'LatebindRepaired', 'Normal', pod.spec.nodeName ?? '', [
    `latebind filled ${slots} ${slots === 1 ? 'value' : 'values'} of node ${pod.spec.nodeName ?? ''} `,
    'after the pod was bound without them',
  ]);
}

/** The API server's limit for a message. */
const MAX_MESSAGE = 1024;

function about(
  pod: Pod,
  reason: EventReason,
  type: PodEvent['type'],
  key: string,
  message: readonly string[],
): PodEvent {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const text = message.join('');
  return {
    reason,
    type,
    message: text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE - 1)}…` : text,
    regarding: { name, namespace, uid },
    dedupeKey: `${uid} ${reason} ${key}`,
  };
}

export interface Recorder {
  /** Sends the event unless it was sent a while ago. Never fails and never waits. */
  record(event: PodEvent): void;
  /** Resolves when nothing is under way; for tests and the end of the process. */
  idle(): Promise<void>;
}

export interface RecorderOptions {
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'event'>;
  readonly log?: Log;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Name of this process, for the event's source. */
  readonly instance: string;
}

/** The API server forgets events after an hour. */
const REMEMBERED_MS = 30 * 60_000;
const MAX_REMEMBERED = 10_000;
const MAX_QUEUED = 1000;
const TIMEOUT_MS = 5000;

export function createRecorder({
  transport,
  metrics,
  log = silentLog,
  clock,
  instance,
}: RecorderOptions): Recorder {
  const sent = new Map<string, number>();
  const queue: PodEvent[] = [];
  let sending: Promise<void> | undefined;

  function isRepeated(key: string): boolean {
    const now = clock();
    const at = sent.get(key);
    if (at !== undefined && now - at < REMEMBERED_MS) return true;
    // Oldest first: a key that is set again moves to the end.
    sent.delete(key);
    sent.set(key, now);
    if (sent.size > MAX_REMEMBERED) {
      const oldest = sent.keys().next();
      if (oldest.done !== true) sent.delete(oldest.value);
    }
    return false;
  }

  async function send(event: PodEvent): Promise<void> {
    try {
      await transport.request({
        method: 'POST',
        path: `/api/v1/namespaces/${encodeURIComponent(event.regarding.namespace)}/events`,
        body: eventObject(event, clock(), instance),
        timeoutMs: TIMEOUT_MS,
      });
      metrics.event(event.reason, 'created');
    } catch (err) {
      // The name is made of what the event says, so another replica has said it.
      if (err instanceof KubeError && err.status === 409) return metrics.event(event.reason, 'exists');
      metrics.event(event.reason, 'failed');
      // May be said again, when there is a next time.
      sent.delete(event.dedupeKey);
      log.warn({ err, reason: event.reason, pod: event.regarding }, 'event was not created');
    }
  }

  async function drain(): Promise<void> {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) await send(event);
    sending = undefined;
  }

  return {
    record(event) {
      if (isRepeated(event.dedupeKey)) return;
      if (queue.length >= MAX_QUEUED) {
        metrics.event(event.reason, 'dropped');
        sent.delete(event.dedupeKey);
        return;
      }
      queue.push(event);
      // One at a time: events must never compete with binds for connections.
      sending ??= drain();
    },
    async idle() {
      await sending;
    },
  };
}

const COMPONENT = 'latebind-extender';

function eventObject(event: PodEvent, now: number, instance: string): object {
  const { name, namespace, uid } = event.regarding;
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const hash = createHash('sha256').update(event.dedupeKey).digest('hex').slice(0, 16);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name.slice(0, 230).replace(/[-.]+$/, '')}.${hash}`, namespace },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
    reason: event.reason,
    message: event.message,
    type: event.type,
    source: { component: COMPONENT },
    reportingComponent: COMPONENT,
    reportingInstance: instance,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
