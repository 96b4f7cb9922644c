/** spec.podTemplateOverrides, the form up to Trainer 2.1: a list of changes, each for some jobs. */
import type { Cursor } from './cursor.ts';
import { dnsLabel, type Lose, managerName, type Patch, POD_FIELDS } from './patch.ts';
import { saysNothing } from './values.ts';

/** What the API server fills in. */
const UNKNOWN_MANAGER = 'trainer.kubeflow.org/unknown';

const NO_TARGET =
  'is empty, so Trainer changes no pod and there is no preset for this entry; name the jobs, or take it out';

const NOT_OF_TRAINER = 'Trainer has no such field here and ignores it; take it out';

export function overridePatches(list: Cursor, lose: Lose): Patch[] {
  return list.items().flatMap((entry, index): Patch[] => {
    for (const field of entry.unknown(['targetJobs', 'manager', 'metadata', 'spec']))
      lose(field, NOT_OF_TRAINER);
    const manager = entry.field('manager');
    const patch = {
      name: `override-${index + 1}`,
      jobs: targets(entry.field('targetJobs'), lose),
      manager: manager.present ? managerName(manager) : UNKNOWN_MANAGER,
      index,
      metadata: entry.field('metadata'),
      spec: entry.field('spec'),
      podFields: POD_FIELDS,
    };
    if (patch.jobs.length > 0) return [patch];
    if (![patch.metadata, patch.spec].every(({ value }) => saysNothing(value)))
      lose(entry.field('targetJobs'), NO_TARGET);
    return [];
  });
}

function targets(list: Cursor, lose: Lose): string[] {
  if (!list.present) return list.fail('the jobs that are changed, e.g. [{name: node}]');
  const names = list.items().map((target) => {
    for (const field of target.unknown(['name'])) lose(field, NOT_OF_TRAINER);
    return dnsLabel(target.field('name'));
  });
  return [...new Set(names)];
}
