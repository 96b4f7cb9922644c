/**
 * Nodes of a large GPU cluster, made up but as they are in life: kinds of machines with the same labels and nearly the
 * same facts, and in each node what makes it itself: UUIDs, boot id, serial numbers, device numbers, some MiB of memory.
 * The same index gives the same node in every run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFacts } from '../../../shared/host-facts/codec.ts';
import type { HostFacts } from '../../../shared/host-facts/model.ts';
import type { JsonObject, Node } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';

const HOSTS = join(import.meta.dirname, '..', '..', 'fixtures', 'hosts');
/** Machines that were recorded, healthy ones with GPUs. Further kinds are these with other drivers and memory. */
const RECORDED = [
  ...['hgx-h100', 'gke-cos', 'ubuntu-h100', 'mi300x-cpx', 'azure-domains', 'h100-mig', 'p5-efa', 'gb200'],
  ...[
    'rhel-a100',
    'mi250',
    'gpu-operator',
    'gke-ubuntu',
    'bottlerocket',
    'talos',
    'al2023-eks',
    'mixed-models',
  ],
  ...['amd-mi300', 'flatcar', 'driver-610', 'ubuntu-sbsa'],
];
const IMAGES_OF_A_NODE = 50;
const KNOWN_IMAGES = 90;

export interface FleetOptions {
  /** Node `index` is of kind `index % kinds`. Default 20. */
  readonly kinds?: number | undefined;
  /** Each one is another driver version and, with it, another library directory. Default 0. */
  readonly revision?: number | undefined;
}

export const fleetName = (index: number): string => `gpu-${String(index).padStart(5, '0')}`;

/** Where no API server makes one. */
export const fleetUid = (index: number): string => random('uid', index).uuid();

/** What the agent of that node would publish. The facts are fresh where the Node has this uid. */
export function fleetFacts(index: number, uid: string, options: FleetOptions = {}): HostFacts {
  const kind = factsOfKind(index % (options.kinds ?? 20), options.revision ?? 0);
  const { uuid, hex, below } = random('facts', index);
  const boot = random('boot', index).uuid();
  const firstCard = below(3);
  const major = 240 + below(270);
  const moved = (path: string | undefined): string | undefined =>
    path?.replace(/\d+$/, (number) => String(Number(number) + firstCard));
  // Majors below 200 are fixed (195 is NVIDIA's), 226 is DRM's; the others are given out at boot.
  const dynamic = new Map<number, number>();
  const majorOf = (old: number | undefined): number | undefined => {
    if (old === undefined || old < 200 || old === 226) return old;
    const known = dynamic.get(old) ?? major - dynamic.size;
    dynamic.set(old, known);
    return known;
  };
  return {
    ...kind,
    bootId: boot,
    nodeUid: uid,
    memory: { ...kind.memory, totalMiB: (kind.memory?.totalMiB ?? 65_536) - below(8) },
    gpus: (kind.gpus ?? []).map((gpu) => ({
      ...gpu,
      ...(gpu.uuid === undefined ? {} : { uuid: gpu.vendor === 'nvidia' ? `GPU-${uuid()}` : hex(16) }),
      ...defined({ cardNode: moved(gpu.cardNode), renderNode: moved(gpu.renderNode) }),
      ...(gpu.mig?.instances === undefined
        ? {}
        : {
            mig: {
              ...gpu.mig,
              instances: gpu.mig.instances.map((instance) =>
                instance.uuid === undefined ? instance : { ...instance, uuid: `MIG-${uuid()}` },
              ),
            },
          }),
    })),
    ...(kind.deviceNodes === undefined
      ? {}
      : {
          deviceNodes: kind.deviceNodes.map((device) => ({
            ...device,
            ...defined({ major: majorOf(device.major) }),
            ...(device.path?.startsWith('/dev/dri/') === true ? defined({ path: moved(device.path) }) : {}),
          })),
        }),
    ...(kind.disks === undefined
      ? {}
      : {
          disks: kind.disks.map((disk) => ({
            ...disk,
            ...defined({
              path: disk.path?.replace(/_[0-9A-Za-z]{8,}$/, (serial) => `_${hex(serial.length - 1)}`),
            }),
          })),
        }),
  };
}

