import { describe, expect, test } from 'vitest';
import { hostContext } from './host-context.ts';

describe('what expressions see as host', () => {
  test('an unset field is an absent key, a list is always there', () => {
    const context = hostContext({ schema: 1, nvidia: { present: false } });
    expect(context).toEqual({
      schema: 1n,
      gpus: [],
      deviceNodes: [],
      rdma: [],
      sources: [],
      disks: [],
      counts: [],
      problems: [],
      nvidia: {
        present: false,
        libraryDirs: [],
        libraries: [],
        binaries: [],
        librarySets: [],
        imexChannels: [],
      },
    });
    expect('os' in context).toBe(false);
  });

  test('integers are BigInt, zero and false and the empty string stay', () => {
    const context = hostContext({ gpus: [{ minor: 0, memoryMiB: 81559, excluded: false, boundDriver: '' }] });
    expect(context['gpus']).toEqual([{ minor: 0n, memoryMiB: 81559n, excluded: false, boundDriver: '' }]);
  });
});
