import { describe, expect, it } from 'vitest';
import { latePathProblem, lateRootProblem, literalPathProblem } from './paths.ts';

describe('a literal host path', () => {
  it.each(['/opt/bin', '/opt/lib64/', '/data/.cache', '/dev/shm', '/etc/nvidia', '/var/log', '/sys/class'])(
    '%s may be mounted',
    (path) => {
      expect(literalPathProblem(path)).toBeUndefined();
    },
  );

  it.each<[string, string]>([
    ['opt/bin', 'absolute'],
    ['/opt/../etc/kubernetes', '".."'],
    ['/', 'contains the protected'],
    ['/var', 'contains the protected'],
    ['/etc', 'contains the protected /etc/kubernetes'],
    ['/proc', 'inside the protected /proc'],
    ['//proc/', 'inside the protected /proc'],
    ['/./proc/1/root', 'inside the protected /proc'],
    ['/var/./lib/kubelet/pods', 'inside the protected /var/lib/kubelet'],
    ['/run/containerd/containerd.sock', 'inside the protected /run/containerd'],
  ])('%s may not', (path, why) => {
    expect(literalPathProblem(path)).toContain(why);
  });
});

describe('a path that was made from facts', () => {
  it.each(['/usr/lib/x86_64-linux-gnu', '/lib64', '/opt/a+b@1:2=3,4~5_6-7'])('%s is allowed', (path) => {
    expect(latePathProblem(path)).toBeUndefined();
  });

  it.each<[string, 'invalid' | 'forbidden']>([
    ['', 'invalid'],
    ['usr/lib', 'invalid'],
    ['/usr//lib', 'invalid'],
    ['/usr/lib/', 'invalid'],
    ['/usr/./lib', 'invalid'],
    ['/usr/../etc', 'invalid'],
    ['/usr/$(X)', 'invalid'],
    ['/usr/a b', 'invalid'],
    ['/usr/lib\n', 'invalid'],
    [`/usr/${'a'.repeat(1_024)}`, 'invalid'],
    ['/etc/passwd', 'forbidden'],
    ['/etc/kubernetes/pki', 'forbidden'],
    ['/var/lib/kubelet', 'forbidden'],
    ['/var', 'forbidden'],
    ['/optional', 'forbidden'],
    ['/run/docker.sock', 'forbidden'],
  ])('%j is refused as %s', (path, kind) => {
    expect(latePathProblem(path)?.kind).toBe(kind);
  });
});

describe('the fixed directory of a late path', () => {
  it.each(['/', '/opt', '/opt/drivers', '/var/lib', '/run'])('%s can hold an allowed path', (root) => {
    expect(lateRootProblem(root)).toBeUndefined();
  });

  it.each(['opt', '/etc', '/proc', '/var/lib/kubelet/pods', '/opt/..', '/opt/./a', '//opt', '/opt/$(X)'])(
    '%s cannot',
    (root) => {
      expect(lateRootProblem(root)).toBeDefined();
    },
  );
});
