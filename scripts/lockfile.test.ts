import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLockfile, type Lockfile, missingEntries, platformOf } from './lockfile.ts';

const ROOT = join(import.meta.dirname, '..');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

async function json<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, name), 'utf8')) as T;
}

describe('package-lock.json', () => {
  it('names no registry, so that npm ci uses the one that npm is configured with', async () => {
    const { packages } = await json<Lockfile>('package-lock.json');
    expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
  });

  it('has every optional package, or npm ci refuses it: npm run lockfile', async () => {
    expect(missingEntries(await json('package-lock.json'))).toEqual([]);
  });

  it('has an integrity hash for every package that Linux with glibc can install', async () => {
    const { packages } = await json<Lockfile>('package-lock.json');
    const installable = Object.entries(packages).filter(
      ([name, { os = 'linux', cpu = 'x64', libc = 'glibc' }]) =>
        name !== '' &&
        os.includes('linux') &&
        libc.includes('glibc') &&
        ['x64', 'arm64'].some((processor) => [cpu].flat().includes(processor)),
    );
    expect(installable.length).toBeGreaterThan(100);
    expect(installable.filter(([, { integrity }]) => integrity === undefined).map(([name]) => name)).toEqual(
      [],
    );
  });
});

describe('completeLockfile', () => {
  const lockfile: Lockfile = {
    packages: {
      '': {},
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-linux-arm64-musl': '1.0.0' },
      },
      'node_modules/tool-linux-x64': { version: '1.0.0' },
    },
  };

  it('adds what is wanted and not there, with its platform', () => {
    expect(completeLockfile(lockfile).packages['node_modules/tool-linux-arm64-musl']).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
    expect(missingEntries(completeLockfile(lockfile))).toEqual([]);
  });

  it('reads the platform from a name, and does not guess', () => {
    expect(platformOf('@a/binding-win32-x64-msvc')).toEqual({ os: ['win32'], cpu: ['x64'] });
    expect(platformOf('@a/binding-linux-arm-gnueabihf')).toEqual({
      os: ['linux'],
      cpu: ['arm'],
      libc: ['glibc'],
    });
    expect(() => platformOf('@a/b')).toThrow('does not name its platform');
  });
});

describe('package.json', () => {
  it('pins every version exactly', async () => {
    const manifest = await json<Manifest>('package.json');
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
