/** What the author of a pod decides by what expressions read of it: settled values are held against the types of a pod. */
import { describe, expect, it } from 'vitest';
import { pod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import type { Pod } from '../kube/objects.ts';
import { admitPod } from './admit.ts';
import { compilePreset } from './compile.ts';

function admit(spec: Record<string, unknown>, of: Pod) {
  const compiled = compilePreset(
    clusterPreset('p')
      .spec({ selector: {}, ...spec })
      .build(),
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return admitPod({ pod: of, namespace: { name: 'team-a', labels: {} }, presets: [compiled.preset] });
}

const SAID = "${pod.metadata.annotations['said']}";
const saying = (said: string) => pod().annotation('said', said).build();
const shm = { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: SAID } }] };
const mounted = {
  volumes: [{ name: 'v', emptyDir: {} }],
  volumeMounts: [{ name: 'v', mountPath: SAID }],
};

describe('a value that the pod decides', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a quantity', shm, '2Gi'],
    ['a mount path', mounted, '/data'],
    ['a label', { metadata: { labels: { a: SAID } } }, 'red'],
    ['the name of a volume', { volumes: [{ name: SAID, emptyDir: {} }] }, 'scratch'],
    [
      'an argument of an added container',
      { addContainers: { sidecars: [{ container: { name: 's', image: 'i', args: [SAID] } }] } },
      '1',
    ],
  ])('is taken where it is %s', (_name, spec, said) => {
    expect(admit(spec, saying(said)).decisions).toMatchObject([{ result: 'applied' }]);
  });

  it.each<[string, Record<string, unknown>, string, string, string]>([
    ['a quantity', shm, '1..5Gi', 'ValueInvalid', 'volumes[0].emptyDir.sizeLimit'],
    ['a mount path', mounted, 'data', 'ValueInvalid', 'a mount path would be "data"'],
    ['a label', { metadata: { labels: { a: SAID } } }, 'a b', 'ValueInvalid', 'label a would be "a b"'],
    [
      'the name of a volume',
      { volumes: [{ name: SAID, emptyDir: {} }] },
      'A b',
      'ValueInvalid',
      'a volume would be called "A b"',
    ],
    [
      'a reserved name',
      { volumes: [{ name: SAID, emptyDir: {} }] },
      'latebind-gate',
      'ValueInvalid',
      'latebind-gate',
    ],
    [
      'a path of the host',
      { volumes: [{ name: 'v', hostPath: { path: SAID } }], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      '/etc/kubernetes',
      'PathForbidden',
      'the hostPath of volume v',
    ],
    [
      'a quantity of an added container',
      {
        addContainers: {
          init: [{ container: { name: 's', image: 'i', resources: { limits: { cpu: SAID } } } }],
        },
      },
      'many',
      'ValueInvalid',
      'resources.limits.cpu',
    ],
  ])('keeps the preset out where it is not %s', (_name, spec, said, reason, detail) => {
    const [decision] = admit(spec, saying(said)).decisions;
    expect(decision).toMatchObject({ result: 'skipped', reason });
    expect(decision?.detail).toContain(detail);
  });
});

describe('select with required', () => {
  const wanted = { containers: [{ select: { names: ['trainer'], required: true } }] };

  it('may stand alone: the pod must have the container', () => {
    const result = admit({ ...wanted, onConflict: 'Reject' }, pod().build());
    expect(result).toMatchObject({
      admitted: false,
      conflicts: [{ path: 'spec.containers', seen: 'no such container', wanted: 'trainer' }],
    });
  });

  it('is content with a pod that has it', () => {
    const result = admit(
      { ...wanted, onConflict: 'Reject' },
      pod().container({ name: 'trainer', image: 'i' }).build(),
    );
    expect(result.admitted).toBe(true);
  });
});

