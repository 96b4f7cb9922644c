/**
 * Values for the fields of pods and presets alike. Names and values are few, so that nearly every case collides somewhere;
 * what is nothing to a careless reader (0, false, "", []) is among them.
 */
import fc from 'fast-check';
import { oneEach, someOf, sparse } from './sparse.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export const VOLUME_NAMES = ['v', 'w'] as const;

export const tolerations = someOf([
  { key: 'gpu', operator: 'Exists' },
  { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'k', value: 'a' },
  { key: 'k', operator: 'Equal', value: '' },
  { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 },
]);

export const envFrom = someOf([
  { configMapRef: { name: 'c' } },
  { prefix: 'P_', configMapRef: { name: 'c', optional: false } },
  { secretRef: { name: 'c', optional: true } },
]);

/** Mounts of the volumes v and w, at most one at a path. */
export const mounts = oneEach(
  fc.record(
    {
      name: fc.constantFrom(...VOLUME_NAMES),
      mountPath: fc.constantFrom('/m', '/n', '/n/'),
      readOnly: fc.boolean(),
      subPath: fc.constantFrom('sub', '$(X)'),
    },
    { requiredKeys: ['name', 'mountPath'] },
  ),
  ({ mountPath }) => mountPath.replace(/\/$/, ''),
);

export const literalSource = fc.constantFrom<Record<string, unknown>>(
  { emptyDir: {} },
  { emptyDir: { medium: 'Memory', sizeLimit: '0' } },
  { hostPath: { path: '/data/a' } },
  { hostPath: { path: '/data/a', type: '' } },
  { secret: { secretName: 's', defaultMode: 0o644 } },
  { configMap: { name: 's', optional: false } },
);

export const volumes = (source: fc.Arbitrary<Record<string, unknown>>) =>
  oneEach(fc.record({ name: fc.constantFrom(...VOLUME_NAMES), source }), ({ name }) => name).map((list) =>
    list.map(({ name, source: what }) => ({ name, ...what })),
  );

const SSD = { key: 'disk', operator: 'In', values: ['ssd'] };
const ZONE = { key: 'zone', operator: 'Exists' };
const NODE = { key: 'metadata.name', operator: 'In', values: ['n'] };
const NODE_TERMS = [
  { matchExpressions: [SSD] },
  { matchExpressions: [ZONE] },
  { matchExpressions: [ZONE, SSD] },
  { matchFields: [NODE] },
  // Matches no node.
  {},
];
export const nodeTerms = someOf(NODE_TERMS, 3).map((nodeSelectorTerms) => ({ nodeSelectorTerms }));

const POD_TERM = { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'x' } } };
const POD_TERMS = [POD_TERM, { topologyKey: 'host', labelSelector: {} }];
const WEIGHED = [
  { weight: 1, podAffinityTerm: POD_TERM },
  { weight: 2, podAffinityTerm: POD_TERM },
];

const podAffinity = sparse({ [REQUIRED]: someOf(POD_TERMS), [PREFERRED]: someOf(WEIGHED) }, 2);

