import { describe, expect, it } from 'vitest';
import { convertPodPreset } from '../../cli/convert/pod-preset.ts';
import type { PresetManifest } from '../../cli/convert/types.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitPod } from '../../shared/preset/admit.ts';
import { compilePreset } from '../../shared/preset/compile.ts';
import { pod } from '../build/pod.ts';
import { podReview } from '../build/review.ts';
import { admitted, admitWith, compileAll, containerNamed, lossless } from './harness.ts';
import { reviewed } from './podpreset-review.ts';

const TEAM_A = { name: 'team-a', labels: {} };
const FRONTEND = { matchLabels: { role: 'frontend' } };

/** What a user of PodPreset has, for pods with role=frontend where nothing else is said. */
function podPreset(name: string, spec: Record<string, unknown>, metadata: object = {}): PresetManifest[] {
  const value = {
    apiVersion: 'settings.k8s.io/v1alpha1',
    kind: 'PodPreset',
    metadata: { name, namespace: 'team-a', ...metadata },
    spec: { selector: FRONTEND, ...spec },
  };
  return [...lossless(convertPodPreset({ source: `${name}.yaml`, value }, { behaviour: 'implemented' }))];
}

const website = pod('website').label('role', 'frontend');
const variable = (name: string, value: string) => ({ name, value });
const database = podPreset('database', { env: [variable('DB_PORT', '6379')] });
const cache = {
  volumes: [{ name: 'cache', emptyDir: {} }],
  volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
};

const envOf = (result: Pod, container = 'main') => containerNamed(result, container).env;

/** The pod is created as it was; only the record of what was considered is new. */
function expectUnmodified(presets: readonly PresetManifest[], before: Pod, path: string): void {
  const result = admitWith(presets, before);
  expect(result.conflicts.map((conflict) => conflict.path)).toContain(path);
  expect(result).toMatchObject({ admitted: true, pod: { spec: before.spec } });
  expect(result.decisions.filter(({ result: what }) => what === 'applied')).toEqual([]);
}

describe('which pods', () => {
  it('PP-03 a preset of another namespace has no effect', () => {
    const before = website.namespace('team-b').build();
    expect(admitted(database, before)).toEqual(before);
  });

  it('PP-04 a pod that names no namespace is of the namespace of the request', () => {
    const { namespace: _namespace, ...metadata } = website.build().metadata;
    const result = admitted(database, { ...website.build(), metadata }, { namespace: TEAM_A });
    expect(envOf(result)).toEqual([variable('DB_PORT', '6379')]);
  });

  it('PP-05 the empty selector matches every pod of the namespace', () => {
    const everybody = podPreset('everybody', { selector: {}, env: [variable('A', '1')] });
    expect(envOf(admitted(everybody, pod().build()))).toEqual([variable('A', '1')]);
  });

  it.each([
    ['In', ['frontend', 'backend'], true],
    ['In', ['backend'], false],
    ['NotIn', ['backend'], true],
    ['NotIn', ['frontend'], false],
    ['Exists', undefined, true],
    ['DoesNotExist', undefined, false],
  ])('PP-06 role %s %j selects role=frontend: %s', (operator, values, selects) => {
    const expression = { key: 'role', operator, ...(values === undefined ? {} : { values }) };
    const presets = podPreset('expression', {
      selector: { matchExpressions: [expression] },
      env: [variable('A', '1')],
    });
    expect(envOf(admitted(presets, website.build()))).toEqual(selects ? [variable('A', '1')] : undefined);
  });

  it.each([
    ['an update', { operation: 'UPDATE' }],
    ['a subresource', { subResource: 'ephemeralcontainers' }],
    ['an update of a subresource', { operation: 'UPDATE', subResource: 'status' }],
  ])('PP-07 %s is left alone', async (_what, request) => {
    expect(await reviewed(database, podReview(website.build(), request))).toEqual(website.build());
    expect(await reviewed(database, podReview(website.build()))).not.toEqual(website.build());
  });

  it('PP-08 the old annotation with the value "true" keeps presets away', () => {
    const before = website.annotation('podpreset.admission.kubernetes.io/exclude', 'true').build();
    expect(admitted(database, before)).toEqual(before);
  });

  it.each(['True', 'yes', '1', ''])('PP-08 the value %j does not', (value) => {
    const before = website.annotation('podpreset.admission.kubernetes.io/exclude', value).build();
    expect(envOf(admitted(database, before))).toEqual([variable('DB_PORT', '6379')]);
  });

  it('PP-09 mirror pods are left alone', () => {
    const before = website.annotation('kubernetes.io/config.mirror', 'hash').build();
    expect(admitted(database, before)).toEqual(before);
  });

  it('PP-24 who creates the pod makes no difference to what it gets', async () => {
    const presets = podPreset('secret', { envFrom: [{ secretRef: { name: 'only-for-admins' } }] });
    const [admin, anybody] = await Promise.all(
      ['admin', 'somebody-without-any-rights'].map((username) =>
        reviewed(presets, podReview(website.build(), { userInfo: { username } })),
      ),
    );
    expect(anybody).toEqual(admin);
    expect(containerNamed(anybody as Pod, 'main').envFrom).toEqual([
      { secretRef: { name: 'only-for-admins' } },
    ]);
  });

  it('PP-29 an owner of pods keeps its template, and the record is on the pod only', async () => {
    const { metadata, spec } = website.build();
    const owner = { metadata: { name: 'website' }, spec: { template: { metadata, spec } } };
    const review = podReview(website.build(), {
      kind: { group: 'apps', version: 'v1', kind: 'ReplicaSet' },
      resource: { group: 'apps', version: 'v1', resource: 'replicasets' },
      object: owner,
    });
    expect(await reviewed(database, review)).toEqual(owner);
  });
});

