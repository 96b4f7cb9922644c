import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FactsState } from '../shared/host-facts/node-facts.ts';
import { KubeError, type Transport } from '../shared/kube/http.ts';
import type { ReflectorStats } from '../shared/kube/reflector.ts';

export interface MetricRow {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every metric of the extender besides those of the Node.js process. No label names a node or a pod. */
export const EXTENDER_METRICS = [
  {
    name: 'latebind_requests_total',
    type: 'counter',
    labels: ['verb', 'result'],
    help: 'Requests by verb (filter, prioritize, preempt, bind, admit_pod, admit_binding, admit_preset) and result: ok, refused (the answer is no), error (could not be answered), protocol (not a request of that protocol).',
  },
  {
    name: 'latebind_request_duration_seconds',
    type: 'histogram',
    labels: ['verb'],
    help: 'From the last byte of the request to the answer.',
  },
  {
    name: 'latebind_rejections_total',
    type: 'counter',
    labels: ['verb', 'reason'],
    help: 'Nodes refused by filter, and pods, bindings and presets refused, by reason code.',
  },
  {
    name: 'latebind_slots_filled_total',
    type: 'counter',
    labels: ['path'],
    help: 'Slots filled, by path: bind, binding_webhook, admission (pods created with a node) or repair.',
  },
  {
    name: 'latebind_uncovered_pods_total',
    type: 'counter',
    labels: ['resource'],
    help: 'Pods admitted with an extended resource that no preset covers. After 50 resources the rest is "other".',
  },
  {
    name: 'latebind_nodes',
    type: 'gauge',
    labels: ['facts'],
    help: 'Nodes by the state of their host facts: fresh, stale, missing or unreadable.',
  },
  {
    name: 'latebind_presets',
    type: 'gauge',
    labels: ['kind', 'valid'],
    help: 'Presets by kind. An invalid one is not applied to any pod.',
  },
  {
    name: 'latebind_pods_waiting',
    type: 'gauge',
    labels: [],
    help: 'Pods that are bound and whose slots cannot be filled yet: their containers wait. Every replica counts the same pods.',
  },
  {
    name: 'latebind_pods_woken_total',
    type: 'counter',
    labels: ['cause'],
    help: 'Waiting pods for which the scheduler was made to look again, because the facts of a node or a preset changed in their favour.',
  },
  {
    name: 'latebind_events_total',
    type: 'counter',
    labels: ['reason', 'result'],
    help: 'Events by reason and result: created, exists (another replica did it), failed or dropped (queue full).',
  },
  {
    name: 'latebind_certificate_expiry_days',
    type: 'gauge',
    labels: [],
    help: 'Days until the serving certificate expires.',
  },
  {
    name: 'latebind_certificate_reload_failures_total',
    type: 'counter',
    labels: [],
    help: 'Serving certificates that could not be loaded; the one before stays in use.',
  },
  {
    name: 'latebind_recording_ended_total',
    type: 'counter',
    labels: ['why'],
    help: 'Recordings of traffic (--record) that ended before the process did: full (the limit), slow (the disk), failed (a write).',
  },
  {
    name: 'latebind_api_requests_total',
    type: 'counter',
    labels: ['verb', 'code'],
    help: 'Requests to the API server by method (WATCH for streams) and HTTP status, or the reason where none came.',
  },
  {
    name: 'latebind_reflector_synced',
    type: 'gauge',
    labels: ['reflector'],
    help: '1 after the first complete list.',
  },
  { name: 'latebind_reflector_objects', type: 'gauge', labels: ['reflector'], help: 'Objects in the cache.' },
  {
    name: 'latebind_reflector_last_event_age_seconds',
    type: 'gauge',
    labels: ['reflector'],
    help: 'Since the last event or bookmark: the cache is at most this much behind the server, which sends a bookmark about once a minute. Above 300 for every reflector the replica is not ready.',
  },
  {
    name: 'latebind_reflector_lists_total',
    type: 'counter',
    labels: ['reflector'],
    help: 'Complete lists: the first one, and one each time a watch had lost its place.',
  },
  {
    name: 'latebind_reflector_failures_total',
    type: 'counter',
    labels: ['reflector'],
    help: 'Lists and watches that ended with an error.',
  },
  {
    name: 'latebind_reflector_handler_errors_total',
    type: 'counter',
    labels: ['reflector'],
    help: 'Objects whose handling threw. Any value above 0 is a bug.',
  },
] as const satisfies readonly MetricRow[];

export type MetricName = (typeof EXTENDER_METRICS)[number]['name'];
export type Verb =
  | 'filter'
  | 'prioritize'
  | 'preempt'
  | 'bind'
  | 'admit_pod'
  | 'admit_binding'
  | 'admit_preset';
export type RequestResult = 'ok' | 'refused' | 'error' | 'protocol';
export type FillPath = 'bind' | 'binding_webhook' | 'admission' | 'repair';

export interface Metrics {
  readonly registry: Registry;
  request(verb: Verb, result: RequestResult, seconds: number): void;
  rejection(verb: Verb, reason: string, count?: number): void;
  slotsFilled(path: FillPath, slots: number): void;
  uncovered(resource: string): void;
  podWoken(cause: 'node' | 'preset'): void;
  event(reason: string, result: 'created' | 'exists' | 'failed' | 'dropped'): void;
  certificateExpiryDays(days: number): void;
  certificateReloadFailed(): void;
  recordingEnded(why: 'full' | 'slow' | 'failed'): void;
  apiRequest(verb: string, code: string): void;
  /** Read when the metrics are asked for. */
  observe(sources: MetricSources): void;
}

export interface MetricSources {
  readonly nodes: () => Readonly<Record<FactsState['kind'], number>>;
  readonly presets: () => Iterable<{ kind: string; valid: boolean; count: number }>;
  readonly waiting: () => number;
  readonly reflectors: () => Iterable<ReflectorStats>;
  /** The clock of the reflectors, milliseconds. */
  readonly now: () => number;
}

/** 100 µs … 10 s: what a scheduler or API server would notice. */
const BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Users choose the names of extended resources; a metric must not grow with them. */
const MAX_RESOURCES = 50;

/** Counted in one go: it stalls nobody, and is done a few times a second at most. */
const MAX_UNCOUNTED = 512;

/**
 * What prom-client has still to count. It checks and joins the labels anew for each event; in a row that is nothing, but
 * scattered over the answers, with cold caches, it took 2 % of the CPU of a pod.
 */
function createUncounted() {
  let events: (() => void)[] = [];
  function count(): void {
    const due = events;
    events = [];
    for (const event of due) event();
  }
  return {
    add(event: () => void): void {
      if (events.push(event) >= MAX_UNCOUNTED) count();
    },
    count,
  };
}

/** With a registry of its own, so that tests do not share one. */
export function createMetrics({ processMetrics = false }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  let sources: MetricSources | undefined;

  const uncounted = createUncounted();
  const options = (name: MetricName) => {
    const row: MetricRow | undefined = EXTENDER_METRICS.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`no metric ${name}`);
    return { name, help: row.help, labelNames: [...row.labels], registers: [] };
  };
  function register<M extends Counter | Gauge | Histogram>(metric: M): M {
    registry.registerMetric(metric);
    return metric;
  }
  const counter = (name: MetricName) => register(new Counter({ ...options(name), collect: uncounted.count }));
  const gauge = (name: MetricName) => register(new Gauge(options(name)));

