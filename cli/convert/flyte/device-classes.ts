import type { Losses } from '../losses.ts';
import type { Reader } from '../reader.ts';
import { checked } from './checked.ts';
import { DEVICES } from './devices.ts';

/** How the nodes of an accelerator are told. */
export interface NodeMarks {
  readonly deviceLabel: string;
  readonly partitionLabel: string;
  /** Of pods that want a whole accelerator; by default that the partition label is absent. */
  readonly wholeRequirement: Readonly<Record<string, unknown>> | undefined;
  readonly wholeToleration: Readonly<Record<string, unknown>> | undefined;
}

export interface DeviceClass {
  readonly name: string;
  readonly resource: string;
  readonly marks: NodeMarks;
  readonly template: Reader | undefined;
}

export interface Accelerators {
  /** Of a task that asks for a GPU and names no accelerator. */
  readonly resource: string;
  /** Of device classes that are not configured. */
  readonly marks: NodeMarks;
  readonly classes: readonly DeviceClass[];
  /** Of the settings and of Flyte itself: name in upper case → value of the device label. */
  readonly devices: (ofClasses?: readonly string[]) => Readonly<Record<string, string>>;
}

/** Flyte's own defaults. */
const GPU = {
  resource: 'nvidia.com/gpu',
  marks: {
    deviceLabel: 'k8s.amazonaws.com/accelerator',
    partitionLabel: 'k8s.amazonaws.com/gpu-partition-size',
    wholeRequirement: undefined,
    wholeToleration: undefined,
  },
} as const;
const BUILT_IN: Readonly<Record<string, { resource: string; marks?: Partial<NodeMarks> }>> = {
  NVIDIA_GPU: { resource: 'nvidia.com/gpu' },
  GOOGLE_TPU: {
    resource: 'google.com/tpu',
    marks: {
      deviceLabel: 'cloud.google.com/gke-tpu-accelerator',
      partitionLabel: 'cloud.google.com/gke-tpu-topology',
    },
  },
  AMAZON_NEURON: { resource: 'aws.amazon.com/neuron' },
  AMD_GPU: { resource: 'amd.com/gpu' },
  HABANA_GAUDI: { resource: 'habana.ai/gaudi' },
};

export const ACCELERATOR_SETTINGS = [
  'accelerator-device-classes',
  'accelerator-devices',
  'gpu-device-node-label',
  'gpu-partition-size-node-label',
  'gpu-resource-name',
  'gpu-unpartitioned-node-selector-requirement',
  'gpu-unpartitioned-toleration',
];
const CLASS_SETTINGS = [
  'device-node-label',
  'partition-size-node-label',
  'pod-template',
  'resource-name',
  'unpartitioned-node-selector-requirement',
  'unpartitioned-toleration',
];

export function acceleratorsOf(k8s: Reader, losses: Losses): Accelerators {
  const resource = given(k8s, 'gpu-resource-name') ?? GPU.resource;
  const marks = marksIn(k8s, 'gpu-', GPU.marks);
  const written = k8s.at('accelerator-device-classes');
  const classes = new Map<string, DeviceClass>(
    Object.entries(BUILT_IN).map(([name, own]) => [
      name,
      { name, resource: own.resource, marks: { ...marks, ...own.marks }, template: undefined },
    ]),
  );
  // Labels that a class does not say are those of the settings for GPUs, also where Flyte has such a class built in.
  for (const key of written?.keys() ?? []) {
    const entry = written?.required(key);
    if (entry === undefined) continue;
    losses.addUnknown(entry, CLASS_SETTINGS, 'is no setting of a device class and had no effect');
    const name = key.toUpperCase();
    classes.set(name, {
      name,
      resource: given(entry, 'resource-name') ?? classes.get(name)?.resource ?? resource,
      marks: marksIn(entry, '', marks),
      template: entry.at('pod-template'),
    });
  }
  const devices = k8s.at('accelerator-devices');
  return {
    resource,
    marks,
    classes: [...classes.values()],
    devices: devicesThatFit(devices, losses),
  };
}

/** As much as one expression may hold. */
const MOST_DEVICES = 48;
const MOST_CHARACTERS = 1_600;

/** The table of the settings over Flyte's own; names are compared in upper case. */
function devicesThatFit(written: Reader | undefined, losses: Losses): Accelerators['devices'] {
  const own = Object.fromEntries(
    Object.entries(written?.textMap() ?? {}).map(([device, label]) => [device.toUpperCase(), label]),
  );
  const all = (tables: readonly Readonly<Record<string, string>>[]): [string, string][] =>
    Object.entries(Object.assign({}, own, ...tables, own) as Record<string, string>);
  const fitting = (entries: readonly [string, string][]): [string, string][] => {
    let room = MOST_CHARACTERS;
    return entries.filter(([device, label], index) => {
      room -= device.length + label.length + '"": "", '.length;
      return index < MOST_DEVICES && room >= 0;
    });
  };
  const every = all(Object.values(DEVICES));
  const fits = fitting(every);
  if (written !== undefined && fits.length < every.length) {
    const others = every.filter((entry) => !fits.includes(entry)).map(([device]) => device);
    losses.add(
      written,
      `makes a table of ${every.length} devices with Flyte's own, more than an expression holds; tasks name the value of the node label instead of ${others.join(', ')}`,
    );
  }
  return (classes) => {
    const known = classes?.every((name) => Object.hasOwn(DEVICES, name)) === true;
    return Object.fromEntries(known ? fitting(all(classes.map((name) => DEVICES[name] ?? {}))) : fits);
  };
}

function marksIn(settings: Reader, prefix: string, otherwise: NodeMarks): NodeMarks {
  const requirement = settings.at(`${prefix}unpartitioned-node-selector-requirement`);
  const toleration = settings.at(`${prefix}unpartitioned-toleration`);
  return {
    deviceLabel: given(settings, `${prefix}device-node-label`) ?? otherwise.deviceLabel,
    partitionLabel: given(settings, `${prefix}partition-size-node-label`) ?? otherwise.partitionLabel,
    wholeRequirement:
      requirement === undefined
        ? otherwise.wholeRequirement
        : checked(requirement, 'NodeSelectorRequirement'),
    wholeToleration: toleration === undefined ? otherwise.wholeToleration : checked(toleration, 'Toleration'),
  };
}

/** An empty text is absent. */
function given(settings: Reader, key: string): string | undefined {
  const text = settings.at(key)?.text();
  return text === '' ? undefined : text;
}