/** Value of the annotation: to be written after the API server has made the Node's uid. */
export function factsAnnotation(index: number, uid: string, options: FleetOptions = {}): string {
  return encodeFacts(fleetFacts(index, uid, options));
}

/** A Node as its kubelet, cloud and labellers have made it, about 16 KB of JSON; its facts are those for its own uid. */
export function fleetNode(index: number, options: FleetOptions = {}): Node & JsonObject {
  const name = fleetName(index);
  const uid = fleetUid(index);
  const facts = factsOfKind(index % (options.kinds ?? 20), options.revision ?? 0);
  const { hex, below } = random('node', index);
  const zone = `region-1${'abc'[index % 3]}`;
  const address = `10.${128 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
  const amd = facts.amd?.present === true;
  const resources = {
    cpu: '192',
    'ephemeral-storage': '3750439832Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${((facts.memory?.totalMiB ?? 65_536) - below(8)) * 1_024}Ki`,
    pods: '110',
    [amd ? 'amd.com/gpu' : 'nvidia.com/gpu']: String(facts.gpus?.length ?? 1),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid,
      labels: labelsOf(index, index % (options.kinds ?? 20), facts, zone),
      annotations: {
        'alpha.kubernetes.io/provided-node-ip': address,
        'csi.volume.kubernetes.io/nodeid': `{"disk.csi.cloud.example":"i-${hex(17)}","fs.csi.cloud.example":"i-${hex(17)}"}`,
        'nfd.node.kubernetes.io/feature-labels': FEATURES.map((feature) => feature[0]).join(','),
        'nfd.node.kubernetes.io/master.version': 'v0.17.3',
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        [ANNOTATION.hostFacts]: factsAnnotation(index, uid, options),
      },
      creationTimestamp: '2026-05-04T09:21:07Z',
    },
    spec: {
      podCIDR: `10.${index >> 8}.${index & 255}.0/24`,
      podCIDRs: [`10.${index >> 8}.${index & 255}.0/24`],
      providerID: `cloud:///${zone}/i-${hex(17)}`,
    },
    status: {
      capacity: resources,
      allocatable: { ...resources, cpu: '190480m' },
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
        { type: 'InternalDNS', address: `${name}.region-1.compute.internal` },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        machineID: hex(32),
        systemUUID: random('system', index).uuid(),
        bootID: random('boot', index).uuid(),
        kernelVersion: facts.kernel?.release ?? '',
        osImage: facts.os?.name ?? 'Linux',
        containerRuntimeVersion: 'containerd://2.1.4',
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: facts.kernel?.architecture === 'aarch64' ? 'arm64' : 'amd64',
      },
      images: Array.from({ length: IMAGES_OF_A_NODE }, (_, place) =>
        image((below(2) + place * 7) % KNOWN_IMAGES),
      ),
    },
  };
}

