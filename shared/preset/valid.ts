/** What would make the API server refuse the pod although each preset and the pod are right. */
import { isPlain } from './entry-value.ts';
import { parseQuantity } from './quantity.ts';
import {
  containerPlace,
  itemsAt,
  objectAt,
  type Place,
  valueAt,
  type WorkContainer,
  type WorkPod,
} from './work-pod.ts';

export interface Flaw {
  /** spec.containers[main].volumeMounts[/data] */
  readonly path: string;
  /** Values of the container that are at odds. */
  readonly between: readonly (readonly string[])[];
  readonly seen: string;
  readonly wanted: string;
}

/** `changed`: the objects to look into, besides all mounts. */
export function flawsOf(work: WorkPod, changed: ReadonlyMap<string, unknown>): Flaw[] {
  const volumes = new Set(namesIn(work, 'spec.volumes', work.author.spec.volumes));
  return work.containers
    .filter(({ owner }) => owner !== 'hole')
    .flatMap((one) => [
      ...brokenMounts(work, one, volumes),
      ...(changed.has(one.path) ? valueFlaws(work, one) : []),
    ]);
}

/** Mounts of volumes that the pod does not have. */
function brokenMounts(
  work: WorkPod,
  { container, path }: WorkContainer,
  volumes: ReadonlySet<string>,
): Flaw[] {
  const list = `${path}.volumeMounts`;
  const mounts = itemsAt(work, list)?.map(({ value }) => value) ?? container.volumeMounts ?? [];
  return mounts
    .filter(({ name }) => !volumes.has(String(name)))
    .map(({ name, mountPath }) => ({
      path: `${list}[${String(mountPath)}]`,
      between: [],
      seen: `a mount of the volume "${String(name)}", which is not there`,
      wanted: 'a volume of that name',
    }));
}

function namesIn(work: WorkPod, path: string, before: readonly { name: string }[] | undefined): string[] {
  return (
    itemsAt(work, path)?.map(({ value }) => String(value['name'])) ?? (before ?? []).map(({ name }) => name)
  );
}

function valueFlaws(work: WorkPod, one: WorkContainer): Flaw[] {
  const place = containerPlace(one);
  return [...resourceFlaws(work, place), ...(one.type === 'Init' ? runningFlaws(work, place) : [])];
}

/** ValidateContainerResourceRequirements in pkg/apis/core/validation: of what cannot be shared request and limit are equal. */
function resourceFlaws(work: WorkPod, place: Place): Flaw[] {
  const requests = valueAt(work, place, ['resources', 'requests']);
  const limits = valueAt(work, place, ['resources', 'limits']);
  if (!isPlain(requests)) return [];
  return Object.entries(requests).flatMap(([name, requested]): Flaw[] => {
    const limit = isPlain(limits) && Object.hasOwn(limits, name) ? limits[name] : undefined;
    const [request, most] = [amountOf(requested), amountOf(limit)];
    const whole = name.startsWith('hugepages-') || (name.includes('/') && !name.includes('kubernetes.io/'));
    if (request === undefined || (limit === undefined ? !whole : most === undefined)) return [];
    if (most !== undefined && (whole ? request === most : request <= most)) return [];
    return [
      {
        path: `${place.path}.resources.requests[${name}]`,
        between: [
          ['resources', 'requests', name],
          ['resources', 'limits', name],
        ],
        seen: String(requested),
        wanted:
          limit === undefined
            ? 'a limit, too'
            : `${whole ? 'the limit' : 'at most the limit'} ${String(limit)}`,
      },
    ];
  });
}

function amountOf(quantity: unknown): bigint | undefined {
  return typeof quantity === 'string' || typeof quantity === 'number' ? parseQuantity(quantity) : undefined;
}

/** An init container that runs to its end has none of these. */
function runningFlaws(work: WorkPod, place: Place): Flaw[] {
  const fields = objectAt(work, place);
  return ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']
    .filter((field) => Object.hasOwn(fields, field))
    .map((field) => ({
      path: `${place.path}.${field}`,
      between: [[field]],
      seen: 'an init container',
      wanted: 'select.types without Init',
    }));
}