describe('what a preset finds no place for', () => {
  it('is told: a container that is not there', () => {
    const spec = { containers: [{ select: { names: ['trainr'] }, env: [{ name: 'A', value: 'b' }] }] };
    expect(admit(spec, pod().build()).decisions).toEqual([
      {
        preset: 'ClusterPodPreset/p',
        result: 'applied',
        detail: 'the pod has no container (called trainr)',
      },
    ]);
  });

  it('is told: a preset that the pod names and that is not for it', () => {
    const spec = { byName: true, resourceSelector: ['nvidia.com/gpu'], env: [{ name: 'A', value: 'b' }] };
    const { warnings } = admit(spec, pod().annotation('latebind.dev/presets', 'p').build());
    expect(warnings).toEqual([
      expect.stringContaining('preset ClusterPodPreset/p is named by the pod, but is not for it: requests 0'),
    ]);
  });
});

describe('remove', () => {
  it('leaves no empty list or map behind', () => {
    const of = pod()
      .label('a', 'b')
      .env({ name: 'OLD', value: 'x' })
      .spec({ tolerations: [{ key: 'k', operator: 'Exists' }], nodeSelector: { n: 'm' } })
      .build();
    const remove = { labels: ['a'], env: ['OLD'], tolerations: ['k'], nodeSelector: ['n'] };
    const result = admit({ remove }, of);
    if (!result.admitted) throw new Error(result.message);
    expect(result.pod.metadata.labels).toBeUndefined();
    expect(result.pod.spec).toEqual({ containers: [{ name: 'main', image: 'registry.example/train:1' }] });
  });
});

describe('explicit strategies of presets of equal rank', () => {
  const both = (strategy: string) => {
    const presets = ['a', 'b'].map((name) => {
      const compiled = compilePreset(
        clusterPreset(name)
          .spec({
            selector: {},
            pod: { serviceAccountName: name },
            env: [{ name: 'WHO', value: name, merge: { strategy } }],
            strategies: [{ path: 'pod.serviceAccountName', strategy }],
          })
          .build(),
      );
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
      return compiled.preset;
    });
    const result = admitPod({ pod: pod().build(), namespace: { name: 'team-a', labels: {} }, presets });
    if (!result.admitted) throw new Error(result.message);
    return [result.pod.spec['serviceAccountName'], result.pod.spec.containers[0]?.env];
  };

  it('the last one wins with Override, the first one with KeepExisting', () => {
    expect(both('Override')).toEqual(['b', [{ name: 'WHO', value: 'b' }]]);
    expect(both('KeepExisting')).toEqual(['a', [{ name: 'WHO', value: 'a' }]]);
  });
});

describe('tolerateRequested', () => {
  const of = (...patterns: string[]) =>
    admit(
      { tolerateRequested: patterns },
      pod().requests('vendor.example/nic', 1).requests('a.b/c', 1).build(),
    );

  it('covers a resource that it names, and none that it only matches', () => {
    expect(of('vendor.example/nic').uncovered).toEqual(['a.b/c']);
    expect(of('*').uncovered).toEqual(['a.b/c', 'vendor.example/nic']);
  });

  it('tolerates in order of name', () => {
    const result = of('*');
    expect(result.admitted && result.pod.spec.tolerations?.map(({ key }) => key)).toEqual([
      'a.b/c',
      'vendor.example/nic',
    ]);
  });
});

describe('a conflict of mounts', () => {
  it('names the volumes, which are what differs', () => {
    const busy = pod()
      .spec({ volumes: [{ name: 'own', emptyDir: {} }] })
      .build();
    const [main] = busy.spec.containers;
    if (main !== undefined) main.volumeMounts = [{ name: 'own', mountPath: '/data' }];
    const { conflicts } = admit(
      { volumes: [{ name: 'v', emptyDir: {} }], volumeMounts: [{ name: 'v', mountPath: '/data' }] },
      busy,
    );
    expect(conflicts).toMatchObject([
      { seen: expect.stringContaining('"own"') as string, wanted: expect.stringContaining('"v"') as string },
    ]);
  });
});