describe('what they get', () => {
  it('PP-01 env, envFrom, mounts and volumes reach every container', () => {
    const presets = podPreset('all', {
      env: [variable('DB_PORT', '6379')],
      envFrom: [{ configMapRef: { name: 'etcd' } }],
      ...cache,
    });
    const result = admitted(
      presets,
      website.container({ name: 'second', image: 'registry.example/second:1' }).build(),
    );
    expect(result.spec.volumes).toEqual(cache.volumes);
    for (const name of ['main', 'second']) {
      expect(containerNamed(result, name)).toMatchObject({
        env: [variable('DB_PORT', '6379')],
        envFrom: [{ configMapRef: { name: 'etcd' } }],
        volumeMounts: cache.volumeMounts,
      });
    }
  });

  it('PP-01 a value that looks like an expression arrives as it was written', () => {
    const presets = podPreset('shell', { env: [variable('PROMPT', '${USER}@$(HOST) $${x}')] });
    expect(envOf(admitted(presets, website.build()))).toEqual([variable('PROMPT', '${USER}@$(HOST) $${x}')]);
  });

  it('PP-02 init containers and sidecars get them, too', () => {
    const image = 'registry.example/init:1';
    const before = website
      .initContainer({ name: 'init', image })
      .initContainer({ name: 'sidecar', image, restartPolicy: 'Always' })
      .build();
    const result = admitted(
      podPreset('all', {
        env: [variable('A', '1')],
        envFrom: [{ secretRef: { name: 'db' } }],
        ...cache,
      }),
      before,
    );
    for (const name of ['init', 'sidecar', 'main']) {
      expect(containerNamed(result, name)).toMatchObject({
        env: [variable('A', '1')],
        envFrom: [{ secretRef: { name: 'db' } }],
        volumeMounts: cache.volumeMounts,
      });
    }
  });

  it('PP-10 the pod names each preset that was applied, with its generation', () => {
    const presets = [...database, ...podPreset('etcd', { env: [variable('ETCD', '1')] })];
    const result = admitted(presets, website.build());
    expect(JSON.parse(result.metadata.annotations?.['latebind.dev/applied'] ?? '')).toMatchObject([
      { preset: 'PodPreset/team-a/database', generation: 1, result: 'applied' },
      { preset: 'PodPreset/team-a/etcd', generation: 1, result: 'applied' },
    ]);
  });

  it('PP-11 an equal variable is no conflict and is there once', () => {
    const own = [variable('DB_PORT', '6379'), variable('OWN', '1')];
    const result = admitWith(database, website.env(...own).build());
    expect(result.conflicts).toEqual([]);
    expect(result).toMatchObject({ admitted: true });
    expect(envOf(admitted(database, website.env(...own).build()))).toEqual(own);
  });

  it('PP-13 names of variables that differ in case are two variables', () => {
    const result = admitted(database, website.env(variable('db_port', '1')).build());
    expect(envOf(result)).toEqual([variable('db_port', '1'), variable('DB_PORT', '6379')]);
  });

  it('PP-14 new variables come after those of the pod, in the order of the preset', () => {
    const presets = podPreset('order', { env: [variable('Z', '1'), variable('A', '2')] });
    const result = admitted(presets, website.env(variable('M', '0')).build());
    expect(envOf(result)?.map(({ name }) => name)).toEqual(['M', 'Z', 'A']);
  });

  const withSources = (...envFrom: NonNullable<Pod['spec']['containers'][number]['envFrom']>) =>
    website.spec({ containers: [{ name: 'main', image: 'registry.example/train:1', envFrom }] }).build();

  it('PP-15 new sources of variables come after those of the pod', () => {
    const presets = podPreset('sources', { envFrom: [{ configMapRef: { name: 'etcd' } }] });
    const result = admitted(presets, withSources({ secretRef: { name: 'db' } }));
    expect(containerNamed(result, 'main').envFrom).toEqual([
      { secretRef: { name: 'db' } },
      { configMapRef: { name: 'etcd' } },
    ]);
  });

  it('PP-16 a source that is there is not repeated, one with another prefix or kind is another', () => {
    const presets = podPreset('sources', {
      envFrom: [
        { configMapRef: { name: 'etcd' } },
        { prefix: 'ETCD_', configMapRef: { name: 'etcd' } },
        { secretRef: { name: 'etcd' } },
      ],
    });
    const result = admitted(presets, withSources({ configMapRef: { name: 'etcd', optional: true } }));
    expect(containerNamed(result, 'main').envFrom).toEqual([
      { configMapRef: { name: 'etcd', optional: true } },
      { prefix: 'ETCD_', configMapRef: { name: 'etcd' } },
      { secretRef: { name: 'etcd' } },
    ]);
  });

  it('PP-19 an equal volume is there once, also where only the API server’s defaults differ', () => {
    const volumes = [{ name: 'keys', secret: { secretName: 'keys' } }];
    const own = [{ name: 'keys', secret: { secretName: 'keys', defaultMode: 420 } }];
    const result = admitted(podPreset('keys', { volumes }), website.spec({ volumes: own }).build());
    expect(result.spec.volumes).toEqual(own);
  });

  it('PP-23 presets apply from the oldest to the newest, in whichever order they are read', () => {
    const aged = (name: string, env: string, creationTimestamp: string) =>
      podPreset(name, { env: [variable(env, '1')] }, { creationTimestamp });
    const compiled = compileAll([
      ...aged('z-oldest', 'FIRST', '2018-01-01T00:00:00Z'),
      ...aged('a-newest', 'SECOND', '2019-01-01T00:00:00Z'),
    ]);
    for (const presets of [compiled, compiled.toReversed()]) {
      const result = admitPod({ pod: website.build(), namespace: TEAM_A, presets });
      expect(result).toMatchObject({ admitted: true });
      if (result.admitted) expect(envOf(result.pod)?.map(({ name }) => name)).toEqual(['FIRST', 'SECOND']);
    }
  });

  it('PP-25 a preset that changes later does not change pods that run', async () => {
    const running = admitted(database, website.build());
    const changed = podPreset('database', { env: [variable('DB_PORT', '5432')] });
    expect(await reviewed(changed, podReview(running, { operation: 'UPDATE' }))).toEqual(running);
  });

  it('PP-28 a second admission changes nothing', () => {
    const presets = podPreset('all', {
      env: [variable('A', '1')],
      envFrom: [{ configMapRef: { name: 'etcd' } }],
      ...cache,
    });
    const once = admitted(presets, website.env(variable('OWN', '1')).build());
    expect(admitted(presets, once)).toEqual(once);
  });
});

