import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalQuantity } from '../../shared/preset/canonical.ts';
import { defaultedPodSpec, isApiDefault } from '../../shared/preset/defaults.ts';
import { checkPodFields } from '../../shared/preset/pod-types.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { startControlPlane } from '../cluster/cluster.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';

type Fields = Readonly<Record<string, unknown>>;
type Entry = Readonly<Record<string, unknown> & { name?: string }>;

const container = (fields: object = {}): object => ({
  name: 'main',
  image: 'registry.example/train:1',
  ...fields,
});

const podSpec = (fields: object, ...containers: object[]): Fields => ({
  containers: containers.length === 0 ? [container()] : containers,
  ...fields,
});

const volumes = (sources: object): object[] =>
  Object.entries(sources).map(([kind, source]: [string, object]) => ({
    name: `v-${kind.toLowerCase()}`,
    [kind]: source,
  }));

const FIELD = { fieldRef: { fieldPath: 'metadata.name' } };
const LIMIT = { resourceFieldRef: { containerName: 'main', resource: 'limits.cpu' } };
const ITEMS = {
  items: [
    { path: 'a', ...FIELD },
    { path: 'b', mode: 0, ...LIMIT },
  ],
};

const LOCAL_VOLUMES = volumes({
  emptyDir: { medium: '', sizeLimit: '1.5Gi' },
  secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] },
  configMap: { name: 'c', optional: false, defaultMode: 0 },
  downwardAPI: ITEMS,
  projected: {
    sources: [
      { downwardAPI: ITEMS },
      { secret: { name: 's' } },
      { configMap: { name: 'c', optional: true } },
      { serviceAccountToken: { path: 't', audience: '' } },
      { serviceAccountToken: { path: 'u', expirationSeconds: 600 } },
    ],
  },
  hostPath: { path: '/data' },
  persistentVolumeClaim: { claimName: 'c', readOnly: false },
  ephemeral: {
    volumeClaimTemplate: {
      metadata: { creationTimestamp: null, labels: {} },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: '',
      },
    },
  },
  image: { reference: 'registry.example/data' },
  gitRepo: { repository: 'r', revision: '' },
});

const REMOTE_VOLUMES = volumes({
  nfs: { server: 's', path: '/p', readOnly: false },
  iscsi: { targetPortal: 't', iqn: 'iqn.2001-04.com.example:storage', lun: 0, chapAuthSession: false },
  rbd: { monitors: ['m'], image: 'i', readOnly: true },
  cephfs: { monitors: ['m'], path: '' },
  azureDisk: { diskName: 'd', diskURI: 'https://blob.example/d.vhd' },
  azureFile: { secretName: 's', shareName: 'a' },
  scaleIO: { gateway: 'g', system: 's', volumeName: 'v', secretRef: { name: 's' }, sslEnabled: false },
  gcePersistentDisk: { pdName: 'p', partition: 0 },
  awsElasticBlockStore: { volumeID: 'v', readOnly: false },
  cinder: { volumeID: 'v' },
  glusterfs: { endpoints: 'e', path: 'p' },
  flocker: { datasetName: 'd' },
  quobyte: { registry: 'r:1', volume: 'v', readOnly: false },
  portworxVolume: { volumeID: 'v' },
  storageos: { volumeName: 'v' },
  photonPersistentDisk: { pdID: 'p' },
  vsphereVolume: { volumePath: 'p' },
  fc: { targetWWNs: ['w'], lun: 0 },
  flexVolume: { driver: 'd', options: {} },
  csi: { driver: 'csi.example', readOnly: false, fsType: '' },
});

const TERM = { weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: {} } };

