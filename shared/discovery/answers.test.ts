import { expect, test } from 'vitest';
import { createDiscoverer } from './discover.ts';
import type { FailureReason, HostFiles } from './host-files.ts';
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

test.each<FailureReason>(['EIO', 'Timeout'])(
  'an attribute that gives no answer (%s) stays what it was, and its source has failed',
  async (reason) => {
    const seen = await looks(5, reason);
    expect(seen[0]).toEqual([400, true]);
    expect(seen.slice(1)).toEqual(Array.from({ length: 4 }, () => [400, false]));
  },
);

test('what is read beside an attribute that gives no answer is taken as it is now', async () => {
  let look = 0;
  const machine = await openMachine('skew');
  const files: HostFiles = faultyFiles(
    {
      ...machine,
      read: async (path, limit) =>
        look > 1 && path === '/proc/sys/kernel/osrelease'
          ? Buffer.from('6.99.0-new')
          : await machine.read(path, limit),
    },
    (path) => (look > 1 && path === '/proc/sys/kernel/arch' ? 'EIO' : undefined),
  );
  const discoverer = createDiscoverer({ files, machine: 'x86_64', now: () => 0 });
  for (look = 1; look < 3; look++) await discoverer.look();
  const { facts } = await discoverer.look();
  expect(facts.kernel?.release).toBe('6.99.0-new');
});

test('an attribute that is gone is unknown at once', async () => {
  expect(await looks(2, 'ENOENT')).toEqual([
    [400, true],
    [undefined, true],
  ]);
});
