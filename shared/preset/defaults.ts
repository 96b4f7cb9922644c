/**
 * What the API server fills into a pod by itself (pkg/apis/core/v1/defaults.go and the markers of its types), and the
 * constants of the admission plugins ServiceAccount and Priority. Any JSON goes in; what has not the shape of a pod stays as it is.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Fields } from '../json.ts';
import type { Container, PodSpec } from '../kube/objects.ts';
import { canonical, quantityOf } from './canonical.ts';
import { getIn, isPlain, setIn } from './entry-value.ts';
import { defaultPullPolicy } from './image-reference.ts';
import { parseQuantity } from './quantity.ts';
import { effectiveRequests } from './requests.ts';

type Change = (value: Fields) => Fields;

const filled =
  (defaults: Fields): Change =>
  (value) => ({ ...defaults, ...value });

/** Changes a field that is an object, or each object of a field that is a list. */
function within(object: Fields, field: string, change: Change): Fields {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  if (isPlain(value)) return { ...object, [field]: change(value) };
  if (!Array.isArray(value)) return object;
  return { ...object, [field]: value.map((item: unknown) => (isPlain(item) ? change(item) : item)) };
}

const FILE_MODE = 0o644;

const SOURCES: Readonly<Record<string, Fields>> = {
  secret: { defaultMode: FILE_MODE },
  configMap: { defaultMode: FILE_MODE },
  downwardAPI: { defaultMode: FILE_MODE },
  projected: { defaultMode: FILE_MODE },
  hostPath: { type: '' },
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

export function defaultedVolume(volume: Fields): Fields {
  return fillVolume(canonical('Volume', volume));
}

function fillVolume(volume: Fields): Fields {
  let result = Object.keys(volume).some((field) => field !== 'name') ? volume : { ...volume, emptyDir: {} };
  for (const [source, defaults] of Object.entries(SOURCES)) result = within(result, source, filled(defaults));
  result = within(result, 'downwardAPI', fillDownward);
  result = within(result, 'projected', (projected) => within(projected, 'sources', fillProjection));
  result = within(result, 'ephemeral', (ephemeral) =>
    within(ephemeral, 'volumeClaimTemplate', fillClaimTemplate),
  );
  return within(result, 'image', (image) => ({ ...pullPolicy('pullPolicy', image['reference']), ...image }));
}

const fillDownward: Change = (source) => within(source, 'items', fillReference);

const fillProjection: Change = (source) =>
  within(
    within(source, 'downwardAPI', fillDownward),
    'serviceAccountToken',
    filled({ expirationSeconds: 3_600 }),
  );

const fillClaimTemplate: Change = (template) =>
  within(
    { metadata: {}, spec: {}, ...template },
    'spec',
    filled({ volumeMode: 'Filesystem', resources: {} }),
  );

/** Of a variable's valueFrom, or of an item of a downwardAPI volume. */
const fillReference: Change = (reference) =>
  within(
    within(
      within(reference, 'fieldRef', filled({ apiVersion: 'v1' })),
      'resourceFieldRef',
      filled({ divisor: '0' }),
    ),
    'fileKeyRef',
    filled({ optional: false }),
  );

export function defaultedContainer(container: Fields): Fields {
  return fillContainer(canonical('Container', container));
}

function fillContainer(container: Fields): Fields {
  let result: Fields = {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...pullPolicy('imagePullPolicy', container['image']),
    resources: {},
    ...container,
  };
  result = within(result, 'ports', filled({ protocol: 'TCP' }));
  result = within(result, 'env', (variable) => within(variable, 'valueFrom', fillReference));
  result = within(result, 'resources', fillRequests);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    result = within(result, probe, fillProbe);
  return within(result, 'lifecycle', (lifecycle) =>
    within(within(lifecycle, 'postStart', fillHandler), 'preStop', fillHandler),
  );
}

const fillHandler: Change = (handler) =>
  within(within(handler, 'httpGet', filled({ path: '/', scheme: 'HTTP' })), 'grpc', filled({ service: '' }));

const fillProbe: Change = (probe) =>
  fillHandler({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, ...probe });

const fillRequests: Change = (resources) => {
  const { limits, requests } = resources;
  if (!isPlain(limits) || (requests !== undefined && !isPlain(requests))) return resources;
  return { ...resources, requests: { ...limits, ...requests } };
};

/** Nothing where the image is not known yet. */
function pullPolicy(field: string, image: unknown = ''): Fields {
  return typeof image === 'string' ? { [field]: defaultPullPolicy(image) } : {};
}

export function defaultedPodSpec(spec: Fields): Fields {
  let result: Fields = {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    securityContext: {},
    enableServiceLinks: true,
    ...canonical('PodSpec', spec),
  };
  const account = result['serviceAccountName'] ?? result['serviceAccount'] ?? 'default';
  result = { ...result, serviceAccountName: account, serviceAccount: account };
  if (result['priorityClassName'] === undefined)
    result = { priority: 0, preemptionPolicy: 'PreemptLowerPriority', ...result };
  const period = result['terminationGracePeriodSeconds'];
  if (typeof period === 'number' && period < 0) result = { ...result, terminationGracePeriodSeconds: 1 };
  const inContainer: Change =
    result['hostNetwork'] === true
      ? (container) => within(fillContainer(container), 'ports', fillHostPort)
      : fillContainer;
  for (const list of ['containers', 'initContainers']) result = within(result, list, inContainer);
  result = within(result, 'volumes', fillVolume);
  return withPodResources(result);
}

const fillHostPort: Change = (port) =>
  port['containerPort'] === undefined ? port : { hostPort: port['containerPort'], ...port };

/** Resources of the pod as a whole (KEP-2837): what is not said there is the sum over the containers, or the limit. */
function withPodResources(spec: Fields): Fields {
  const resources = spec['resources'];
  if (!isPlain(resources)) return spec;
  const said = { requests: quantities(resources['requests']), limits: quantities(resources['limits']) };
  if (Object.keys(said.requests).length + Object.keys(said.limits).length === 0) return spec;
  const limits = {
    ...pick(sumOver(spec, 'limits'), (name) => isHugePage(name) && !Object.hasOwn(said.requests, name)),
    ...said.limits,
  };
  if (Object.keys(limits).length === 0) return spec;
  const requests = {
    ...pick(limits, (name) => name === 'cpu' || name === 'memory' || isHugePage(name)),
    ...pick(sumOver(spec, 'requests'), (name) => name === 'cpu' || name === 'memory'),
    ...said.requests,
  };
  const filledIn = Object.keys(requests).length === 0 ? { limits } : { limits, requests };
  return { ...spec, resources: { ...resources, ...filledIn } };
}

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');

function sumOver(spec: Fields, what: 'requests' | 'limits'): Fields {
  const containersOf = (list: string): Container[] => {
    const value = spec[list];
    return (Array.isArray(value) ? value : []).filter(isPlain).map((container) => ({
      name: '',
      ...(container['restartPolicy'] === 'Always' ? { restartPolicy: 'Always' } : {}),
      resources: { requests: quantities(getIn(container, ['resources', what])) },
    }));
  };
  const containers: PodSpec = {
    containers: containersOf('containers'),
    initContainers: containersOf('initContainers'),
  };
  const sums = effectiveRequests({ metadata: {}, spec: containers });
  return Object.fromEntries([...sums].map(([name, nanos]) => [name, quantityOf(nanos)]));
}

/** What of it can be read. */
function quantities(value: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, quantity] of Object.entries(isPlain(value) ? value : {}))
    if (typeof quantity === 'string' && parseQuantity(quantity) !== undefined) result[name] = quantity;
  return result;
}

function pick(object: Fields, wanted: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(object).filter(([key]) => wanted(key)));
}

/**
 * Whether the pod's value is what the API server fills in where nothing is said, so that it counts as not said. The path
 * goes through structs. A request that a limit stands in for counts as said, as it does for a LimitRange. The pull policy
 * depends on the image, so it needs the container.
 */
export function isApiDefault(
  scope: 'pod' | 'container',
  path: readonly string[],
  value: unknown,
  container?: Fields,
): boolean {
  const [field] = path;
  if (field === undefined || (field === 'resources' && path[1] === 'requests')) return false;
  if (field === 'imagePullPolicy' && scope === 'container' && container === undefined) return false;
  const around = { image: getIn(container, ['image']), [field]: getIn(container, [field]) };
  const others = setIn(around, path, undefined);
  const type = scope === 'pod' ? 'PodSpec' : 'Container';
  const said = getIn(canonical(type, setIn(others, path, value)), path);
  // The API server drops false, 0, "" and [] of fields that are no pointers; who writes them down has said them.
  if (said === undefined) return value === null || isPlain(value);
  const filledIn = scope === 'pod' ? defaultedPodSpec(others) : defaultedContainer(others);
  return isDeepStrictEqual(said, getIn(filledIn, path));
}