const SPECS: readonly (readonly [string, Fields])[] = [
  ['says nothing', podSpec({})],
  ['has a volume without a source', podSpec({ volumes: [{ name: 'v' }] })],
  ['has volumes of the node and of the API', podSpec({ volumes: LOCAL_VOLUMES })],
  ['has volumes of other systems', podSpec({ volumes: REMOTE_VOLUMES })],
  [
    'has probes and hooks',
    podSpec(
      {},
      container({
        livenessProbe: { httpGet: { port: 'http' } },
        readinessProbe: { grpc: { port: 1 }, initialDelaySeconds: 0, timeoutSeconds: 0, periodSeconds: 1 },
        startupProbe: { exec: { command: ['true'] }, failureThreshold: 9, terminationGracePeriodSeconds: 5 },
        lifecycle: {
          postStart: {
            httpGet: { port: 80, path: '', scheme: 'HTTPS', httpHeaders: [{ name: 'A', value: '' }] },
          },
          preStop: { httpGet: { port: 80 } },
        },
        ports: [{ name: 'http', containerPort: 80, hostPort: 0, hostIP: '' }],
      }),
    ),
  ],
  [
    'has variables',
    podSpec(
      {},
      container({
        env: [
          { name: 'EMPTY', value: '' },
          { name: 'FIELD', valueFrom: FIELD },
          { name: 'LIMIT', valueFrom: LIMIT },
          { name: 'DIVIDED', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
          { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
        ],
        envFrom: [{ prefix: '', configMapRef: { name: 'c', optional: false } }, { secretRef: { name: 's' } }],
      }),
    ),
  ],
  [
    'requests resources in many ways of writing',
    podSpec(
      {
        initContainers: [{ name: 'init', image: 'init', resources: { limits: { cpu: 0.5 } } }],
      },
      container({
        resources: {
          limits: { cpu: '1500m', memory: '1024Mi', 'nvidia.com/gpu': 1 },
          requests: { cpu: '1n' },
        },
      }),
      { name: 'other', image: 'other:latest', resources: { requests: { memory: '1e3', cpu: '1.5' } } },
    ),
  ],
  [
    'has zeros',
    podSpec(
      {
        hostNetwork: false,
        hostPID: false,
        hostIPC: false,
        shareProcessNamespace: false,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        setHostnameAsFQDN: false,
        nodeSelector: {},
        tolerations: [],
        imagePullSecrets: [],
        hostname: '',
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsUser: 0, runAsNonRoot: false, supplementalGroups: [], seLinuxOptions: {} },
        affinity: {},
        dnsConfig: { nameservers: [], options: [{ name: 'ndots', value: '' }] },
        volumes: [{ name: 'v', emptyDir: {} }],
      },
      container({
        stdin: false,
        stdinOnce: false,
        tty: false,
        command: [],
        workingDir: '',
        volumeMounts: [{ name: 'v', mountPath: '/v/', readOnly: false, subPath: '', subPathExpr: '' }],
        securityContext: {
          privileged: false,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: false,
          capabilities: { add: [], drop: [] },
        },
        resources: { limits: {}, requests: {}, claims: [] },
      }),
    ),
  ],
  [
    'says who it is and where it may run',
    podSpec({
      serviceAccount: 'default',
      activeDeadlineSeconds: 60,
      hostAliases: [{ ip: '192.0.2.1', hostnames: ['a'] }],
      tolerations: [{ key: 'nvidia.com/gpu', operator: '', value: '', effect: '' }, { operator: 'Exists' }],
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      readinessGates: [{ conditionType: 'example.com/ready' }],
      schedulingGates: [{ name: 'example.com/gate' }],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: [] }] }],
          },
        },
        podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [TERM] },
      },
      os: { name: 'linux' },
    }),
  ],
  [
    'is on the network of its node',
    podSpec(
      { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
      container({ ports: [{ containerPort: 81 }] }),
    ),
  ],
  [
    'has resources of its own',
    podSpec(
      {
        resources: { limits: { cpu: '4', memory: '8Gi' } },
        initContainers: [
          { name: 'side', image: 'a:1', restartPolicy: 'Always', resources: { requests: { cpu: '250m' } } },
          { name: 'init', image: 'a:1', resources: { requests: { cpu: '1' } } },
        ],
      },
      container({ resources: { requests: { cpu: '500m' } } }),
      { name: 'other', image: 'a:1', resources: { limits: { cpu: '600m' } } },
    ),
  ],
  [
    'has huge pages in resources of its own',
    podSpec(
      { resources: { requests: { cpu: '1', memory: '1Gi' } } },
      container({ resources: { limits: { 'hugepages-2Mi': '4Mi', cpu: '1', memory: '1Gi' } } }),
    ),
  ],
];

