import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Lockfile {
  readonly packages: Readonly<Record<string, { resolved?: string; integrity?: string; link?: boolean }>>;
}

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

  it('has an integrity hash for every package', async () => {
    const { packages } = await json<Lockfile>('package-lock.json');
    expect(
      Object.keys(packages).filter((name) => name !== '' && packages[name]?.integrity === undefined),
    ).toEqual([]);
  });
});

describe('package.json', () => {
  it('pins every version exactly', async () => {
    const manifest = await json<Manifest>('package.json');
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