  const requests = counter('latebind_requests_total');
  const durations = register(
    new Histogram({
      ...options('latebind_request_duration_seconds'),
      buckets: BUCKETS,
      collect: uncounted.count,
    }),
  );
  const rejections = counter('latebind_rejections_total');
  const filled = counter('latebind_slots_filled_total');
  const uncovered = counter('latebind_uncovered_pods_total');
  const woken = counter('latebind_pods_woken_total');
  const events = counter('latebind_events_total');
  const expiry = gauge('latebind_certificate_expiry_days');
  const recordingsEnded = counter('latebind_recording_ended_total');
  const reloadFailures = counter('latebind_certificate_reload_failures_total');
  const apiRequests = counter('latebind_api_requests_total');
  const resources = new Set<string>();

  // Bound to the sources by `collect`: nothing is copied on the hot paths.
  register(
    new Gauge({
      ...options('latebind_nodes'),
      collect() {
        for (const [facts, count] of Object.entries(sources?.nodes() ?? {})) this.set({ facts }, count);
      },
    }),
  );
  register(
    new Gauge({
      ...options('latebind_presets'),
      collect() {
        this.reset();
        for (const { kind, valid, count } of sources?.presets() ?? []) {
          this.set({ kind, valid: String(valid) }, count);
        }
      },
    }),
  );
  register(
    new Gauge({
      ...options('latebind_pods_waiting'),
      collect() {
        this.set(sources?.waiting() ?? 0);
      },
    }),
  );
  const ofReflectors = (
    name: MetricName,
    value: (stats: ReflectorStats, now: number) => number | undefined,
  ) => {
    register(
      new Gauge({
        ...options(name),
        collect() {
          const now = sources?.now() ?? 0;
          for (const stats of sources?.reflectors() ?? []) {
            const number = value(stats, now);
            if (number !== undefined) this.set({ reflector: stats.name }, number);
          }
        },
      }),
    );
  };
  const totalsOfReflectors = (name: MetricName, value: (stats: ReflectorStats) => number) => {
    register(
      new Counter({
        ...options(name),
        collect() {
          this.reset();
          for (const stats of sources?.reflectors() ?? []) this.inc({ reflector: stats.name }, value(stats));
        },
      }),
    );
  };
  ofReflectors('latebind_reflector_synced', ({ synced }) => (synced ? 1 : 0));
  ofReflectors('latebind_reflector_objects', ({ size }) => size);
  ofReflectors('latebind_reflector_last_event_age_seconds', ({ lastEventAt }, now) =>
    lastEventAt === undefined ? undefined : (now - lastEventAt) / 1000,
  );
  totalsOfReflectors('latebind_reflector_lists_total', ({ lists }) => lists);
  totalsOfReflectors('latebind_reflector_failures_total', ({ failures }) => failures);
  totalsOfReflectors('latebind_reflector_handler_errors_total', ({ handlerErrors }) => handlerErrors);

