/**
 * Tolerations are one value for Trainer: an entry that has some replaces those of the runtime and of the entries before it.
 * Meant for one author, it takes a user's tolerations away when the entry of a queue controller comes last, and the pods wait
 * for a node for ever. So only the entries of one author replace each other, and those of others add.
 */
import { aboveAll, meets, type Patch } from './patch.ts';
import { saysNothing } from './values.ts';

/** Kueue, as it calls itself and as Trainer's documents call it. */
const QUEUE_DOMAINS = ['kueue.x-k8s.io', 'kueue.k8s.io'];

const queues = ({ manager }: Patch): boolean => QUEUE_DOMAINS.includes(manager.split('/')[0] ?? '');
const tolerates = ({ spec }: Patch): boolean => !saysNothing(spec.field('tolerations').value);

/** Whether the tolerations of the patch are added to those that are there. */
export function addsTolerations(patch: Patch, all: readonly Patch[]): boolean {
  return (
    queues(patch) ||
    all.some(
      (other) =>
        other.index < patch.index &&
        other.manager !== patch.manager &&
        !queues(other) &&
        tolerates(other) &&
        meets(other, patch),
    )
  );
}

/**
 * A list that was replaced cannot be added to from below. So where the entry of a queue controller comes before one that
 * replaces, its tolerations become a patch of their own above all others.
 */
export function queuesLast(all: readonly Patch[]): readonly Patch[] {
  const above = aboveAll(all);
  return all.flatMap((patch): Patch[] => {
    const replaced = all.some(
      (other) => other.index > patch.index && !queues(other) && tolerates(other) && meets(other, patch),
    );
    if (!queues(patch) || !tolerates(patch) || !replaced) return [patch];
    const { tolerations, ...others } = patch.spec.fields();
    return [
      { ...patch, spec: patch.spec.with(others) },
      {
        ...patch,
        name: `${patch.name}.tolerations`,
        index: above,
        metadata: patch.metadata.with(undefined),
        spec: patch.spec.with({ tolerations }),
      },
    ];
  });
}
