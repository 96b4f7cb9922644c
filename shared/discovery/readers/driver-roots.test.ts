import { expect, test } from 'vitest';
import { DRIVER_ROOTS, driverRootAt } from './driver-roots.ts';

test('every root and every directory in it is there once, absolute and without a final slash', () => {
  const paths = DRIVER_ROOTS.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const { path, libraries, binaries } of DRIVER_ROOTS) {
    expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
    for (const directories of [libraries, binaries]) {
      expect(new Set(directories).size).toBe(directories.length);
      for (const directory of directories) expect(directory).toMatch(/^(?:(?:\/[^/]+)+|)$/);
    }
  }
});

test('the host comes first', () => {
  expect(DRIVER_ROOTS[0]?.path).toBe('/');
});

test('a root that the user names is searched as what it is', () => {
  expect(driverRootAt('/opt/nvidia', false)).toBe(DRIVER_ROOTS.find(({ path }) => path === '/opt/nvidia'));
  expect(driverRootAt('/srv/driver', true)).toMatchObject({ path: '/srv/driver', filesystem: 'own' });
  expect(driverRootAt('/srv/driver', true).libraries).toContain('/usr/lib64');
  expect(driverRootAt('/srv/nvidia', false)).toMatchObject({ path: '/srv/nvidia', filesystem: 'host' });
  expect(driverRootAt('/srv/nvidia', false).libraries).toContain('');
});
