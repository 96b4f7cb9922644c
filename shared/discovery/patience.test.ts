import { expect, test } from 'vitest';
import { HostFileError } from './host-files.ts';
import { impatientFiles } from './patience.ts';
import { openMachine } from './testing/build-host.ts';

test('after two paths that hang nothing is asked any more; the same one twice is one', async () => {
  const asked: string[] = [];
  const files = impatientFiles({
    ...(await openMachine('ubuntu-h100')),
    lstat(path) {
      asked.push(path);
      return Promise.reject(new HostFileError(path.startsWith('/hung') ? 'Timeout' : 'ENOENT'));
    },
  });
  for (const path of ['/a', '/hung/a', '/hung/a', '/b', '/hung/b', '/c', '/hung/a']) {
    await expect(files.lstat(path)).rejects.toThrow(HostFileError);
  }
  expect(asked).toEqual(['/a', '/hung/a', '/hung/a', '/b', '/hung/b']);
  await expect(files.readdir('/etc')).rejects.toThrow('Timeout');
});
