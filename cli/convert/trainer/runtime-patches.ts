/** spec.runtimePatches, the form from Trainer 2.2: one entry a manager, shaped like the runtime that it changes. */
import type { Cursor } from './cursor.ts';
import { dnsLabel, type Lose, managerName, type Patch, POD_FIELDS } from './patch.ts';

const NOT_OF_TRAINER = 'Trainer has no such field here and ignores it; take it out';

const NOT_OF_A_POD =
  'changes the object that makes the pods, and a preset changes pods only; keep it in the TrainJob or set it in the runtime';

/** `first`: how many entries of the older form come before them. */
export function runtimePatches(list: Cursor, first: number, lose: Lose): Patch[] {
  const seen = new Set<string>();
  return list.items().flatMap((entry, index) => {
    // `time` is written by Trainer for people to read and changes no pod.
    for (const field of entry.unknown(['manager', 'time', 'trainingRuntimeSpec']))
      lose(field, NOT_OF_TRAINER);
    const manager = managerName(entry.field('manager'));
    if (seen.has(manager)) entry.field('manager').fail('one entry for each manager');
    const slug = inNames(manager);
    const taken = [...seen].some((other) => inNames(other) === slug);
    seen.add(manager);
    const named = taken ? `${slug}-${index + 1}` : slug;
    return ofEntry(entry.field('trainingRuntimeSpec'), { manager, named, index: first + index }, lose);
  });
}

interface Entry {
  readonly manager: string;
  /** The manager as a part of the names of its presets. */
  readonly named: string;
  readonly index: number;
}

function ofEntry(runtime: Cursor, { manager, named, index }: Entry, lose: Lose): Patch[] {
  const jobSet = level(runtime, ['template'], lose).field('template');
  const spec = level(jobSet, ['metadata', 'spec'], lose).field('spec');
  if (jobSet.field('metadata').present) lose(jobSet.field('metadata'), `of the JobSet: ${NOT_OF_A_POD}`);
  const seen = new Set<string>();
  return level(spec, ['replicatedJobs'], lose)
    .field('replicatedJobs')
    .items()
    .map((job) => {
      const name = dnsLabel(level(job, ['name', 'template'], lose).field('name'));
      if (seen.has(name)) job.field('name').fail('one entry for each job');
      seen.add(name);
      const template = level(job.field('template'), ['metadata', 'spec'], lose);
      if (template.field('metadata').present) lose(template.field('metadata'), `of the Job: ${NOT_OF_A_POD}`);
      const pod = level(template.field('spec'), ['template'], lose).field('template');
      level(pod, ['metadata', 'spec'], lose);
      return {
        name: `${name}.${named}`,
        jobs: [name],
        manager,
        index,
        metadata: pod.field('metadata'),
        spec: pod.field('spec'),
        podFields: [...POD_FIELDS, 'terminationGracePeriodSeconds'],
      };
    });
}

function level(at: Cursor, known: readonly string[], lose: Lose): Cursor {
  for (const field of at.unknown(known)) lose(field, NOT_OF_TRAINER);
  return at;
}

function inNames(manager: string): string {
  return manager
    .toLowerCase()
    .slice(0, 100)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
