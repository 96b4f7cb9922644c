import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields } from '../json.ts';
import { defaultedContainer, defaultedPodSpec, defaultedVolume, isApiDefault } from './defaults.ts';

const volume = (source: object): Fields => {
  const { name: _name, ...rest } = defaultedVolume({ name: 'v', ...source });
  return rest;
};

describe('a volume', () => {
  it.each<[string, object, object]>([
    ['without a source is an emptyDir', {}, { emptyDir: {} }],
    [
      'of a Secret has readable files',
      { secret: { secretName: 's' } },
      { secret: { secretName: 's', defaultMode: 420 } },
    ],
    ['keeps the mode that is said', { configMap: { defaultMode: 0 } }, { configMap: { defaultMode: 0 } }],
    ['of null is not said', { secret: null }, { emptyDir: {} }],
    ['of a path has a type', { hostPath: { path: '/a' } }, { hostPath: { path: '/a', type: '' } }],
    [
      'of iSCSI has an interface',
      { iscsi: { iqn: 'i', readOnly: false } },
      { iscsi: { iqn: 'i', iscsiInterface: 'default' } },
    ],
    [
      'of RBD has a pool, a user and a keyring',
      { rbd: { image: 'i', user: '' } },
      { rbd: { image: 'i', pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' } },
    ],
    [
      'of an Azure disk keeps readOnly, a pointer',
      { azureDisk: { diskName: 'd', readOnly: true, fsType: '' } },
      { azureDisk: { diskName: 'd', readOnly: true, fsType: '', cachingMode: 'ReadWrite', kind: 'Shared' } },
    ],
    [
      'of ScaleIO has a mode and a file system',
      { scaleIO: { system: 's' } },
      { scaleIO: { system: 's', storageMode: 'ThinProvisioned', fsType: 'xfs' } },
    ],
    [
      'of the downward API says the version of a field',
      { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
      {
        downwardAPI: {
          defaultMode: 420,
          items: [{ path: 'a', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }],
        },
      },
    ],
    [
      'of several sources has a token for an hour',
      { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
      {
        projected: {
          defaultMode: 420,
          sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3_600 } }],
        },
      },
    ],
    [
      'that is claimed for the pod is a file system',
      { ephemeral: { volumeClaimTemplate: { spec: { storageClassName: '', accessModes: [] } } } },
      {
        ephemeral: {
          volumeClaimTemplate: {
            metadata: {},
            spec: { storageClassName: '', volumeMode: 'Filesystem', resources: {} },
          },
        },
      },
    ],
    [
      'of an image has a pull policy',
      { image: { reference: 'registry.example/data' } },
      { image: { reference: 'registry.example/data', pullPolicy: 'Always' } },
    ],
    [
      'of memory has one form of its limit',
      { emptyDir: { sizeLimit: '1Gi' } },
      { emptyDir: { sizeLimit: '1073741824' } },
    ],
    [
      'of a kind that is not known stays',
      { tomorrow: { a: false, b: null } },
      { tomorrow: { a: false, b: null } },
    ],
  ])('%s', (_, source, wanted) => {
    expect(volume(source)).toEqual(wanted);
  });
});

describe('a container', () => {
  const CONSTANT = {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };

  it('gets its constants', () => {
    expect(defaultedContainer({ name: 'a', image: 'a:1', tty: false, env: [] })).toEqual({
      ...CONSTANT,
      name: 'a',
      image: 'a:1',
      imagePullPolicy: 'IfNotPresent',
    });
  });

  it.each([
    ['train', 'Always'],
    ['registry.example:5000/team/train', 'Always'],
    ['registry.example/train:latest', 'Always'],
    [`train:latest@sha256:${'0'.repeat(64)}`, 'Always'],
    [`train@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    ['train:1', 'IfNotPresent'],
    ['localhost:5000', 'IfNotPresent'],
    ['localhost/train', 'Always'],
    ['Team/train', 'Always'],
    ['registry.example/Train', 'IfNotPresent'],
    ['team/train:', 'IfNotPresent'],
    ['0'.repeat(64), 'IfNotPresent'],
    ['', 'IfNotPresent'],
    [undefined, 'IfNotPresent'],
  ])('of image %j is pulled %s', (image, policy) => {
    expect(defaultedContainer({ image })['imagePullPolicy']).toBe(policy);
  });

  it('has no pull policy while its image is not known', () => {
    expect(defaultedContainer({ image: new Date(0) })).not.toHaveProperty('imagePullPolicy');
  });

  it.each<[string, object, object]>([
    [
      'a port',
      { ports: [{ containerPort: 1, hostPort: 0 }] },
      { ports: [{ containerPort: 1, protocol: 'TCP' }] },
    ],
    [
      'a variable from a field',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] },
      { env: [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }] },
    ],
    [
      'a variable from a resource',
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] },
      { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0' } } }] },
    ],
    [
      'a variable from a file',
      { env: [{ name: 'A', valueFrom: { fileKeyRef: { path: 'p' } } }] },
      { env: [{ name: 'A', valueFrom: { fileKeyRef: { path: 'p', optional: false } } }] },
    ],
    ['an empty variable', { env: [{ name: 'A', value: '' }] }, { env: [{ name: 'A' }] }],
    [
      'a probe',
      { livenessProbe: { httpGet: { port: 80 }, failureThreshold: 9, initialDelaySeconds: 0 } },
      {
        livenessProbe: {
          httpGet: { port: 80, path: '/', scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 9,
        },
      },
    ],
    [
      'a hook',
      { lifecycle: { preStop: { httpGet: { port: 'http', path: '/stop' } } } },
      { lifecycle: { preStop: { httpGet: { port: 'http', path: '/stop', scheme: 'HTTP' } } } },
    ],
    [
      'a request where only the limit is said',
      { resources: { limits: { cpu: 0.5, 'nvidia.com/gpu': 1 }, requests: { cpu: '250m' } } },
      {
        resources: {
          limits: { cpu: '500m', 'nvidia.com/gpu': '1' },
          requests: { cpu: '250m', 'nvidia.com/gpu': '1' },
        },
      },
    ],
    [
      'a quantity finer than a thousandth',
      { resources: { requests: { cpu: '1n' } } },
      { resources: { requests: { cpu: '1m' } } },
    ],
    [
      'a mount',
      { volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: false, subPath: '' }] },
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
    ],
    [
      'a security context of zeros, which are values',
      { securityContext: { privileged: false, runAsUser: 0 } },
      { securityContext: { privileged: false, runAsUser: 0 } },
    ],
  ])('fills in %s', (_, given, wanted) => {
    expect(defaultedContainer({ image: 'a:1', ...given })).toEqual({
      ...CONSTANT,
      image: 'a:1',
      imagePullPolicy: 'IfNotPresent',
      ...wanted,
    });
  });
});

describe('a pod', () => {
  it('gets its constants', () => {
    expect(defaultedPodSpec({ hostNetwork: false, nodeSelector: {} })).toEqual({
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      securityContext: {},
      enableServiceLinks: true,
      serviceAccountName: 'default',
      serviceAccount: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  });

  it('keeps what is said', () => {
    const said = {
      terminationGracePeriodSeconds: 0,
      enableServiceLinks: false,
      shareProcessNamespace: false,
    };
    expect(defaultedPodSpec(said)).toMatchObject(said);
    expect(defaultedPodSpec({ priorityClassName: 'high' })).not.toHaveProperty('priority');
    expect(defaultedPodSpec({ terminationGracePeriodSeconds: -5 })['terminationGracePeriodSeconds']).toBe(1);
    expect(defaultedPodSpec({ serviceAccount: 'train' })['serviceAccountName']).toBe('train');
  });

  it('on the network of its node has the ports of its containers there', () => {
    const containers = [
      { image: 'a:1', ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 8081 }] },
    ];
    expect(defaultedPodSpec({ hostNetwork: true, containers })).toMatchObject({
      containers: [{ ports: [{ containerPort: 80, hostPort: 80 }, { hostPort: 8081 }] }],
    });
  });

  it.each<[string, object, object]>([
    [
      'the sum over its containers',
      { limits: { cpu: '4', memory: '8Gi' } },
      { limits: { cpu: '4', memory: '8589934592' }, requests: { cpu: '1500m', memory: '8589934592' } },
    ],
    ['nothing without limits', { requests: { cpu: '2' } }, { requests: { cpu: '2' } }],
    [
      'what is said',
      { limits: { cpu: 4 }, requests: { cpu: 3 } },
      { limits: { cpu: '4' }, requests: { cpu: '3' } },
    ],
    [
      'huge pages of its containers',
      { limits: { memory: '1' } },
      {
        limits: { memory: '1', 'hugepages-2Mi': '4' },
        requests: { cpu: '1500m', memory: '1', 'hugepages-2Mi': '4' },
      },
    ],
  ])('with resources of its own requests %s', (title, resources, wanted) => {
    const huge = title.startsWith('huge') ? { limits: { 'hugepages-2Mi': '4' } } : {};
    const containers = [
      { name: 'a', resources: { requests: { cpu: '1' }, ...huge } },
      { name: 'b', resources: { requests: { cpu: '500m', 'nvidia.com/gpu': '1' } } },
    ];
    expect(defaultedPodSpec({ containers, resources })['resources']).toEqual(wanted);
  });
});

describe('defaulting', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const podLike = fc.record(
    {
      containers: fc.oneof(
        json,
        fc.array(fc.record({ image: json, ports: json, env: fc.array(json), resources: json })),
      ),
      volumes: fc.oneof(json, fc.array(fc.record({ name: json, projected: json, hostPath: json }))),
      resources: fc.oneof(
        json,
        fc.record({ limits: fc.dictionary(fc.constantFrom('cpu', 'memory', 'hugepages-1Gi'), json) }),
      ),
      hostNetwork: json,
      terminationGracePeriodSeconds: json,
    },
    { requiredKeys: [] },
  );

  it('takes any JSON, and done twice is done once', () => {
    fc.assert(
      fc.property(podLike, (spec) => {
        const once = defaultedPodSpec(spec);
        expect(defaultedPodSpec(once)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves its argument as it is', () => {
    const spec = { volumes: [{ name: 'a', hostPath: { path: '/a' } }], containers: [{ image: 'a' }] };
    const before = structuredClone(spec);
    defaultedPodSpec(spec);
    expect(spec).toEqual(before);
  });
});

describe('a value of the pod counts as not said', () => {
  it.each<['pod' | 'container', string, unknown]>([
    ['pod', 'restartPolicy', 'Always'],
    ['pod', 'dnsPolicy', 'ClusterFirst'],
    ['pod', 'terminationGracePeriodSeconds', 30],
    ['pod', 'schedulerName', 'default-scheduler'],
    ['pod', 'serviceAccountName', 'default'],
    ['pod', 'serviceAccount', 'default'],
    ['pod', 'priority', 0],
    ['pod', 'preemptionPolicy', 'PreemptLowerPriority'],
    ['pod', 'enableServiceLinks', true],
    ['pod', 'securityContext', {}],
    ['pod', 'nodeSelector', {}],
    ['pod', 'affinity', null],
    ['container', 'terminationMessagePath', '/dev/termination-log'],
    ['container', 'terminationMessagePolicy', 'File'],
    ['container', 'imagePullPolicy', 'Always'],
    ['container', 'resources', {}],
    ['container', 'resources.limits', {}],
    ['container', 'livenessProbe.periodSeconds', 10],
    ['container', 'livenessProbe.httpGet.scheme', 'HTTP'],
  ])('%s %s %j', (scope, path, value) => {
    expect(isApiDefault(scope, path.split('.'), value, { image: 'train' })).toBe(true);
  });

  it.each<['pod' | 'container', string, unknown]>([
    ['pod', 'restartPolicy', 'Never'],
    ['pod', 'schedulerName', ''],
    ['pod', 'hostNetwork', false],
    ['pod', 'tolerations', []],
    ['container', 'stdin', false],
    ['pod', 'terminationGracePeriodSeconds', 0],
    ['pod', 'serviceAccountName', 'train'],
    ['pod', 'shareProcessNamespace', false],
    ['pod', 'enableServiceLinks', false],
    ['pod', 'securityContext', { runAsUser: 0 }],
    ['pod', 'securityContext.runAsUser', 0],
    ['pod', 'affinity', {}],
    ['pod', 'constructor', 'a'],
    ['pod', 'fieldOfTomorrow', false],
    ['container', 'imagePullPolicy', 'IfNotPresent'],
    ['container', 'resources', { limits: { cpu: '1' } }],
    ['container', 'securityContext.privileged', false],
    ['container', 'livenessProbe', { periodSeconds: 10 }],
    ['container', 'args', ['a']],
  ])('but not %s %s %j', (scope, path, value) => {
    expect(isApiDefault(scope, path.split('.'), value, { image: 'train' })).toBe(false);
  });

  it('by the image of its container', () => {
    expect(isApiDefault('container', ['imagePullPolicy'], 'IfNotPresent', { image: 'train:1' })).toBe(true);
    expect(isApiDefault('container', ['imagePullPolicy'], 'Always', { image: 'train:1' })).toBe(false);
    expect(isApiDefault('container', ['imagePullPolicy'], 'Always')).toBe(false);
  });

  it('unless it is a request, even where a limit stands in for it', () => {
    const container = { resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } };
    expect(isApiDefault('container', ['resources', 'requests', 'cpu'], '1', container)).toBe(false);
  });
});