const IMAGES = [
  'train',
  'train:latest',
  'train:1',
  'Team/train',
  'registry.example/Train',
  'registry.example:5000/train',
  'localhost:5000',
  'localhost/a__b/c--d',
  'a/_b',
  'train:',
  'train:-1',
  'registry.example/train:1@sha256:short',
  `train@sha256:${'0'.repeat(64)}`,
  `train:latest@sha256:${'0'.repeat(64)}`,
  `train:1@sha256:${'0'.repeat(64)}`,
  '0'.repeat(64),
  `docker.io/${'0'.repeat(64)}`,
  '[::1]:5000/train',
  '-bad.example/train',
];

/** What admission adds to a pod beyond constants: the token of its account, and a while on nodes that are lost. */
const ADDED_TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

function withoutAdmission(spec: Fields): Fields {
  const without = (object: Fields, field: string, added: (entry: Entry) => boolean): Fields => {
    const { [field]: list, ...rest } = object;
    const left = ((list ?? []) as Entry[]).filter((entry) => !added(entry));
    return left.length === 0 ? rest : { ...object, [field]: left };
  };
  const inContainer = (one: Fields): Fields =>
    without(one, 'volumeMounts', ({ mountPath }) => mountPath === TOKEN_PATH);
  const result = without(
    without(spec, 'volumes', ({ name }) => name?.startsWith('kube-api-access-') === true),
    'tolerations',
    ({ key, tolerationSeconds }) => ADDED_TOLERATIONS.includes(String(key)) && tolerationSeconds === 300,
  );
  const changed = Object.fromEntries(
    ['containers', 'initContainers'].flatMap((list) =>
      result[list] === undefined ? [] : [[list, (result[list] as Fields[]).map(inContainer)]],
    ),
  );
  return { ...result, ...changed };
}

/** 1Gi and 1073741824 are the same; everything else has to be equal as it is. */
function inOneForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneForm);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (key === 'limits' || key === 'requests')
        return [
          key,
          Object.fromEntries(
            Object.entries(item as Fields).map(([name, quantity]) => [name, canonicalQuantity(quantity, 1n)]),
          ),
        ];
      return [key, key === 'sizeLimit' || key === 'divisor' ? canonicalQuantity(item, 1n) : inOneForm(item)];
    }),
  );
}

describe.skipIf(await mustSkipCluster('control-plane'))('the API server fills in what we say it does', () => {
  let cluster: ControlPlane;

  const answer = async (spec: Fields): Promise<Fields> => {
    const created = await cluster.api<KubeObject & { readonly spec: Fields }>(
      'POST',
      '/api/v1/namespaces/default/pods?dryRun=All&fieldValidation=Strict',
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'train' }, spec },
    );
    return created.spec;
  };

  beforeAll(async () => {
    cluster = await startControlPlane({ scheduler: false, controllerManager: false, progress });
    await cluster.api('POST', '/api/v1/namespaces/default/serviceaccounts', {
      metadata: { name: 'default' },
    });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it.each(SPECS)('for a pod that %s', async (_, spec) => {
    const stored = await answer(spec);
    expect(inOneForm(withoutAdmission(stored))).toEqual(defaultedPodSpec(spec));
  });

  it.each(SPECS)('and knows the types of a pod that %s', async (_, spec) => {
    const nothing = { problems: [], unknown: [] };
    expect(checkPodFields('PodSpec', await answer(spec), 'spec')).toEqual(nothing);
  });

  it('for every name of an image', async () => {
    const containers = IMAGES.map((image, index) => ({ name: `c-${index}`, image }));
    const policies = (spec: Fields): string[] =>
      (spec['containers'] as Fields[]).map(
        (one) => `${String(one['image'])} ${String(one['imagePullPolicy'])}`,
      );
    expect(policies(await answer({ containers }))).toEqual(policies(defaultedPodSpec({ containers })));
  });

  it('and nothing of it counts as said by the pod', async () => {
    const stored = withoutAdmission(await answer(podSpec({})));
    const said = (scope: 'pod' | 'container', fields: Fields): string[] =>
      Object.keys(fields).filter(
        (field) => !isApiDefault(scope, [field], fields[field], container() as Fields),
      );
    expect(said('pod', stored)).toEqual(['containers']);
    expect(said('container', (stored['containers'] as Fields[])[0] ?? {}).sort()).toEqual(['image', 'name']);
  });
});
