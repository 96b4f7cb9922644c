import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { mergeCdi, readCdi } from './cdi.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15';
const spec = (
  kind: string,
  hostPaths: readonly string[],
  devices: readonly string[] = ['0', 'all'],
): string =>
  JSON.stringify({
    cdiVersion: '0.5.0',
    kind,
    devices: devices.map((name) => ({ name, containerEdits: { deviceNodes: [{ path: '/dev/nvidia0' }] } })),
    containerEdits: { mounts: hostPaths.map((hostPath) => ({ hostPath, containerPath: hostPath })) },
  });
const HOST: Record<string, Described> = {
  '/var/run': { link: '/run' },
  '/dev/nvidia0': { character: [195, 0] },
  [LIBRARY]: '',
};

const read = (paths: Record<string, Described>) => readCdi(buildRoot({ ...HOST, ...paths }));

test('a spec whose files are all there', async () => {
  expect(
    await read({ '/run/cdi/nvidia.json': spec('nvidia.com/gpu', [LIBRARY], ['0', '1', 'all']) }),
  ).toEqual({
    ok: true,
    facts: {
      kinds: ['nvidia.com/gpu'],
      specs: [{ path: '/run/cdi/nvidia.json', kind: 'nvidia.com/gpu', devices: 2 }],
      stale: false,
    },
  });
});

test('a spec of another driver names its first file that is missing', async () => {
  const old = ['/usr/lib/libcuda.so.535.104.05', '/usr/lib/libnvidia-ml.so.535.104.05'];
  const { facts } = await read({
    '/etc/cdi/a.json': spec('nvidia.com/gpu', [LIBRARY, ...old]),
    '/run/cdi/b.json': spec('vendor.com/net', []),
  });
  expect(facts).toEqual({
    kinds: ['nvidia.com/gpu', 'vendor.com/net'],
    specs: [
      { path: '/etc/cdi/a.json', kind: 'nvidia.com/gpu', devices: 1, missing: old[0] },
      { path: '/run/cdi/b.json', kind: 'vendor.com/net', devices: 1 },
    ],
    stale: true,
  });
});

describe('missing', () => {
  const one = (edits: object, where: 'spec' | 'device'): string =>
    JSON.stringify({
      kind: 'vendor.com/x',
      devices: [{ name: '0', ...(where === 'device' ? { containerEdits: edits } : undefined) }],
      ...(where === 'spec' ? { containerEdits: edits } : undefined),
    });
  test.each<[string, string, string | undefined]>([
    ['a mount of the spec', one({ mounts: [{ hostPath: '/no', containerPath: LIBRARY }] }, 'spec'), '/no'],
    ['a mount of a device', one({ mounts: [{ hostPath: '/no', containerPath: LIBRARY }] }, 'device'), '/no'],
    ['a node of a device', one({ deviceNodes: [{ path: '/dev/nvidia7' }] }, 'device'), '/dev/nvidia7'],
    [
      'a node under another path',
      one({ deviceNodes: [{ path: '/dev/nvidia0', hostPath: '/dev/no' }] }, 'spec'),
      '/dev/no',
    ],
    [
      'a program for a hook',
      one({ hooks: [{ hookName: 'createContainer', path: '/usr/bin/no' }] }, 'spec'),
      '/usr/bin/no',
    ],
    [
      'nothing, where only the container has the path',
      one({ mounts: [{ hostPath: LIBRARY, containerPath: '/no' }] }, 'spec'),
      undefined,
    ],
  ])('%s', async (_, text, want) => {
    expect((await read({ '/etc/cdi/x.json': text })).facts.specs?.[0]?.missing).toBe(want);
  });
});

test('YAML is read like JSON, and other files are none', async () => {
  const yaml = `cdiVersion: "0.6.0"\nkind: amd.com/gpu\ndevices:\n- name: "0"\n  containerEdits:\n    deviceNodes:\n    - path: /dev/kfd\n`;
  const others = { '/etc/cdi/README.md': '#', '/etc/cdi/amd.yml': 'x', '/etc/cdi/nvidia.json.tmp': '{' };
  const reading = await read({ '/etc/cdi/amd.yaml': yaml, ...others });
  expect(reading.ok).toBe(true);
  expect(reading.facts.specs).toEqual([
    { path: '/etc/cdi/amd.yaml', kind: 'amd.com/gpu', devices: 1, missing: '/dev/kfd' },
  ]);
});

