import { expect, it } from 'vitest';
import { fileSystemType } from './file-system.ts';

it('finds the innermost mount that holds a path', () => {
  const mounts = [
    'overlay / overlay rw 0 0',
    'tmpfs /tmp tmpfs rw 0 0',
    'disk /tmp/data ext4 rw 0 0',
    'disk /tmp/data xfs rw 0 0',
  ].join('\n');
  expect(fileSystemType('/tmpx/a', mounts)).toBe('overlay');
  expect(fileSystemType('/tmp/a', mounts)).toBe('tmpfs');
  expect(fileSystemType('/tmp/data', mounts)).toBe('xfs');
});
