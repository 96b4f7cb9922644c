import type { Gpu, HostFacts, Nvidia } from './model.ts';

type Cut = (facts: HostFacts) => HostFacts;

/**
 * What is given up for size, cheapest first: what only people read, then what can be had from what stays (single
 * libraries from their directory), then what few presets use. Identity, versions, directories and the list of
 * GPUs are never cut: a node without them would look like another node.
 */
const CUTS: readonly Cut[] = [
  (facts) => ({ ...facts, sources: (facts.sources ?? []).map((source) => without(source, 'detail')) }),
  (facts) => without(facts, 'disks'),
  (facts) => withNvidia(facts, (nvidia) => without(nvidia, 'libraries')),
  (facts) => without(facts, 'sources'),
  (facts) => without(facts, 'deviceNodes'),
  (facts) => withNvidia(facts, (nvidia) => without(nvidia, 'binaries')),
  (facts) => (facts.cdi === undefined ? facts : { ...facts, cdi: without(facts.cdi, 'specs') }),
  (facts) => ({ ...facts, gpus: (facts.gpus ?? []).map(withoutMigUuids) }),
  (facts) => ({ ...facts, gpus: (facts.gpus ?? []).map((gpu) => without(gpu, 'uuid')) }),
  (facts) => without(facts, 'rdma'),
  (facts) => ({ ...facts, problems: (facts.problems ?? []).slice(0, 20) }),
];

/** Ever smaller versions of the facts, each marked as truncated and lacking all that the one before lacks. */
export function* cuts(facts: HostFacts): Generator<HostFacts, void, void> {
  let rest = facts;
  for (const cut of CUTS) {
    rest = { ...cut(rest), truncated: true };
    yield rest;
  }
}

function withoutMigUuids(gpu: Gpu): Gpu {
  if (gpu.mig?.instances === undefined) return gpu;
  const instances = gpu.mig.instances.map((instance) => without(instance, 'uuid'));
  return { ...gpu, mig: { ...gpu.mig, instances } };
}

function withNvidia(facts: HostFacts, change: (nvidia: Nvidia) => Nvidia): HostFacts {
  return facts.nvidia === undefined ? facts : { ...facts, nvidia: change(facts.nvidia) };
}

function without<T extends object, Field extends keyof T>(value: T, field: Field): Omit<T, Field> {
  const copy = { ...value };
  delete copy[field];
  return copy;
}
