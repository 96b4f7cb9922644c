import protobuf from 'protobufjs/minimal.js';

const { Reader } = protobuf;

/** The devices of one resource that a pod was given. */
export interface PodDevices {
  readonly namespace: string;
  readonly pod: string;
  /** nvidia.com/gpu; of a claim, its driver: gpu.nvidia.com. */
  readonly resource: string;
  /**
   * As the device plugin names them, once each: GPU-…, MIG-…, and GPU-…::0 where devices are shared and each share
   * counts as one. Of a claim: pool/device.
   */
  readonly ids: readonly string[];
}

/**
 * ListPodResourcesResponse of k8s.io/kubelet pkg/apis/podresources/v1/api.proto, sorted; what else it holds (CPUs,
 * memory, NUMA nodes) is skipped. Throws where the bytes are no such message.
 */
export function decodePodResources(bytes: Uint8Array): PodDevices[] {
  const found = new Map<string, { namespace: string; pod: string; resource: string; ids: Set<string> }>();
  eachField(bytes, {
    1: (podResources) => {
      const { namespace, name, devices } = podOf(podResources);
      for (const { resource, id } of devices) {
        const key = JSON.stringify([namespace, name, resource]);
        const known = found.get(key) ?? { namespace, pod: name, resource, ids: new Set<string>() };
        found.set(key, known);
        known.ids.add(id);
      }
    },
  });
  return [...found]
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([, { ids, ...rest }]) => ({ ...rest, ids: [...ids].sort() }));
}

interface Device {
  readonly resource: string;
  readonly id: string;
}

function podOf(bytes: Uint8Array): { namespace: string; name: string; devices: Device[] } {
  const pod = { namespace: '', name: '', devices: new Array<Device>() };
  eachField(bytes, {
    1: (name) => {
      pod.name = text(name);
    },
    2: (namespace) => {
      pod.namespace = text(namespace);
    },
    3: (container) => {
      eachField(container, {
        2: (devices) => pod.devices.push(...containerDevices(devices)),
        5: (dynamicResource) => pod.devices.push(...claimedDevices(dynamicResource)),
      });
    },
  });
  return pod;
}

function containerDevices(bytes: Uint8Array): Device[] {
  let resource = '';
  const ids: string[] = [];
  eachField(bytes, {
    1: (name) => {
      resource = text(name);
    },
    2: (id) => ids.push(text(id)),
  });
  return ids.map((id) => ({ resource, id }));
}

function claimedDevices(bytes: Uint8Array): Device[] {
  const devices: Device[] = [];
  eachField(bytes, {
    4: (claimResource) => {
      const names = new Map<number, string>();
      const keep = (field: number) => (value: Uint8Array) => names.set(field, text(value));
      eachField(claimResource, { 2: keep(2), 3: keep(3), 4: keep(4) });
      const [driver = '', pool = '', device = ''] = [2, 3, 4].map((field) => names.get(field));
      // Without a driver it is of a plugin that tells only names for CDI.
      if (driver !== '') devices.push({ resource: driver, id: `${pool}/${device}` });
    },
  });
  return devices;
}

type Visit = (value: Uint8Array) => unknown;

/** Calls the visitor of each field that has one, and skips the rest. All that are visited are length-delimited. */
function eachField(bytes: Uint8Array, visitors: Readonly<Record<number, Visit>>): void {
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const visit = visitors[tag >>> 3];
    if (visit === undefined) reader.skipType(tag & 7);
    else if ((tag & 7) === 2) visit(reader.bytes());
    else throw new RangeError(`field ${tag >>> 3} has wire type ${tag & 7}`);
  }
}

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
