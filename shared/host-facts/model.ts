/** The message of host-facts.proto as plain data. */

import type { latebind } from './host-facts.generated.js';

type Scalar = string | number | boolean;

/** Read-only, without the nulls and the bookkeeping of the generated types. Absent is unknown; an absent list is empty. */
type Plain<T> = {
  readonly [K in keyof T as K extends `$${string}` ? never : K]?: PlainValue<NonNullable<T[K]>>;
};
type PlainValue<T> = T extends Scalar
  ? T
  : T extends readonly (infer E)[]
    ? readonly PlainValue<E>[]
    : Plain<T>;

type V1<Name extends keyof typeof latebind.hostfacts.v1> = InstanceType<(typeof latebind.hostfacts.v1)[Name]>;

export type HostFacts = Plain<V1<'HostFacts'>>;
export type OperatingSystem = Plain<V1<'OperatingSystem'>>;
export type Kernel = Plain<V1<'Kernel'>>;
export type Cpu = Plain<V1<'Cpu'>>;
export type Memory = Plain<V1<'Memory'>>;
export type Gpu = Plain<V1<'Gpu'>>;
export type Nvidia = Plain<V1<'Nvidia'>>;
export type NvidiaDriver = Plain<V1<'NvidiaDriver'>>;
export type Amd = Plain<V1<'Amd'>>;
export type Intel = Plain<V1<'Intel'>>;
export type Library = Plain<V1<'Library'>>;
export type Binary = Plain<V1<'Binary'>>;
export type DeviceNode = Plain<V1<'DeviceNode'>>;
export type Rdma = Plain<V1<'Rdma'>>;
export type Source = Plain<V1<'Source'>>;
export type HugePages = Plain<V1<'HugePages'>>;
export type Mig = Plain<V1<'Mig'>>;
export type MigInstance = Plain<V1<'MigInstance'>>;
export type Gaudi = Plain<V1<'Gaudi'>>;
export type Neuron = Plain<V1<'Neuron'>>;
export type Disk = Plain<V1<'Disk'>>;
export type Cdi = Plain<V1<'Cdi'>>;
export type CdiSpec = Plain<V1<'CdiSpec'>>;
export type ContainerRuntime = Plain<V1<'ContainerRuntime'>>;
export type Security = Plain<V1<'Security'>>;
export type Jetson = Plain<V1<'Jetson'>>;
export type Wsl = Plain<V1<'Wsl'>>;
export type Count = Plain<V1<'Count'>>;
export type Problem = Plain<V1<'Problem'>>;