const affinity = sparse(
  {
    nodeAffinity: sparse(
      {
        [REQUIRED]: nodeTerms,
        [PREFERRED]: someOf([
          { weight: 1, preference: { matchExpressions: [SSD] } },
          { weight: 9, preference: { matchExpressions: [SSD] } },
        ]),
      },
      2,
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  },
  2,
);

const podSecurity = sparse(
  {
    runAsUser: fc.constantFrom(0, 1000),
    runAsNonRoot: fc.boolean(),
    fsGroup: fc.constantFrom(0, 1),
    supplementalGroups: fc.constantFrom([], [1], [2, 1]),
    seccompProfile: fc.constantFrom(
      { type: 'RuntimeDefault' },
      { type: 'Localhost', localhostProfile: 'a.json' },
    ),
  },
  2,
);

const spread = oneEach(
  fc.record({
    maxSkew: fc.constantFrom(1, 2),
    topologyKey: fc.constantFrom('zone', 'host'),
    whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
  }),
  ({ topologyKey, whenUnsatisfiable }) => topologyKey + whenUnsatisfiable,
);

const named = (...names: readonly string[]) => someOf(names.map((name) => ({ name })));

/** Free keys, no value twice. */
export const nodeSelector = sparse(
  { disk: fc.constantFrom('ssd', 'hdd', ''), zone: fc.constantFrom('a', 'b') },
  2,
);

/** Where the API server fills in a value, that value is among them. */
export const POD_FIELDS = {
  serviceAccountName: fc.constantFrom('default', 'runner'),
  terminationGracePeriodSeconds: fc.constantFrom(0, 30, 60),
  priorityClassName: fc.constantFrom('high', 'low'),
  hostNetwork: fc.boolean(),
  runtimeClassName: fc.constantFrom('sandboxed', 'plain'),
  enableServiceLinks: fc.boolean(),
  automountServiceAccountToken: fc.boolean(),
  shareProcessNamespace: fc.boolean(),
  schedulerName: fc.constantFrom('default-scheduler', 'other'),
  activeDeadlineSeconds: fc.constantFrom(60, 3600),
  restartPolicy: fc.constantFrom('Always', 'Never'),
  dnsPolicy: fc.constantFrom('ClusterFirst', 'Default'),
  dnsConfig: sparse(
    {
      nameservers: fc.constantFrom(['192.0.2.1'], ['192.0.2.2']),
      searches: fc.constantFrom(['a.example'], []),
    },
    2,
  ),
  securityContext: podSecurity,
  nodeSelector,
  affinity,
  imagePullSecrets: named('a', 'b', 'c'),
  schedulingGates: named('example.com/a', 'example.com/b'),
  readinessGates: someOf([{ conditionType: 'example.com/ready' }, { conditionType: 'example.com/warm' }]),
  hostAliases: oneEach(
    fc.record({
      ip: fc.constantFrom('192.0.2.1', '192.0.2.2'),
      hostnames: fc.constantFrom(['a'], ['b'], ['a', 'b']),
    }),
    ({ ip }) => ip,
  ),
  topologySpreadConstraints: spread,
  resourceClaims: oneEach(
    fc.oneof(
      fc.record({ name: fc.constantFrom('x', 'y'), resourceClaimName: fc.constantFrom('p', 'q') }),
      fc.record({ name: fc.constantFrom('x', 'y'), resourceClaimTemplateName: fc.constantFrom('t') }),
    ),
    ({ name }) => name,
  ),
} as const;

export const ports = oneEach(
  fc.record(
    {
      containerPort: fc.constantFrom(80, 81),
      protocol: fc.constantFrom('TCP', 'UDP'),
      hostIP: fc.constantFrom('192.0.2.1'),
    },
    { requiredKeys: ['containerPort'] },
  ),
  ({ containerPort, protocol = 'TCP' }) => containerPort + protocol,
);

export const resources = fc.constantFrom(
  { requests: { cpu: '500m' } },
  { limits: { cpu: '250m' } },
  { requests: { cpu: '1', memory: '1Gi' } },
  { limits: { cpu: 1 } },
  { limits: { cpu: '2', memory: '2Gi' }, requests: { cpu: '1000m' } },
  { limits: { 'nvidia.com/gpu': '1' } },
  { limits: { 'nvidia.com/gpu': 2, cpu: '2' } },
  { limits: {}, requests: { 'ephemeral-storage': '0' } },
);

const containerSecurity = sparse(
  {
    runAsUser: fc.constantFrom(0, 1000),
    readOnlyRootFilesystem: fc.boolean(),
    capabilities: sparse(
      { add: fc.constantFrom([], ['NET_ADMIN'], ['SYS_TIME', 'NET_ADMIN']), drop: fc.constantFrom(['ALL']) },
      2,
    ),
    seccompProfile: fc.constantFrom({ type: 'RuntimeDefault' }, { type: 'Unconfined' }),
  },
  2,
);

export const CONTAINER_FIELDS = {
  command: fc.constantFrom(['run'], ['sh', '-c', '$(X)'], []),
  args: fc.constantFrom(['a'], ['a', ''], []),
  workingDir: fc.constantFrom('/w', '/x'),
  imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent'),
  terminationMessagePath: fc.constantFrom('/dev/termination-log', '/tmp/log'),
  stdin: fc.boolean(),
  tty: fc.boolean(),
  resources,
  securityContext: containerSecurity,
} as const;

/** Not for init containers, which run to their end. */
export const RUNNING_FIELDS = {
  livenessProbe: fc.constantFrom(
    { exec: { command: ['a'] } },
    { httpGet: { port: 80 }, periodSeconds: 10 },
    { tcpSocket: { port: 81 }, initialDelaySeconds: 0 },
  ),
  lifecycle: sparse(
    {
      // Not sleep, which must be shorter than the pod's grace period.
      preStop: fc.constantFrom({ exec: { command: ['a'] } }, { httpGet: { port: 80 } }),
      postStart: fc.constantFrom({ exec: { command: ['b'] } }),
    },
    2,
  ),
} as const;

/** What half of the cases are about (Topic in sparse.ts). */
export const TOPICS: readonly string[] = [
  ...Object.keys(POD_FIELDS),
  // With the most below them, or the most that can go wrong.
  ...Array.from({ length: 3 }, () => ['affinity', 'resources']).flat(),
  ...Object.keys(CONTAINER_FIELDS),
  ...Object.keys(RUNNING_FIELDS),
  'labels',
  'annotations',
  'tolerations',
  'env',
  'envFrom',
  'volumeMounts',
  'ports',
];