  return {
    registry,
    request(verb, result, seconds) {
      uncounted.add(() => {
        requests.inc({ verb, result });
        durations.observe({ verb }, seconds);
      });
    },
    rejection(verb, reason, count = 1) {
      uncounted.add(() => rejections.inc({ verb, reason }, count));
    },
    slotsFilled(path, slots) {
      uncounted.add(() => filled.inc({ path }, slots));
    },
    uncovered(resource) {
      if (!resources.has(resource) && resources.size < MAX_RESOURCES) resources.add(resource);
      uncovered.inc({ resource: resources.has(resource) ? resource : 'other' });
    },
    podWoken: (cause) => woken.inc({ cause }),
    event: (reason, result) => events.inc({ reason, result }),
    certificateExpiryDays: (days) => expiry.set(days),
    certificateReloadFailed: () => reloadFailures.inc(),
    recordingEnded: (why) => recordingsEnded.inc({ why }),
    apiRequest(verb, code) {
      uncounted.add(() => apiRequests.inc({ verb, code }));
    },
    observe(next) {
      sources = next;
    },
  };
}

/** Counts every request to the API server. */
export function countedTransport(transport: Transport, metrics: Pick<Metrics, 'apiRequest'>): Transport {
  const failed = (verb: string, error: unknown): void => {
    const code =
      error instanceof KubeError ? (error.status === 0 ? error.reason : String(error.status)) : 'error';
    metrics.apiRequest(verb, code);
  };
  return {
    async request<T>(spec: Parameters<Transport['request']>[0]) {
      try {
        const answer = await transport.request<T>(spec);
        metrics.apiRequest(spec.method, String(answer.status));
        return answer;
      } catch (error) {
        failed(spec.method, error);
        throw error;
      }
    },
    stream: <T>(spec: Parameters<Transport['stream']>[0]) =>
      transport.stream<T>({
        ...spec,
        onEnd(error) {
          if (error === undefined) metrics.apiRequest('WATCH', '200');
          else failed('WATCH', error);
          spec.onEnd?.(error);
        },
      }),
    close: () => transport.close(),
  };
}
