/**
 * How nvidia-smi writes values, from driver 331 (2013) to 610 (2026). Where it has none it writes one of many
 * sentences in its place: of its own, or NVML's name of an error (nvml.h, nvmlErrorString).
 */

import { normalAddress } from './pci.ts';

const NO_VALUE: ReadonlySet<string> = new Set([
  '',
  'n/a',
  'none',
  'not available',
  'not found',
  'not supported',
  'insufficient permissions',
  'redacted',
]);

/** Errors of the device, not of the question: it had an answer before and may have one after a reset. */
const NO_DEVICE = /^(?:gpu is lost|gpu is inaccessible|gpu requires reset)$/;
const NO_ANSWER = /^(?:unknown error|timeout)$/;

/** In brackets since 319, where it is not a whole section that has no value. */
const unwrapped = (text: string): string =>
  text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .trim()
    .toLowerCase();

/** The device is gone or must be reset; then what else is said of it, like N/A for MIG, means nothing. */
export const saysNoDevice = (text: string): boolean => NO_DEVICE.test(unwrapped(text));

/** The driver could not get this value from the device. */
export function saysNoAnswer(text: string | undefined): boolean {
  return text !== undefined && (saysNoDevice(text) || NO_ANSWER.test(unwrapped(text)));
}

/**
 * A value that is one. Unknown are, too, all in brackets and what is announced to go away: "610.43.02 [Deprecated;
 * will be removed in CUDA 14.0. Use KMD Version instead]", "Deprecated, see …", "Requested functionality has been
 * deprecated".
 */
export function known(text: string | undefined): string | undefined {
  const value = text?.trim();
  if (value === undefined || value.startsWith('[') || /deprecated/i.test(value)) return undefined;
  return NO_VALUE.has(value.toLowerCase()) || saysNoAnswer(value) ? undefined : value;
}

const matching = (text: string | undefined, pattern: RegExp): string | undefined => {
  const value = known(text);
  return value !== undefined && pattern.test(value) ? value : undefined;
};

export const wholeNumber = (text: string | undefined): number | undefined => {
  const digits = matching(text, /^\d{1,9}$/);
  return digits === undefined ? undefined : Number(digits);
};

/** "81559 MiB"; MB before 340, which meant the same. A size of 0 is none that is known. */
export function mebibytes(text: string | undefined): number | undefined {
  const digits = matching(text, /^\d{1,9} Mi?B$/)?.split(' ')[0];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

/** "12.4" */
export const cudaVersion = (text: string | undefined): string | undefined =>
  matching(text, /^\d{1,3}\.\d{1,2}$/);

/** "00000000:1B:00.0"; older drivers write four digits of domain. */
export function pciAddress(text: string | undefined): string | undefined {
  const address = matching(text, /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i);
  return address === undefined ? undefined : normalAddress(address);
}

/** Zeros are what recordings have where somebody wiped it out. */
export const gpuUuid = (text: string | undefined): string | undefined =>
  matching(text, /^GPU-(?![0-]*$)[0-9a-f-]{1,64}$/i);

/** Before 470 made of the GPU's: MIG-GPU-…/<gi>/<ci>. */
export const migUuid = (text: string | undefined): string | undefined =>
  matching(text, /^MIG-(?:GPU-[0-9a-f-]{1,64}\/\d{1,3}\/\d{1,3}|(?![0-]*$)[0-9a-f-]{1,64})$/i);

/** "3g.40gb", "1c.3g.40gb", "1g.10gb+me", "1g.24gb-me" */
export const migProfile = (text: string | undefined): string | undefined =>
  matching(text, /^(?:\d{1,2}c\.)?\d{1,2}g\.\d{1,4}gb(?:[+-][a-z]+(?:\.[a-z]+)*)*$/);

/** A single machine has a cluster of zeros. Written as the GPU's label nvidia.com/gpu.clique has it. */
export function fabricClique(cluster: string | undefined, clique: string | undefined): string | undefined {
  const uuid = matching(cluster, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  const number = matching(clique, /^\d{1,10}$/);
  if (uuid === undefined || number === undefined || /^[0-]*$/.test(uuid)) return undefined;
  return `${uuid.toLowerCase()}.${number}`;
}
