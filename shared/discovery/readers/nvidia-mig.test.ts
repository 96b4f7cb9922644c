import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readNvidiaMig } from './nvidia-mig.ts';

const GPUS = '/proc/driver/nvidia/capabilities';
const access = (minor: number): string =>
  `DeviceFileMinor: ${minor}\nDeviceFileMode: 292\nDeviceFileModify: 1\n`;

const read = (paths: Readonly<Record<string, Described>>) => readNvidiaMig(buildRoot(paths));

test('instances are in the order of their numbers, with the minors of both device nodes', async () => {
  const reading = await read({
    [`${GPUS}/mig/config`]: access(1),
    [`${GPUS}/gpu2/mig/gi13/access`]: access(117),
    [`${GPUS}/gpu2/mig/gi13/ci0/access`]: access(118),
    [`${GPUS}/gpu2/mig/gi2/access`]: access(21),
    [`${GPUS}/gpu2/mig/gi2/ci1/access`]: access(23),
    [`${GPUS}/gpu2/mig/gi2/ci0/access`]: access(22),
  });
  expect(reading).toEqual({
    ok: true,
    facts: [
      {
        minor: 2,
        mig: {
          capable: true,
          enabled: true,
          instances: [
            { gi: 2, ci: 0, giMinor: 21, ciMinor: 22 },
            { gi: 2, ci: 1, giMinor: 21, ciMinor: 23 },
            { gi: 13, ci: 0, giMinor: 117, ciMinor: 118 },
          ],
        },
      },
    ],
  });
});

test('no tree loses an instance, or tells one that is not there', async () => {
  const number = fc.nat({ max: 31 });
  const places = fc.uniqueArray(fc.tuple(number, number, number), { selector: (place) => place.join(' ') });
  await fc.assert(
    fc.asyncProperty(places, async (there) => {
      const files = there.map(([gpu, gi, ci], index) => [
        `${GPUS}/gpu${gpu}/mig/gi${gi}/ci${ci}/access`,
        access(index),
      ]);
      const { facts } = await read(Object.fromEntries(files));
      const told = facts.flatMap(({ minor, mig }) =>
        (mig.instances ?? []).map(({ gi = 0, ci = 0, ciMinor = 0 }) => [minor, gi, ci, ciMinor] as const),
      );
      const want = there
        .map(([gpu, gi, ci], index) => [gpu, gi, ci, index] as const)
        .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
      expect(told).toEqual(want);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('a GPU instance without compute instances shows that MIG is on', async () => {
  const reading = await read({ [`${GPUS}/gpu0/mig/gi0/access`]: access(12) });
  expect(reading.facts).toEqual([{ minor: 0, mig: { capable: true, enabled: true, instances: [] } }]);
});

test('a directory without instances tells only that there are none: a T4 has it, too', async () => {
  const reading = await read({ [`${GPUS}/gpu0/mig`]: { directory: true } });
  expect(reading).toEqual({ ok: true, facts: [{ minor: 0, mig: { instances: [] } }] });
});

test.each<[string, Readonly<Record<string, Described>>]>([
  ['no driver', { '/proc/version': 'Linux' }],
  ['a driver without capabilities', { '/proc/driver/nvidia/version': 'NVRM version: …' }],
  ['nothing of GPUs', { [`${GPUS}/mig/config`]: access(1), [`${GPUS}/fabric-imex-mgmt`]: access(2) }],
  ['a GPU without the directory', { [`${GPUS}/gpu0/other`]: '' }],
])('%s: nothing is said', async (_, paths) => {
  expect(await read(paths)).toEqual({ ok: true, facts: [] });
});

test('a minor that is not told leaves the instance', async () => {
  const reading = await read({
    [`${GPUS}/gpu0/mig/gi1/access`]: 'DeviceFileMinor: -1\n',
    [`${GPUS}/gpu0/mig/gi1/ci0/access`]: { failing: 'EACCES' },
  });
  expect(reading).toMatchObject({ ok: true, facts: [{ mig: { instances: [{ gi: 1, ci: 0 }] } }] });
});

test.each([[GPUS], [`${GPUS}/gpu0/mig`], [`${GPUS}/gpu0/mig/gi1`], [`${GPUS}/gpu0/mig/gi1/ci0/access`]])(
  'no answer from %s is a failure',
  async (path) => {
    const reading = await read({
      [`${GPUS}/gpu0/mig/gi1/access`]: access(12),
      [`${GPUS}/gpu0/mig/gi1/ci0/access`]: access(13),
      [path]: { failing: 'Timeout' },
    });
    expect(reading).toMatchObject({ ok: false, error: 'Timeout' });
  },
);
