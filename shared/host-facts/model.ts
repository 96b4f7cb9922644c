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
