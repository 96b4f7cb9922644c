import { describe, expect, test } from 'vitest';
import {
  cudaVersion,
  fabricClique,
  gpuUuid,
  known,
  mebibytes,
  migProfile,
  migUuid,
  pciAddress,
  saysNoAnswer,
  saysNoDevice,
  wholeNumber,
} from './nvidia-smi-values.ts';

describe('a value', () => {
  test.each([
    '81559 MiB',
    'Enabled',
    'P0',
    '0',
    'NVIDIA H100 80GB HBM3',
    '610.43.02',
    'NVIDIA Graphics Device',
  ])('%j: is known', (text) => expect(known(` ${text}\n`)).toBe(text));

  test.each([
    undefined,
    '',
    ' ',
    'N/A',
    '[N/A]',
    'None',
    'Not Supported',
    '[Not Supported]',
    '[Insufficient Permissions]',
    'Insufficient Permissions',
    'REDACTED',
    '[REDACTED]',
    'Unknown Error',
    '[Unknown Error]',
    'GPU is lost',
    '[GPU is lost]',
    'GPU requires reset',
    '[GPU requires reset]',
    '[Some sentence of a driver to come]',
    'Requested functionality has been deprecated',
    '[Requested functionality has been deprecated]',
    'Deprecated, see "KMD version" instead',
    '610.43.02 [Deprecated; will be removed in CUDA 14.0. Use KMD Version instead]',
  ])('%j: is unknown', (text) => expect(known(text)).toBeUndefined());

  test.each([
    ['Unknown Error', true, false],
    ['[Unknown Error]', true, false],
    ['GPU is lost', true, true],
    ['[GPU requires reset]', true, true],
    ['N/A', false, false],
    ['Not Supported', false, false],
    ['Insufficient Permissions', false, false],
    ['81559 MiB', false, false],
  ])('%j: no answer %j, no device %j', (text, noAnswer, noDevice) => {
    expect([saysNoAnswer(text), saysNoDevice(text)]).toEqual([noAnswer, noDevice]);
  });
});

test.each<[string, (text: string) => unknown, unknown]>([
  ['81559 MiB', mebibytes, 81559],
  ['4095 MB', mebibytes, 4095],
  ['0 MiB', mebibytes, undefined],
  ['81559', mebibytes, undefined],
  ['79 GiB', mebibytes, undefined],
  ['9999999999 MiB', mebibytes, undefined],
  ['12', wholeNumber, 12],
  ['0', wholeNumber, 0],
  ['-1', wholeNumber, undefined],
  ['0x10', wholeNumber, undefined],
  ['12.4', cudaVersion, '12.4'],
  ['13.3 [Deprecated; will be removed in CUDA 14.0. Use CUDA UMD Version instead]', cudaVersion, undefined],
  ['ERR!', cudaVersion, undefined],
  ['00000000:1B:00.0', pciAddress, '0000:1b:00.0'],
  ['0000:05:00.0', pciAddress, '0000:05:00.0'],
  ['00010000:DF:00.0', pciAddress, '10000:df:00.0'],
  ['1B:00.0', pciAddress, undefined],
  ['GPU-6b86b273-ff34-fce1-9d6b-804eff5a3f57', gpuUuid, 'GPU-6b86b273-ff34-fce1-9d6b-804eff5a3f57'],
  ['GPU-00000000-0000-0000-0000-000000000000', gpuUuid, undefined],
  ['GPU-????????-????-????-????-????????????', gpuUuid, undefined],
  ['MIG-6b86b273-ff34-fce1-9d6b-804eff5a3f57', gpuUuid, undefined],
  ['MIG-6b86b273-ff34-fce1-9d6b-804eff5a3f57', migUuid, 'MIG-6b86b273-ff34-fce1-9d6b-804eff5a3f57'],
  ['MIG-GPU-6b86b273-ff34/7/0', migUuid, 'MIG-GPU-6b86b273-ff34/7/0'],
  ['MIG-GPU-6b86b273-ff34/7', migUuid, undefined],
  ['MIG-00000000-0000-0000-0000-000000000000', migUuid, undefined],
  ['3g.40gb', migProfile, '3g.40gb'],
  ['1c.3g.141gb', migProfile, '1c.3g.141gb'],
  ['1g.10gb+me', migProfile, '1g.10gb+me'],
  ['1g.24gb+me.all', migProfile, '1g.24gb+me.all'],
  ['1g.24gb-me', migProfile, '1g.24gb-me'],
  ['Device', migProfile, undefined],
])('%j by %o: %j', (text, read, want) => {
  expect(read(text)).toBe(want);
});

test.each([
  ['1F2E3D4C-5B6A-4978-8A9B-0C1D2E3F4A5B', '32766', '1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b.32766'],
  ['1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b', '0', '1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b.0'],
  ['00000000-0000-0000-0000-000000000000', '0', undefined],
  ['1f2e3d4c-5b6a-4978-8a9b-0c1d2e3f4a5b', 'N/A', undefined],
  ['N/A', '1', undefined],
  [undefined, undefined, undefined],
])('NVLink domain of cluster %j and clique %j: %j', (cluster, clique, want) => {
  expect(fabricClique(cluster, clique)).toBe(want);
});
