/** Reads Determined's master configuration, or the values of its Helm chart. */
import { UserError } from '../../user-error.ts';
import { Losses } from '../losses.ts';
import { Reader } from '../reader.ts';
import type { Behaviour, Loss, SourceDocument } from '../types.ts';
import { withImages } from './added-containers.ts';
import { labelValue } from './label-value.ts';
import type { PodChange } from './pod-change.ts';
import { readPodSpec } from './pod-spec.ts';
import { objectName, PresetNames } from './preset-names.ts';
import { type Slot, type TaskClass } from './select.ts';
import { settingsOf } from './settings.ts';
import { NO_SETTINGS, poolSettings, readTaskSettings, type TaskSettings } from './task-settings.ts';
import { refuseInvalid } from './valid.ts';

/** task_container_defaults, of the whole or of a pool. */
export interface TaskDefaults {
  /** Value of the pool's label; undefined for the whole. */
  readonly pool: string | undefined;
  /** Of its presets. */
  readonly stem: string;
  readonly slot: Slot;
  readonly podSpecs: Readonly<Partial<Record<TaskClass, PodChange>>>;
  readonly settings: TaskSettings;
}

export interface Master {
  readonly whole: TaskDefaults;
  /** Those that have defaults of their own. */
  readonly pools: readonly TaskDefaults[];
  readonly losses: readonly Loss[];
}

const SETTINGS: Readonly<Record<TaskClass, string>> = {
  cpu: 'cpu_pod_spec',
  gpu: 'gpu_pod_spec',
  'checkpoint-gc': 'checkpoint_gc_pod_spec',
};

export function readMaster(document: SourceDocument, behaviour: Behaviour): Master {
  const root = settingsOf(Reader.of(document));
  const losses: Losses[] = [];
  const defaults = (
    section: Reader | undefined,
    object: string,
    rest: Pick<TaskDefaults, 'pool' | 'stem' | 'slot'>,
  ): TaskDefaults => {
    if (section === undefined) return { ...rest, podSpecs: {}, settings: NO_SETTINGS };
    const found = new Losses(`${document.source}: ${object}`);
    losses.push(found);
    const settings = settingsOf(section);
    const podSpecs = Object.entries(SETTINGS).flatMap(([kind, key]) => {
      const podSpec = settings.get(key);
      if (podSpec === undefined) return [];
      const place = { podSpec: podSpec.path, losses: found };
      const change = withImages(readPodSpec(podSpec, behaviour, found), place);
      refuseInvalid(podSpec, change);
      return [[kind, change] as const];
    });
    return { ...rest, podSpecs: Object.fromEntries(podSpecs), settings: readTaskSettings(settings, found) };
  };

  const whole = defaults(root.get('task_container_defaults'), 'task_container_defaults', {
    pool: undefined,
    stem: 'determined',
    slot: slotOf(root),
  });
  const names = new PresetNames();
  const pools = managersOf(root).flatMap((manager) =>
    (manager.get('resource_pools')?.items() ?? []).flatMap((pool): TaskDefaults[] => {
      const settings = settingsOf(pool);
      const name = (settings.get('pool_name') ?? pool.required('pool_name')).text();
      const section = settings.get('task_container_defaults');
      if (section === undefined) return [];
      const own = defaults(section, `resource_pools[${name}]`, {
        pool: labelValue(name),
        stem: names.take(`determined-pool-${objectName(name) || 'unnamed'}`),
        slot: slotOf(manager),
      });
      return [{ ...own, settings: poolSettings(own.settings, whole.settings) }];
    }),
  );
  refuseTwins(document.source, pools);
  return { whole, pools, losses: losses.flatMap(({ found }) => found) };
}

type Settings = ReadonlyMap<string, Reader>;

/** The configuration itself, and those of further clusters. */
function managersOf(root: Settings): Settings[] {
  const further = root.get('additional_resource_managers')?.items() ?? [];
  return [root, ...further.map(settingsOf)];
}

/** In the Helm chart it is a value of its own. */
function slotOf(manager: Settings): Slot {
  const section = manager.get('resource_manager');
  const slot =
    manager.get('slot_type') ?? (section === undefined ? undefined : settingsOf(section).get('slot_type'));
  return slot?.value === 'cpu' ? 'cpu' : 'gpu';
}

function refuseTwins(source: string, pools: readonly TaskDefaults[]): void {
  const seen = new Set<string | undefined>();
  for (const { pool } of pools) {
    if (seen.has(pool)) {
      throw new UserError(
        `${source}: two entries of resource_pools have the label determined.ai/resource_pool: ${pool}, wanted one`,
      );
    }
    seen.add(pool);
  }
}
