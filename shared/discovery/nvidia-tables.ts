/** What is derived from an identifier where the driver's own library was not asked. */

import type { Gpu } from '../host-facts/model.ts';

/** Newest CUDA of a driver branch, "13.0"; undefined for a branch that is not in the table. */
export function cudaOfDriver(version: string): string | undefined {
  const branch = /^(\d+)\.\d/.exec(version)?.[1];
  return branch === undefined ? undefined : CUDA.get(Number(branch));
}

/**
 * NVIDIA's CUDA release notes ("CUDA Toolkit and corresponding driver versions"); from 590 on what nvidia-smi of
 * that branch says. A branch never learns a newer CUDA: that makes a new branch.
 */
const CUDA: ReadonlyMap<number, string> = new Map([
  [410, '10.0'],
  [418, '10.1'],
  [440, '10.2'],
  [450, '11.0'],
  [455, '11.1'],
  [460, '11.2'],
  [465, '11.3'],
  [470, '11.4'],
  [495, '11.5'],
  [510, '11.6'],
  [515, '11.7'],
  [520, '11.8'],
  [525, '12.0'],
  [530, '12.1'],
  [535, '12.2'],
  [545, '12.3'],
  [550, '12.4'],
  [555, '12.5'],
  [560, '12.6'],
  [565, '12.7'],
  [570, '12.8'],
  [575, '12.9'],
  [580, '13.0'],
  [590, '13.1'],
  [595, '13.2'],
  [610, '13.3'],
]);

type Chip = Pick<Gpu, 'architecture' | 'computeCapability'>;

/** Architecture and compute capability of a PCI id, "10de:2330"; of an id that is not in the table, nothing. */
export function gpuOfPciId(deviceId: string): Chip {
  const digits = /^10de:([0-9a-f]{4})$/.exec(deviceId)?.[1];
  if (digits === undefined) return {};
  const device = Number.parseInt(digits, 16);
  const row = CHIPS.find(({ from, to }) => from <= device && device <= to);
  return row === undefined
    ? {}
    : { architecture: row.architecture, computeCapability: row.computeCapability };
}

interface Row extends Required<Chip> {
  readonly from: number;
  readonly to: number;
}

const row = (from: number, to: number, architecture: string, computeCapability: string): Row => ({
  from,
  to,
  architecture,
  computeCapability,
});

/**
 * Device ids are given out by chip. In each range every GPU of pci.ids (2026-08) and of the list of supported GPUs
 * in open-gpu-kernel-modules (595) has a chip of this compute capability (developer.nvidia.com/cuda-gpus). Left out
 * is what is not certain: Jetson Thor (its number changed with CUDA 13), GB102, GB112, GB120, GR100.
 */
const CHIPS: readonly Row[] = [
  // GV100
  row(0x1d81, 0x1dff, 'volta', '7.0'),
  // TU102, TU104, TU106, TU117; TU116
  row(0x1e02, 0x1fff, 'turing', '7.5'),
  row(0x2182, 0x21d1, 'turing', '7.5'),
  // GA100
  row(0x2080, 0x20ff, 'ampere', '8.0'),
  // GA102; GA103, GA104; GA106, GA107
  row(0x2200, 0x223f, 'ampere', '8.6'),
  row(0x2414, 0x25ff, 'ampere', '8.6'),
  // GH100
  row(0x2302, 0x23ff, 'hopper', '9.0'),
  // AD102, AD103, AD104, AD106, AD107
  row(0x2681, 0x28ff, 'ada', '8.9'),
  // GB100: B200, GB200
  row(0x2900, 0x297f, 'blackwell', '10.0'),
  // GB110: B300, GB300
  row(0x3180, 0x31ff, 'blackwell', '10.3'),
  // GB202; GB203; GB206, GB207; GB205
  row(0x2b80, 0x2bff, 'blackwell', '12.0'),
  row(0x2c00, 0x2cff, 'blackwell', '12.0'),
  row(0x2d00, 0x2dff, 'blackwell', '12.0'),
  row(0x2f00, 0x2f7f, 'blackwell', '12.0'),
  // GB20B in DGX Spark
  row(0x2e12, 0x2e12, 'blackwell', '12.1'),
];