describe('conflicts', () => {
  it.each([
    ['another value', variable('DB_PORT', '1')],
    [
      'a reference instead of a value',
      { name: 'DB_PORT', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
  ])('PP-12 a variable of the same name with %s', (_what, own) => {
    expectUnmodified(database, website.env(own).build(), 'spec.containers[main].env[DB_PORT]');
  });

  const mounting = (volume: string, mountPath: string) =>
    website
      .spec({
        containers: [
          { name: 'main', image: 'registry.example/train:1', volumeMounts: [{ name: volume, mountPath }] },
        ],
        volumes: [{ name: volume, emptyDir: {} }],
      })
      .build();

  it('PP-17 a mount at the path of another volume', () => {
    expectUnmodified(
      podPreset('cache', cache),
      mounting('own', '/cache'),
      'spec.containers[main].volumeMounts[/cache]',
    );
  });

  it('PP-18 a mount of a volume that is mounted elsewhere', () => {
    expectUnmodified(
      podPreset('cache', cache),
      mounting('cache', '/elsewhere'),
      'spec.containers[main].volumeMounts[/cache]',
    );
  });

  it('PP-18 between two presets, but not within one, which may mount its volume twice', () => {
    const mount = (mountPath: string) => ({
      volumes: cache.volumes,
      volumeMounts: [{ name: 'cache', mountPath }],
    });
    expectUnmodified(
      [...podPreset('one', mount('/one')), ...podPreset('two', mount('/two'))],
      website.build(),
      'spec.containers[main].volumeMounts[/two]',
    );
    const twice = podPreset('twice', {
      volumes: cache.volumes,
      volumeMounts: [...mount('/one').volumeMounts, ...mount('/two').volumeMounts],
    });
    expect(containerNamed(admitted(twice, website.build()), 'main').volumeMounts).toHaveLength(2);
  });

  it('PP-19 a volume of the same name with another source', () => {
    const before = website.spec({ volumes: [{ name: 'cache', hostPath: { path: '/srv/cache' } }] }).build();
    expectUnmodified(podPreset('cache', cache), before, 'spec.volumes[cache]');
  });

  it('PP-20 with the pod: none of the presets that match applies', () => {
    const presets = [...podPreset('etcd', { env: [variable('ETCD', '1')] }), ...database];
    const before = website.env(variable('DB_PORT', '1')).build();
    expectUnmodified(presets, before, 'spec.containers[main].env[DB_PORT]');
    expect(admitWith(presets, before).decisions).toMatchObject([
      { preset: 'PodPreset/team-a/etcd', result: 'skipped', reason: 'DroppedWithSet' },
      { preset: 'PodPreset/team-a/database', result: 'skipped', reason: 'Conflict' },
    ]);
  });

  it('PP-20 between presets: none of those that match applies', () => {
    const presets = [...database, ...podPreset('other', { env: [variable('DB_PORT', '1')] })];
    expectUnmodified(presets, website.build(), 'spec.containers[main].env[DB_PORT]');
  });

  it('PP-21 in one of several containers: no container changes', () => {
    const before = website
      .container({ name: 'second', image: 'registry.example/second:1', env: [variable('DB_PORT', '1')] })
      .build();
    expectUnmodified(database, before, 'spec.containers[second].env[DB_PORT]');
  });

  it('PP-21 in an init container: no container changes', () => {
    const before = website
      .initContainer({ name: 'init', image: 'registry.example/init:1', env: [variable('DB_PORT', '1')] })
      .build();
    expectUnmodified(database, before, 'spec.initContainers[init].env[DB_PORT]');
  });

  it('PP-22 the author is warned, and the pod says which preset was left out and why', () => {
    const result = admitWith(database, website.env(variable('DB_PORT', '1')).build());
    expect(result.warnings).toEqual([
      expect.stringMatching(/^preset PodPreset\/team-a\/database was not applied: .*DB_PORT.*"1".*"6379"/),
    ]);
    expect(result).toMatchObject({
      admitted: true,
      pod: { metadata: { labels: { 'latebind.dev/managed': 'true' } } },
    });
    const recorded = result.admitted ? result.pod.metadata.annotations?.['latebind.dev/applied'] : undefined;
    expect(JSON.parse(recorded ?? '[]')).toMatchObject([
      { preset: 'PodPreset/team-a/database', result: 'skipped', reason: 'Conflict' },
    ]);
  });
});

describe('what is written', () => {
  it.each([
    ['a mount without its volume', { volumeMounts: cache.volumeMounts }, 'spec.volumeMounts[0].name'],
    [
      'two volumes of one name',
      { volumes: [...cache.volumes, { name: 'cache', hostPath: { path: '/srv' } }] },
      'spec.volumes[1].name',
    ],
    [
      'two mounts at one path',
      {
        ...cache,
        volumeMounts: [...cache.volumeMounts, { name: 'cache', mountPath: '/cache', subPath: 'a' }],
      },
      'spec.volumeMounts[1].mountPath',
    ],
    ['an invalid name of a variable', { env: [variable('A=B', '1')] }, 'spec.env[0].name'],
    [
      'a value and a reference',
      { env: [{ ...variable('A', '1'), valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      'spec.env[0]',
    ],
    [
      'a source of two kinds',
      { envFrom: [{ configMapRef: { name: 'a' }, secretRef: { name: 'a' } }] },
      'spec.envFrom[0]',
    ],
  ])('PP-26 a preset with %s is refused by field', (_what, spec, path) => {
    const [preset] = podPreset('wrong', spec);
    const result = compilePreset(preset);
    expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toContain(path);
  });

  it('PP-27 a preset that gives nothing is refused, as original and as preset', () => {
    expect(() => podPreset('empty', {})).toThrow(
      'empty.yaml: spec gives nothing, wanted one of env, envFrom, volumes, volumeMounts',
    );
    const [preset] = database;
    const { env: _env, strategies: _strategies, ...spec } = preset?.spec ?? {};
    const result = compilePreset({ ...preset, spec });
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('gives nothing'),
    ]);
  });
});