test.each([
  ['no JSON', '{"kind":'],
  ['no object', '[]'],
  ['of no kind', '{"devices": []}'],
  ['of a kind without vendor', '{"kind": "gpu"}'],
])('a file that is %s is named, and the others count', async (_, text) => {
  const reading = await read({
    '/etc/cdi/bad.json': text,
    '/run/cdi/good.json': spec('nvidia.com/gpu', [LIBRARY]),
  });
  expect(reading).toMatchObject({ ok: false, error: 'malformed', detail: '/etc/cdi/bad.json' });
  expect(reading.facts.kinds).toEqual(['nvidia.com/gpu']);
  // Nobody knows what the other one names.
  expect(reading.facts.stale).toBeUndefined();
});

test('YAML that is none is malformed, too', async () => {
  expect(await read({ '/etc/cdi/bad.yaml': 'a: [1' })).toMatchObject({
    ok: false,
    detail: '/etc/cdi/bad.yaml',
  });
});

test('a spec of more than 1 MiB is not parsed', async () => {
  const large = spec('nvidia.com/gpu', [LIBRARY]).padEnd(1024 * 1024 + 1, ' ');
  expect(await read({ '/etc/cdi/large.json': large })).toMatchObject({ ok: false, error: 'TooLarge' });
  expect(await read({ '/etc/cdi/large.json': large.slice(0, -1) })).toMatchObject({ ok: true });
});

test('where not all files are looked for, none is said to be missing and none to be there', async () => {
  const many = Array.from({ length: 250 }, (_, n) => `/many/${n}`);
  const there = Object.fromEntries(many.slice(0, 220).map((path) => [path, '']));
  const { facts } = await read({ ...there, '/etc/cdi/a.json': spec('vendor.com/x', many) });
  expect(facts.specs?.[0]).not.toHaveProperty('missing');
  expect(facts).not.toHaveProperty('stale');
});

test.each(['EIO', 'EACCES'] as const)(
  'a directory that cannot be listed makes a failure: %s',
  async (reason) => {
    const reading = await read({
      '/etc/cdi': { failing: reason },
      '/run/cdi/b.json': spec('b.com/x', [LIBRARY]),
    });
    expect(reading).toMatchObject({
      ok: false,
      error: reason,
      detail: '/etc/cdi',
      facts: { kinds: ['b.com/x'] },
    });
    // What could not be read may name files that do not exist.
    expect(reading.facts).not.toHaveProperty('stale');
  },
);

test('a file that does not answer is not missing, but a failure', async () => {
  const reading = await read({
    '/etc/cdi/a.json': spec('vendor.com/x', ['/mnt/dead']),
    '/mnt/dead': { failing: 'EIO' },
  });
  expect(reading).toMatchObject({ ok: false, error: 'EIO', detail: '/mnt/dead' });
  expect(reading.facts).not.toHaveProperty('stale');
});

test.each<[string, Record<string, Described>]>([
  ['without the directories', {}],
  ['with empty ones', { '/etc/cdi': { directory: true }, '/run/cdi': { directory: true } }],
])('a host %s has no specs, and no age of them', async (_, paths) => {
  expect(await read(paths)).toEqual({ ok: true, facts: { kinds: [], specs: [] } });
});

test('a spec that cannot be read now is as it was', () => {
  const last = {
    kinds: ['a.com/x', 'b.com/x'],
    specs: [
      { path: '/a', kind: 'a.com/x' },
      { path: '/b', kind: 'b.com/x' },
    ],
    stale: false,
  };
  expect(
    mergeCdi(last, {
      kinds: ['b.com/x'],
      specs: [{ path: '/a' }, { path: '/b', kind: 'b.com/x', missing: '/no' }],
    }),
  ).toEqual({
    kinds: ['a.com/x', 'b.com/x'],
    specs: [
      { path: '/a', kind: 'a.com/x' },
      { path: '/b', kind: 'b.com/x', missing: '/no' },
    ],
    stale: true,
  });
});

test('a spec that is gone is gone, although another one cannot be read', () => {
  const last = { kinds: ['a.com/x'], specs: [{ path: '/a', kind: 'a.com/x', missing: '/no' }], stale: true };
  expect(mergeCdi(last, { kinds: [], specs: [{ path: '/b' }] })).toEqual({
    kinds: [],
    specs: [{ path: '/b' }],
    stale: false,
  });
});

test('specs for one container are no facts of the host', async () => {
  const spec = JSON.stringify({ cdiVersion: '0.6.0', kind: 'k8s.gpu.nvidia.com/claim', devices: [] });
  const reading = await readCdi(
    buildRoot({
      '/run/cdi/k8s.gpu.nvidia.com-claim_0f2b7a1c.json': spec,
      '/run/cdi/nvidia.com-gpu.json': spec,
    }),
  );
  expect(reading.facts.specs?.map(({ path }) => path)).toEqual(['/run/cdi/nvidia.com-gpu.json']);
});
