import { AGENT_METRICS } from '../../agent/metrics.ts';
import { EXTENDER_METRICS } from '../../extender/metrics.ts';
import { page, table } from './markdown.ts';

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

export function metricsReference(): string {
  return page(
    'Metrics',
    'What `/metrics` of the two programs has of their own. Metrics of the process come on top: `process_resident_memory_bytes`, `process_cpu_seconds_total` and `process_start_time_seconds` of both, of the extender also those of its runtime (`nodejs_…`).',
    section('Agent', AGENT_METRICS),
    section('Extender', EXTENDER_METRICS),
  );
}

function section(title: string, metrics: readonly Metric[]): string {
  const rows = metrics.map((metric) => [
    `\`${metric.name}\``,
    metric.type,
    (metric.labels ?? []).map((label) => `\`${label}\``).join(', '),
    metric.help,
  ]);
  return `## ${title}\n\n${table(['name', 'type', 'labels', 'meaning'], rows)}`;
}