/** The same text for every node of the kind. */
function labelsOf(index: number, kind: number, facts: HostFacts, zone: string): Record<string, string> {
  const model = (facts.gpus?.[0]?.model ?? 'unknown').replaceAll(/[^A-Za-z0-9.]+/g, '-');
  const count = String(facts.gpus?.length ?? 0);
  const architecture = facts.kernel?.architecture === 'aarch64' ? 'arm64' : 'amd64';
  const type = `gpu-${kind}.${facts.gpus?.length ?? 1}xlarge`;
  const [major = '', minor = '', revision = ''] = (facts.nvidia?.driver?.version ?? '').split('.');
  const vendor: Record<string, string> =
    facts.amd?.present === true
      ? {
          'amd.com/gpu.cu-count': '304',
          'amd.com/gpu.device-id': facts.gpus?.[0]?.deviceId?.split(':')[1] ?? '',
          'amd.com/gpu.driver-version': facts.amd.driverVersion ?? '',
          'amd.com/gpu.family': 'AI',
          'amd.com/gpu.product-name': model,
          'amd.com/gpu.simd-count': '1216',
          'amd.com/gpu.vram': '192G',
        }
      : {
          'nvidia.com/cuda.driver-version.full': facts.nvidia?.driver?.version ?? '',
          'nvidia.com/cuda.driver-version.major': major,
          'nvidia.com/cuda.driver-version.minor': minor,
          'nvidia.com/cuda.driver-version.revision': revision,
          'nvidia.com/cuda.runtime-version.full': facts.nvidia?.cudaVersion ?? '',
          'nvidia.com/gfd.timestamp': String(1_770_000_000 + index * 7),
          'nvidia.com/gpu.compute.major': facts.gpus?.[0]?.computeCapability?.split('.')[0] ?? '',
          'nvidia.com/gpu.compute.minor': facts.gpus?.[0]?.computeCapability?.split('.')[1] ?? '',
          'nvidia.com/gpu.count': count,
          'nvidia.com/gpu.deploy.container-toolkit': 'true',
          'nvidia.com/gpu.deploy.dcgm-exporter': 'true',
          'nvidia.com/gpu.deploy.device-plugin': 'true',
          'nvidia.com/gpu.deploy.driver': 'pre-installed',
          'nvidia.com/gpu.deploy.gpu-feature-discovery': 'true',
          'nvidia.com/gpu.deploy.node-status-exporter': 'true',
          'nvidia.com/gpu.deploy.operator-validator': 'true',
          'nvidia.com/gpu.family': facts.gpus?.[0]?.architecture ?? '',
          'nvidia.com/gpu.machine': type,
          'nvidia.com/gpu.memory': String(facts.gpus?.[0]?.memoryMiB ?? 81_559),
          'nvidia.com/gpu.mode': 'compute',
          'nvidia.com/gpu.present': 'true',
          'nvidia.com/gpu.product': model,
          'nvidia.com/gpu.replicas': '1',
          'nvidia.com/gpu.sharing-strategy': 'none',
          'nvidia.com/mig.capable': 'true',
          'nvidia.com/mig.strategy': 'single',
          'nvidia.com/mps.capable': 'false',
          'nvidia.com/vgpu.present': 'false',
        };
  return valid({
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/instance-type': type,
    'beta.kubernetes.io/os': 'linux',
    'cloud.example/capacity-type': 'on-demand',
    'cloud.example/node-pool': `pool-${kind}`,
    'failure-domain.beta.kubernetes.io/region': 'region-1',
    'failure-domain.beta.kubernetes.io/zone': zone,
    'kubernetes.io/arch': architecture,
    'kubernetes.io/hostname': fleetName(index),
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': type,
    'topology.cloud.example/rack': `rack-${Math.floor(index / 18)}`,
    'topology.disk.csi.cloud.example/zone': zone,
    'topology.kubernetes.io/region': 'region-1',
    'topology.kubernetes.io/zone': zone,
    ...vendor,
    ...Object.fromEntries(FEATURES),
    'feature.node.kubernetes.io/kernel-version.full': facts.kernel?.release ?? '',
    'feature.node.kubernetes.io/system-os_release.ID': facts.os?.id ?? '',
    'feature.node.kubernetes.io/system-os_release.VERSION_ID': facts.os?.versionId ?? '',
  });
}

/** A kernel may be called 6.1.85+, which no label may be; labellers cut such a value as well. */
const valid = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [
      key,
      value
        .slice(0, 63)
        .replaceAll(/[^\w.-]/g, '_')
        .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, ''),
    ]),
  );

