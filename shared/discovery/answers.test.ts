import { expect, test } from 'vitest';
import { createDiscoverer } from './discover.ts';
import type { FailureReason } from './host-files.ts';
import { faultyFiles, openMachine } from './testing/build-host.ts';

/** Speed of mlx5_0 and the report on rdma, look by look; its file gives no answer from the second look on. */
async function looks(count: number, reason: FailureReason): Promise<[number | undefined, boolean][]> {
  let look = 0;
  const files = faultyFiles(await openMachine('ubuntu-h100'), (path) =>
    look > 1 && path.endsWith('mlx5_0/ports/1/rate') ? reason : undefined,
  );
  const discoverer = createDiscoverer({ files, now: () => 0 });
  const seen: [number | undefined, boolean][] = [];
  for (look = 1; look <= count; look++) {
    const { facts, reports } = await discoverer.look();
    const report = reports.find(({ name }) => name === 'rdma');
    seen.push([facts.rdma?.find(({ name }) => name === 'mlx5_0')?.gbps, report?.ok ?? false]);
  }
  return seen;
}

test('an attribute that gives no answer leaves the last reading in force for three looks, then it is unknown', async () => {
  expect(await looks(5, 'EIO')).toEqual([
    [400, true],
    [400, false],
    [400, false],
    [400, false],
    [undefined, true],
  ]);
});

test('an attribute that hangs leaves the last reading in force as long as it hangs', async () => {
  expect((await looks(9, 'Timeout')).at(-1)).toEqual([400, false]);
});

test('an attribute that is gone is unknown at once', async () => {
  expect(await looks(2, 'ENOENT')).toEqual([
    [400, true],
    [undefined, true],
  ]);
});
