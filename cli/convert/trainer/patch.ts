/** One change to the pods of some jobs, out of either form of the API. */
import type { Cursor } from './cursor.ts';

export interface Patch {
  /** Of the preset that it becomes, behind the name of the TrainJob. */
  readonly name: string;
  /** Replicated jobs of the runtime whose pods are changed. */
  readonly jobs: readonly string[];
  readonly manager: string;
  /** Place in its list: a later entry wins. */
  readonly index: number;
  readonly metadata: Cursor;
  readonly spec: Cursor;
  /** Fields of the pod's spec that this form of the API has, besides the lists of containers. */
  readonly podFields: readonly string[];
}

export const POD_FIELDS = [
  'serviceAccountName',
  'nodeSelector',
  'affinity',
  'tolerations',
  'securityContext',
  'volumes',
  'schedulingGates',
  'imagePullSecrets',
] as const;

export function aboveAll(patches: readonly Patch[]): number {
  return 1 + Math.max(...patches.map(({ index }) => index));
}

export function meets(one: Patch, other: Patch): boolean {
  return one.jobs.some((job) => other.jobs.includes(job));
}

/** Notes what a preset cannot carry. */
export type Lose = (what: Cursor, message: string) => void;

const LABEL_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** A name that ends up in labels and in names of presets. */
export function dnsLabel(at: Cursor): string {
  const { value } = at;
  return typeof value === 'string' && value.length <= 63 && LABEL_NAME.test(value)
    ? value
    : at.fail('a name of at most 63 lower-case letters, digits and dashes');
}

const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Trainer refuses a manager that does not say whose it is. */
export function managerName(at: Cursor): string {
  const name = at.text();
  const [domain = '', ...path] = name.split('/');
  return DOMAIN.test(domain) && path.join('') !== '' ? name : at.fail('DOMAIN/NAME, e.g. example.com/team');
}