/** Of node-feature-discovery. */
const FEATURES: readonly (readonly [string, string])[] = [
  ...['ADX', 'AESNI', 'AMXBF16', 'AMXINT8', 'AVX', 'AVX2', 'AVX512BW', 'AVX512CD', 'AVX512F', 'AVX512VNNI'],
  ...['CMPXCHG8', 'FMA3', 'FXSR', 'GFNI', 'MOVBE', 'OSXSAVE', 'SHA', 'SSE4', 'VAES', 'XSAVE'],
]
  .map((name): [string, string] => [`feature.node.kubernetes.io/cpu-cpuid.${name}`, 'true'])
  .concat([
    ['feature.node.kubernetes.io/cpu-hardware_multithreading', 'true'],
    ['feature.node.kubernetes.io/cpu-model.vendor_id', 'Intel'],
    ['feature.node.kubernetes.io/kernel-config.NO_HZ', 'true'],
    ['feature.node.kubernetes.io/memory-numa', 'true'],
    ['feature.node.kubernetes.io/network-sriov.capable', 'true'],
    ['feature.node.kubernetes.io/storage-nonrotationaldisk', 'true'],
  ]);

const condition = (type: string, status: string, reason: string): JsonObject => ({
  type,
  status,
  reason,
  message: `kubelet says ${reason}`,
  lastHeartbeatTime: '2026-05-04T09:21:07Z',
  lastTransitionTime: '2026-05-04T09:21:07Z',
});

function image(number: number): JsonObject {
  const { hex, below } = random('image', number);
  const repository = `registry.example/team-${number % 9}/${['train', 'serve', 'tools'][number % 3]}-${number}`;
  return {
    names: [`${repository}@sha256:${hex(64)}`, `${repository}:${2 + (number % 5)}.${below(20)}.${below(9)}`],
    sizeBytes: 10_000_000 + below(2_000_000_000),
  };
}

const kinds = new Map<string, HostFacts>();

function factsOfKind(kind: number, revision: number): HostFacts {
  const key = `${kind} ${revision}`;
  let facts = kinds.get(key);
  if (facts === undefined) {
    facts = makeKind(kind, revision);
    kinds.set(key, facts);
  }
  return facts;
}

function makeKind(kind: number, revision: number): HostFacts {
  const recorded = RECORDED[kind % RECORDED.length] ?? '';
  let text = readFileSync(join(HOSTS, recorded, 'facts.json'), 'utf8');
  const { nvidia, amd } = JSON.parse(text) as HostFacts;
  const variation = Math.floor(kind / RECORDED.length);
  const version = nvidia?.driver?.version ?? amd?.driverVersion;
  const next =
    variation + revision === 0 ? (version ?? '6.8.5') : `${version ?? '6.8.5'}.${variation}.${revision}`;
  // In every path that names the driver, too.
  if (version !== undefined) text = text.replaceAll(version, next);
  const libraryDir = nvidia?.libraryDir ?? amd?.libraryDir ?? '/opt/rocm-6.3.1/lib';
  const nextDir = revision === 0 ? libraryDir : `/opt/gpu-driver/${next}/lib`;
  const facts = JSON.parse(text.replaceAll(`"${libraryDir}`, `"${nextDir}`)) as HostFacts;
  return {
    ...facts,
    memory: { ...facts.memory, totalMiB: (facts.memory?.totalMiB ?? 65_536) + variation * 64 },
    ...(facts.amd?.present === true
      ? { amd: { ...facts.amd, driverVersion: next, libraryDir: nextDir } }
      : {}),
  };
}

/** Absent is another thing than undefined. */
function defined<T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}

interface Random {
  readonly below: (limit: number) => number;
  readonly hex: (digits: number) => string;
  readonly uuid: () => string;
}

/** Mulberry32, which is plenty for names; one stream for each purpose and index. */
function random(purpose: string, index: number): Random {
  let state = Math.imul(index + 1, 0x9e37_79b1);
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 0x0100_0193);
  const next = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    below: (limit) => next() % limit,
    hex,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}
