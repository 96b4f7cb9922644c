/** Which pods: what Determined's master knows about a task and what its pod shows of it. */
import { ANNOTATION } from '../../../shared/names.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { DETERMINED_CONTAINER } from './advice.ts';

type Selectors = Pick<PresetSpec, 'selector' | 'resourceExpressions' | 'matchExpression' | 'covers'>;

/** The master configuration as a whole, or one resource pool. */
export interface Scope {
  /** Value of the pool's label; undefined for the whole. */
  readonly pool: string | undefined;
  /** Pools that have their own. */
  readonly except: readonly string[];
}

export const EVERYWHERE: Scope = { pool: undefined, except: [] };

/** Three kinds of tasks, of which each has a pod spec of its own. */
export const TASK_CLASSES = ['cpu', 'gpu', 'checkpoint-gc'] as const;
export type TaskClass = (typeof TASK_CLASSES)[number];

/** What a slot is: a GPU, unless resource_manager.slot_type says cpu. */
export type Slot = 'gpu' | 'cpu';

const POOL_LABEL = 'determined.ai/resource_pool';
const NVIDIA = 'nvidia.com/gpu';
const AMD = 'amd.com/gpu';
const SLOT_RESOURCES: Readonly<Record<Slot, readonly string[]>> = { gpu: [NVIDIA, AMD], cpu: ['cpu'] };

/**
 * The guide promises this container in every pod of Determined, and every release makes it; newer ones also write the pool.
 * The label `determined` is in all of them, but says nothing that others could not say, too.
 */
const TASK = `(pod.spec.containers.exists(c, c.name == '${DETERMINED_CONTAINER}') || '${POOL_LABEL}' in pod.metadata.labels)`;
const CHECKPOINT_GC =
  "pod.spec.containers.exists(c, c.?env.orValue([]).exists(e, e.name == 'DET_TASK_TYPE' && e.?value.orValue('') == 'CHECKPOINT_GC'))";
const REQUESTED = `pod.metadata.annotations[?'${ANNOTATION.requested}'].orValue('')`;

/** The pod names no preset, so it has no pod spec of its own. */
export const NAMES_NONE = `${REQUESTED} == ''`;

export function namesNoneOf(names: readonly string[]): string {
  const list = names.map((name) => `'${name}'`).join(', ');
  return `!${REQUESTED}.split(',').exists(name, name.trim() in [${list}])`;
}

export function anyTask(scope: Scope): Selectors {
  return { ...poolSelector(scope), matchExpression: TASK };
}

/** But collections of garbage. */
export function taskOfUser(): Selectors {
  return { matchExpression: `${TASK} && !${CHECKPOINT_GC}` };
}

export function taskClass(scope: Scope, kind: TaskClass, slot: Slot, further: readonly string[]): Selectors {
  const resources = SLOT_RESOURCES[slot];
  const all = (...conditions: readonly string[]): { matchExpression: string } => ({
    matchExpression: [...conditions, ...further].join(' && '),
  });
  switch (kind) {
    case 'cpu':
      return { ...poolSelector(scope), ...without(resources), ...all(TASK, `!${CHECKPOINT_GC}`) };
    case 'gpu': {
      const any = resources.map((resource) => `'${resource}' in resources`).join(' || ');
      const extended = resources.filter((resource) => resource.includes('/'));
      return {
        ...poolSelector(scope),
        ...all(TASK, resources.length > 1 ? `(${any})` : any),
        ...(extended.length === 0 ? {} : { covers: extended }),
      };
    }
    case 'checkpoint-gc':
      return { ...poolSelector(scope), ...all(CHECKPOINT_GC) };
    default:
      return kind satisfies never;
  }
}

/** Kinds of devices, as environment_variables tells them apart. */
export const DEVICES = ['cpu', 'cuda', 'rocm'] as const;
export type Device = (typeof DEVICES)[number];

export function tasksOn(scope: Scope, device: Device): Selectors {
  const resource = device === 'cuda' ? NVIDIA : AMD;
  return device === 'cpu'
    ? { ...poolSelector(scope), ...without([NVIDIA, AMD]), matchExpression: TASK }
    : {
        ...poolSelector(scope),
        resourceExpressions: [{ resource, operator: 'Exists' }],
        matchExpression: TASK,
      };
}

function without(resources: readonly string[]): Selectors {
  return {
    resourceExpressions: resources.map((resource) => ({ resource, operator: 'DoesNotExist' })),
  };
}

function poolSelector({ pool, except }: Scope): Selectors {
  if (pool !== undefined) return { selector: { matchLabels: { [POOL_LABEL]: pool } } };
  if (except.length === 0) return {};
  return { selector: { matchExpressions: [{ key: POOL_LABEL, operator: 'NotIn', values: [...except] }] } };
}
