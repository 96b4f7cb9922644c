import { expect, test } from 'vitest';
import { cudaOfDriver, gpuOfPciId } from './nvidia-tables.ts';

test.each([
  ['450.80.02', '11.0'],
  ['470.256.02', '11.4'],
  ['515.65.01', '11.7'],
  ['535.86', '12.2'],
  ['550.54.15', '12.4'],
  ['570.124.06', '12.8'],
  ['580.65.06', '13.0'],
  ['595.45.04', '13.2'],
  ['610.57.04', '13.3'],
])('driver %s runs CUDA %s', (version, cuda) => {
  expect(cudaOfDriver(version)).toBe(cuda);
});

test.each(['536.25', '700.10.01', '304.137', '5500.1', '550', 'x550.1', ''])(
  'of driver %j nothing is guessed',
  (version) => {
    expect(cudaOfDriver(version)).toBeUndefined();
  },
);

test.each([
  ['V100 SXM2 16GB', '1db1', 'volta', '7.0'],
  ['V100S PCIe 32GB', '1df6', 'volta', '7.0'],
  ['T4', '1eb8', 'turing', '7.5'],
  ['GTX 1660 Ti', '2182', 'turing', '7.5'],
  ['A100 SXM4 40GB', '20b0', 'ampere', '8.0'],
  ['A30', '20b7', 'ampere', '8.0'],
  ['A800 80GB PCIe', '20f5', 'ampere', '8.0'],
  ['RTX A6000', '2230', 'ampere', '8.6'],
  ['A40', '2235', 'ampere', '8.6'],
  ['A10G', '2237', 'ampere', '8.6'],
  ['A2 and A16', '25b6', 'ampere', '8.6'],
  ['RTX 3060', '2503', 'ampere', '8.6'],
  ['L4', '27b8', 'ada', '8.9'],
  ['L40', '26b5', 'ada', '8.9'],
  ['L40S', '26b9', 'ada', '8.9'],
  ['RTX 6000 Ada', '26b1', 'ada', '8.9'],
  ['RTX 4060 Ti', '2803', 'ada', '8.9'],
  ['H100 SXM5', '2330', 'hopper', '9.0'],
  ['H20', '2329', 'hopper', '9.0'],
  ['H200', '2335', 'hopper', '9.0'],
  ['GH200', '2342', 'hopper', '9.0'],
  ['B200', '2901', 'blackwell', '10.0'],
  ['GB200', '2941', 'blackwell', '10.0'],
  ['B300', '3182', 'blackwell', '10.3'],
  ['GB300', '31c2', 'blackwell', '10.3'],
  ['RTX PRO 6000 Blackwell Server', '2bb5', 'blackwell', '12.0'],
  ['RTX 5080', '2c02', 'blackwell', '12.0'],
  ['RTX 5050', '2d83', 'blackwell', '12.0'],
  ['RTX 5070', '2f04', 'blackwell', '12.0'],
  ['GB10', '2e12', 'blackwell', '12.1'],
])('%s (10de:%s) is %s, %s', (_, device, architecture, computeCapability) => {
  expect(gpuOfPciId(`10de:${device}`)).toEqual({ architecture, computeCapability });
});

test.each([
  ['Jetson Thor', '10de:2b00'],
  ['the audio function of GA104', '10de:228b'],
  ['an NVSwitch', '10de:22a3'],
  ['P100', '10de:15f8'],
  ['a chip to come', '10de:3000'],
  ['a device of AMD with the number of an H100', '1002:2330'],
  ['no id', ''],
])('of %s (%s) nothing is guessed', (_, id) => {
  expect(gpuOfPciId(id)).toEqual({});
});
