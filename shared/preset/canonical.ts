/**
 * JSON of a pod as the API server writes it back: what its Go types take for nothing (null, empty lists and maps, zeros that
 * are no pointers) is left out, a quantity has one form. For comparison, not for pods: quantities are harder to read.
 */
import type { Fields } from '../json.ts';
import { isPlain } from './entry-value.ts';
import { fieldTypesOf, type PodType } from './pod-types.ts';
import { parseQuantity } from './quantity.ts';

/** false of these is nothing; of every other field (they are pointers) it is a value. */
const FALSE_IS_NOTHING: ReadonlySet<string> = new Set([
  'readOnly',
  'stdin',
  'stdinOnce',
  'tty',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'chapAuthDiscovery',
  'chapAuthSession',
  'sslEnabled',
]);

/** 0 of these is nothing. */
const ZERO_IS_NOTHING: ReadonlySet<string> = new Set([
  'hostPort',
  'partition',
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
]);

/** "" of these is a value; of every other field it is nothing, or not allowed. */
const EMPTY_IS_SOMETHING: ReadonlySet<string> = new Set([
  'AzureDiskVolumeSource.fsType',
  'CSIVolumeSource.fsType',
  'GRPCAction.service',
  'HTTPHeader.value',
  'HostPathVolumeSource.type',
  'ISCSIVolumeSource.initiatorName',
  'PersistentVolumeClaimSpec.storageClassName',
  'PersistentVolumeClaimSpec.volumeAttributesClassName',
  'PodDNSConfigOption.value',
  'PodSpec.hostnameOverride',
  'PodSpec.runtimeClassName',
  'Sysctl.value',
  'TypedLocalObjectReference.apiGroup',
  'TypedObjectReference.apiGroup',
  'TypedObjectReference.namespace',
]);

/** These two are pointers where the others of that name are not. */
const FALSE_IS_SOMETHING: ReadonlySet<string> = new Set([
  'AzureDiskVolumeSource.readOnly',
  'CSIVolumeSource.readOnly',
]);

export function canonical(type: PodType, value: Fields): Fields {
  return canonicalObject(type, value);
}

function canonicalObject(type: string, value: Fields): Fields {
  const types = fieldTypesOf(type);
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const fieldType = types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
    if (field === undefined || field === null) continue;
    if (fieldType === undefined) result[name] = field;
    else if (!isNothing(type, name, field, fieldType)) result[name] = canonicalValue(fieldType, field);
  }
  return result;
}

function canonicalValue(type: string, value: unknown): unknown {
  if (type.endsWith('[]')) {
    return Array.isArray(value) ? value.map((item) => canonicalValue(type.slice(0, -2), item)) : value;
  }
  if (type.endsWith('{}')) {
    return isPlain(value) ? canonicalMap(type.slice(0, -2), value) : value;
  }
  if (type === 'quantity') return canonicalQuantity(value, 1n);
  return isPlain(value) && fieldTypesOf(type) !== undefined ? canonicalObject(type, value) : value;
}

/** Lists of resources are rounded up to thousandths. */
function canonicalMap(type: string, value: Fields): Fields {
  const change = (item: unknown): unknown =>
    type === 'quantity' ? canonicalQuantity(item, MILLI) : canonicalValue(type, item);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

function isNothing(owner: string, name: string, value: unknown, type: string): boolean {
  const field = `${owner}.${name}`;
  if (value === '') return type !== 'quantity' && !EMPTY_IS_SOMETHING.has(field);
  if (value === 0) return ZERO_IS_NOTHING.has(name);
  if (value === false) return FALSE_IS_NOTHING.has(name) && !FALSE_IS_SOMETHING.has(field);
  if (Array.isArray(value)) return value.length === 0;
  return type.endsWith('{}') && isPlain(value) && Object.keys(value).length === 0;
}

const MILLI = 1_000_000n;
const NANO = 1_000_000_000n;

export function canonicalQuantity(value: unknown, unit: bigint): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const exact = parseQuantity(value);
  return exact === undefined ? value : quantityOf(roundUp(exact, unit));
}

/** Shortest text without a binary suffix. */
export function quantityOf(nanos: bigint): string {
  if (nanos % NANO === 0n) return String(nanos / NANO);
  return nanos % MILLI === 0n ? `${nanos / MILLI}m` : `${nanos}n`;
}

function roundUp(nanos: bigint, unit: bigint): bigint {
  const rest = nanos % unit;
  return rest > 0n ? nanos + unit - rest : nanos - rest;
}
