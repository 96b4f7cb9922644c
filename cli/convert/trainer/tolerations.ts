/**
 * Tolerations are one value for Trainer: an entry that has some replaces those of the runtime and of the entries before it.
 * Meant for one author, it takes a user's tolerations away when the entry of a queue controller comes last, and the pods wait
 * for a node for ever. So only the entries of one author replace each other, and those of others add.
 */
import type { Patch } from './patch.ts';
import { saysNothing } from './values.ts';

/** Kueue, as it calls itself and as Trainer's documents call it. */
const QUEUE_DOMAINS = ['kueue.x-k8s.io', 'kueue.k8s.io'];

const queues = ({ manager }: Patch): boolean => QUEUE_DOMAINS.includes(manager.split('/')[0] ?? '');

export function addsTolerations(patch: Patch, all: readonly Patch[]): boolean {
  return queues(patch) || all.some((other) => comesBefore(other, patch));
}

function comesBefore(other: Patch, patch: Patch): boolean {
  return (
    other.index < patch.index &&
    other.manager !== patch.manager &&
    !queues(other) &&
    !saysNothing(other.spec.field('tolerations').value) &&
    other.jobs.some((job) => patch.jobs.includes(job))
  );
}
