import { Counter, Gauge, type Registry } from 'prom-client';

/**
 * The process in the names that every exporter uses. Not prom-client's default set: its monitor of the event loop wakes
 * a process up a hundred times a second that otherwise sleeps for a minute.
 */
export function addProcessMetrics(registry: Registry): void {
  const add = (name: string, help: string, value: () => number): void => {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(value());
      },
    });
    registry.registerMetric(gauge);
  };
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  add('process_resident_memory_bytes', 'Resident memory size in bytes.', () => process.memoryUsage.rss());
  const cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Total user and system CPU time spent in seconds.',
    registers: [],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  registry.registerMetric(cpu);
  add(
    'process_start_time_seconds',
    'Start time of the process since unix epoch in seconds.',
    () => startedAt,
  );
}
