import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');
const latebind = (...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });

describe('latebind', () => {
  it('demo: prints facts of this machine, every example pod and what a container sees, without colour', async () => {
    const { stdout } = await latebind('demo');
    expect(stdout).toMatch(/^FACT +VALUE\nos +\S/m);
    expect(stdout).toMatch(/^team-a\/train +Bound +gpu-cos +nvidia-driver/m);
    expect(stdout).toMatch(/^LD_LIBRARY_PATH +\/usr\/local\/lib\/nvidia:\/opt\/server\/lib$/m);
    expect(stdout).not.toContain('\u001B');
  });

  it('prints a mistake of its user as one line', async () => {
    await expect(latebind('manifests', '--certificates', '/nowhere')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^latebind: cannot read \/nowhere\/ca\.crt; .*\n$/),
    });
  });

  it('prints what the file system refuses as one line', async () => {
    await expect(latebind('certificates', '--out', '/dev/null/certificates')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^latebind: ENOTDIR: .*\/dev\/null.*\n$/),
    });
  });
});
