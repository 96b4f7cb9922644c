import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readContainerRuntime } from './container-runtime.ts';

const handlers = async (paths: Record<string, Described>): Promise<unknown> =>
  (await readContainerRuntime(buildRoot(paths))).facts.handlers;

describe('handlers', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'of version 2',
      '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]\n  runtime_type = "io.containerd.runc.v2"\n',
      ['nvidia'],
    ],
    ['of version 3', "[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]\n", ['runc']],
    ['of version 1', '[plugins.cri.containerd.runtimes.kata]', ['kata']],
    [
      'in quotes and indented',
      '    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes."nvidia-cdi"]',
      ['nvidia-cdi'],
    ],
    [
      'that are told by what lies below them',
      '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]\n  BinaryName = "/usr/bin/x"\n',
      ['nvidia'],
    ],
    [
      'in order, each once',
      ['runc', 'nvidia', 'runc.options', 'gvisor']
        .map((name) => `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${name}]`)
        .join('\n'),
      ['gvisor', 'nvidia', 'runc'],
    ],
    ['that are commented out', '# [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]', []],
    ['of another plugin', '[plugins."io.containerd.other".containerd.runtimes.nvidia]', []],
    ['that are text', 'x = "[plugins.cri.containerd.runtimes.nvidia]"', []],
  ])('%s', async (_, text, want) => {
    expect(await handlers({ '/etc/containerd/config.toml': text })).toEqual(want);
  });

  test('are gathered from all parts', async () => {
    const containerd = (name: string): string =>
      `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${name}]\n`;
    expect(
      await handlers({
        '/etc/containerd/config.toml': containerd('a'),
        '/etc/containerd/conf.d/99-nvidia.toml': containerd('b'),
        '/etc/k0s/containerd.d/nvidia.toml': containerd('c'),
        '/var/lib/rancher/k3s/agent/etc/containerd/config.toml': containerd('d'),
        '/etc/crio/crio.conf': '[crio.runtime.runtimes.e]\n',
        '/etc/crio/crio.conf.d/99-nvidia': '[crio.runtime.runtimes."f"]\n',
      }),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('are unknown where there is no configuration', async () => {
    expect(await handlers({ '/etc/hostname': 'x' })).toBeUndefined();
  });

  test('are unknown where a part may not be read: some would look like all', async () => {
    const reading = await readContainerRuntime(
      buildRoot({
        '/etc/containerd/config.toml': '[plugins.cri.containerd.runtimes.runc]',
        '/etc/containerd/conf.d': { failing: 'EACCES' },
      }),
    );
    expect(reading).toEqual({ ok: true, facts: {}, detail: 'may not read /etc/containerd/conf.d' });
  });

  test('are unknown where a part does not answer', async () => {
    const reading = await readContainerRuntime(
      buildRoot({
        '/etc/crio/crio.conf': '[crio.runtime.runtimes.runc]',
        '/etc/containerd/config.toml': { failing: 'EIO' },
      }),
    );
    expect(reading.facts).toEqual({});
  });
});

test.each<[string, Record<string, Described>, number | undefined]>([
  ['the unified hierarchy', { '/sys/fs/cgroup/cgroup.controllers': 'cpu memory' }, 2],
  ['the old ones', { '/sys/fs/cgroup/memory/tasks': '' }, 1],
  ['both', { '/sys/fs/cgroup/unified/cgroup.controllers': '', '/sys/fs/cgroup/memory/tasks': '' }, 1],
  ['an empty directory', { '/sys/fs/cgroup': { directory: true } }, undefined],
  ['no directory', { '/sys/kernel/x': '' }, undefined],
])('cgroups: %s', async (_, paths, want) => {
  expect((await readContainerRuntime(buildRoot(paths))).facts.cgroup).toBe(want);
});
