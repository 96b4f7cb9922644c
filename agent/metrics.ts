import { Counter, Gauge, Registry } from 'prom-client';
import { addProcessMetrics } from './process-metrics.ts';

export interface MetricDefinition {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * Every metric of the agent. Durations are gauges of the last look, not histograms: a histogram a source on every
 * node of a large cluster is a million series.
 */
export const AGENT_METRICS = [
  {
    name: 'latebind_agent_facts_bytes',
    type: 'gauge',
    help: 'Length of the annotation latebind.dev/host-facts as it would be written now, in bytes.',
    labels: [],
  },
  {
    name: 'latebind_agent_facts_info',
    type: 'gauge',
    help: 'Always 1; the label is the beginning of the hash of the facts, equal where hosts are equal.',
    labels: ['hash'],
  },
  {
    name: 'latebind_agent_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When the Node last carried what the agent found, in seconds since 1970.',
    labels: [],
  },
  {
    name: 'latebind_agent_discovery_seconds',
    type: 'gauge',
    help: 'How long a source took at the last look, in seconds.',
    labels: ['source'],
  },
  {
    name: 'latebind_agent_source_errors_total',
    type: 'counter',
    help: 'Looks at which a source could not be read; its last good reading stays in force.',
    labels: ['source', 'reason'],
  },
  {
    name: 'latebind_agent_writes_total',
    type: 'counter',
    help: 'Writes of the facts to the Node: first (there were none), changed, repaired (they could not be read).',
    labels: ['reason'],
  },
  {
    name: 'latebind_agent_writes_suppressed_total',
    type: 'counter',
    help: 'Looks without a write: unchanged, rate (too many writes), shrink (something is gone, to be confirmed), incomplete (no boot id).',
    labels: ['reason'],
  },
  {
    name: 'latebind_agent_api_errors_total',
    type: 'counter',
    help: 'Requests to the API server that failed, by HTTP method and reason.',
    labels: ['method', 'reason'],
  },
  {
    name: 'latebind_agent_changes_seen_total',
    type: 'counter',
    help: 'Changes of watched directories of the host that led to a look, by the directory that changed last.',
    labels: ['directory'],
  },
  {
    name: 'latebind_agent_looks_total',
    type: 'counter',
    help: 'Full looks at the host by reason: start, watch (a directory changed), poll (something changed that tells nobody), failing (a source could not be read), unpublished (the last write did not succeed), interval.',
    labels: ['reason'],
  },
  {
    name: 'latebind_agent_hanging_reads',
    type: 'gauge',
    help: 'Reads of the host that were given up and have not come back; each holds a thread.',
    labels: [],
  },
  {
    name: 'latebind_agent_source_disagreements',
    type: 'gauge',
    help: 'Facts for which a second source has another value at the last look; the first source counts.',
    labels: ['source'],
  },
  {
    name: 'latebind_agent_host_healthy',
    type: 'gauge',
    help: '1 where those who count accelerators agree and nothing is known to be broken, else 0 (host.healthy).',
    labels: [],
  },
  {
    name: 'latebind_agent_host_problems',
    type: 'gauge',
    help: 'What is broken, by code (docs/reason-codes.md): how many devices or files have the problem.',
    labels: ['code'],
  },
  {
    name: 'latebind_agent_allocated_devices',
    type: 'gauge',
    help: 'Devices that kubelet has given to pods of this node; only with --pod-resources.',
    labels: ['resource', 'namespace', 'pod'],
  },
  {
    name: 'latebind_agent_pod_resources_errors_total',
    type: 'counter',
    help: 'Times that kubelet did not say which devices it has given to pods, by reason.',
    labels: ['reason'],
  },
  {
    name: 'latebind_agent_events_total',
    type: 'counter',
    help: 'Events about problems of the host, by result: created, failed, held (too many).',
    labels: ['result'],
  },
  {
    name: 'latebind_agent_gpus',
    type: 'gauge',
    help: 'GPUs by who knows them: pci (on the bus), driver (listed by their driver), excluded (by the driver). Fewer for the driver than on the bus is a sick node.',
    labels: ['state'],
  },
  {
    name: 'latebind_agent_driver_skew',
    type: 'gauge',
    help: '1 where the loaded driver and the libraries on disk have different versions, else 0.',
    labels: [],
  },
] as const satisfies readonly MetricDefinition[];

type Definition = (typeof AGENT_METRICS)[number];
type NameOf<Type extends Definition['type']> = Extract<Definition, { type: Type }>['name'];

export interface AgentMetrics {
  readonly registry: Registry;
  set(name: NameOf<'gauge'>, value: number, labels?: Readonly<Record<string, string>>): void;
  /** All series of the gauge: those that are not among them go. */
  replace(name: NameOf<'gauge'>, series: readonly Sample[]): void;
  count(name: NameOf<'counter'>, labels?: Readonly<Record<string, string>>): void;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A registry of its own; with those of the process where `defaults` is true. */
export function createMetrics({ defaults }: { readonly defaults: boolean }): AgentMetrics {
  const registry = new Registry();
  if (defaults) addProcessMetrics(registry);
  const gauges = new Map<string, Gauge>();
  const counters = new Map<string, Counter>();
  for (const { name, type, help, labels } of AGENT_METRICS) {
    const settings = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === 'gauge') gauges.set(name, new Gauge(settings));
    else counters.set(name, new Counter(settings));
  }
  return {
    registry,
    set: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    replace(name, series) {
      const gauge = gauges.get(name);
      gauge?.reset();
      for (const { labels, value } of series) gauge?.set(labels, value);
    },
    count: (name, labels = {}) => counters.get(name)?.inc(labels),
  };
}
