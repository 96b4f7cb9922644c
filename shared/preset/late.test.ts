import { describe, expect, it } from 'vitest';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import type { Container, Pod } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { admitPod } from './admit.ts';
import { compilePreset } from './compile.ts';
import { type Recipe, readRecipe } from './recipe.ts';

function admit(
  builder: PodBuilder,
  ...specs: Record<string, unknown>[]
): { pod: Pod; recipe: Recipe | undefined } {
  const presets = specs.map((spec, index) => {
    const result = compilePreset(
      clusterPreset(`p${index}`)
        .spec({ selector: {}, ...spec })
        .build(),
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.preset;
  });
  const result = admitPod({ pod: builder.build(), namespace: { name: 'team-a', labels: {} }, presets });
  if (!result.admitted) throw new Error(result.message);
  const slots = result.pod.metadata.annotations?.[ANNOTATION.slots];
  return { pod: result.pod, recipe: slots === undefined ? undefined : readRecipe(slots) };
}
const slot = (name: string, key: string) => ({
  name,
  valueFrom: {
    fieldRef: { apiVersion: 'v1', fieldPath: `metadata.annotations['bind.latebind.dev/${key}']` },
  },
});
const GATE_VARIABLE = slot('LATEBIND_GENERATION', 'generation');
const GATE_MOUNT = {
  name: 'latebind-gate',
  mountPath: '/run/latebind/gate',
  subPathExpr: '$(LATEBIND_GENERATION)',
  readOnly: true,
};
const GATE_VOLUME = { name: 'latebind-gate', emptyDir: { sizeLimit: '1Mi' } };
const main = ({ pod: after }: { pod: Pod }): Container => after.spec.containers[0] as Container;
const OS = { cel: 'host.os.id' };
const list = (value: string) => ({ env: [{ name: 'LIST', value, merge: { strategy: 'Join' } }] });
const library = (path: string, mount: object = {}) => ({
  volumes: [{ name: 'lib', hostPath: { path } }],
  volumeMounts: [{ name: 'lib', mountPath: '/lib', ...mount }],
});

describe('what admission writes for a late value', () => {
  it('of a variable: a slot and the gate', () => {
    const result = admit(pod(), { env: [{ name: 'X', value: 'a-${host.os.id}' }] });
    expect(main(result)).toEqual({
      name: 'main',
      image: 'registry.example/train:1',
      env: [GATE_VARIABLE, slot('X', 'env.X')],
      volumeMounts: [GATE_MOUNT],
    });
    expect(result.pod.spec.volumes).toEqual([GATE_VOLUME]);
    expect(result.recipe).toEqual({
      v: 1,
      resources: {},
      slots: { 'env.X': { kind: 'env', value: ['a-', OS] } },
    });
    expect(result.pod.metadata.labels).toEqual({ 'latebind.dev/managed': 'true' });
  });

  it('joined with the pod’s literal: a helper in front that carries its separator', () => {
    const result = admit(pod().env({ name: 'LIST', value: '/own' }), list('${host.os.id}'));
    expect(main(result).env).toEqual([
      GATE_VARIABLE,
      slot('LATEBIND_ENV_LIST', 'env.LIST'),
      { name: 'LIST', value: '$(LATEBIND_ENV_LIST)/own' },
    ]);
    expect(result.recipe?.slots).toEqual({
      'env.LIST': {
        kind: 'join',
        separator: ':',
        values: [[OS]],
        without: ['/own'],
        lead: false,
        trail: true,
      },
    });
  });

  it('joined with nothing else: the slot itself', () => {
    const result = admit(pod(), list('${host.os.id}'));
    expect(main(result).env).toEqual([GATE_VARIABLE, slot('LIST', 'env.LIST')]);
  });

  it('joined behind a literal: the separator leads', () => {
    const result = admit(pod(), list('/a'), list('${host.os.id}'));
    expect(main(result).env?.at(-1)).toEqual({ name: 'LIST', value: '/a$(LATEBIND_ENV_LIST)' });
    expect(result.recipe?.slots['env.LIST']).toMatchObject({ lead: true, trail: false });
  });

  it('joined on both sides of a literal: the second slot knows the first', () => {
    const result = admit(pod(), list('${host.os.id}'), list('/a'), list('${node.name}'));
    expect(main(result).env?.at(-1)).toEqual({
      name: 'LIST',
      value: '$(LATEBIND_ENV_LIST)/a$(LATEBIND_ENV_LIST_2)',
    });
    expect(result.recipe?.slots['env.LIST.2']).toMatchObject({
      values: [[{ cel: 'node.name' }]],
      earlier: [[OS]],
    });
  });

  it('of a host path: a volume with a fixed root, and the path in each mount', () => {
    const result = admit(pod(), library('${host.nvidia.libraryDir}'));
    expect(result.pod.spec.volumes).toEqual([
      { name: 'lib', hostPath: { path: '/', type: '' } },
      GATE_VOLUME,
    ]);
    expect(main(result)).toMatchObject({
      env: [GATE_VARIABLE, slot('LATEBIND_PATH_LIB', 'path.lib')],
      volumeMounts: [{ name: 'lib', mountPath: '/lib', subPathExpr: '$(LATEBIND_PATH_LIB)' }, GATE_MOUNT],
    });
    expect(result.recipe?.slots).toEqual({
      'path.lib': { kind: 'path', value: [{ cel: 'host.nvidia.libraryDir' }], root: '/' },
    });
  });

  it.each([
    ['/opt/drivers/v${host.os.id}/lib', '/opt/drivers'],
    ['/opt/${host.os.id}', '/opt'],
    ['/${host.os.id}', '/'],
  ])('the root of %s is %s', (path, root) => {
    const result = admit(pod(), library(path));
    expect(result.pod.spec.volumes?.[0]?.hostPath?.path).toBe(root);
    expect(result.recipe?.slots['path.lib']).toMatchObject({ root });
  });

  it.each([
    [{ subPath: 'a/b' }, '$(LATEBIND_PATH_LIB)/a/b'],
    [{ subPath: '$(X)' }, '$(LATEBIND_PATH_LIB)/$$(X)'],
    [{ subPathExpr: '$(X)/b' }, '$(LATEBIND_PATH_LIB)/$(X)/b'],
  ])('a mount keeps its %j', (below, subPathExpr) => {
    const [mount] = main(admit(pod(), library('${host.nvidia.libraryDir}', below))).volumeMounts ?? [];
    expect(mount).toEqual({ name: 'lib', mountPath: '/lib', subPathExpr });
  });

  it('init containers get it too', () => {
    const result = admit(pod().initContainer({ name: 'init' }), {
      env: [{ name: 'X', value: '${host.os.id}' }],
    });
    expect(result.pod.spec.initContainers).toEqual([
      { name: 'init', env: [GATE_VARIABLE, slot('X', 'env.X')], volumeMounts: [GATE_MOUNT] },
    ]);
  });

  it('containers whose literals differ get slots of their own, and equal ones share', () => {
    const own = (name: string, value: string): Container => ({ name, env: [{ name: 'LIST', value }] });
    const result = admit(
      pod().container(own('b', '/b')).container(own('c', '/c')).container(own('d', '/b')),
      list('${host.os.id}'),
    );
    const keys = result.pod.spec.containers.map(({ env }) =>
      env?.[1]?.valueFrom?.fieldRef?.fieldPath.split('/').at(-1),
    );
    expect(keys).toEqual(["env.LIST']", "env.LIST.2']", "env.LIST.3']", "env.LIST.2']"]);
  });

  it('a container without a late value gets no gate', () => {
    const set: Container = { name: 'set', env: [{ name: 'X', value: 'own' }] };
    const result = admit(pod().container(set), { env: [{ name: 'X', value: '${host.os.id}' }] });
    expect(result.pod.spec.containers[1]).toEqual(set);
  });

  it('a pod without late values gets no slots and no gate', () => {
    const result = admit(pod(), { env: [{ name: 'X', value: '1' }] });
    expect(result.recipe).toBeUndefined();
    expect(result.pod.spec.volumes).toBeUndefined();
  });

  it('odd names of variables make keys that the API server takes', () => {
    const names = ['a.b', 'a-b', '-._', 'A.2', `${'x'.repeat(100)}1`, `${'x'.repeat(100)}2`, '@!', 'a@b'];
    const { recipe, pod: after } = admit(pod(), {
      env: names.map((name) => ({ name, value: `\${host.os.id}${name}` })),
    });
    const keys = Object.keys(recipe?.slots ?? {});
    expect(keys).toHaveLength(names.length);
    for (const key of keys) expect(key).toMatch(/^env\.[-A-Za-z0-9_.]{0,58}[A-Za-z0-9]$/);
    expect(after.spec.containers[0]?.env?.map(({ name }) => name)).toEqual(['LATEBIND_GENERATION', ...names]);
  });

  it('what the pod requests is pinned for the expressions', () => {
    const { recipe } = admit(pod().requests('nvidia.com/gpu', 2).requests('cpu', '500m'), {
      env: [{ name: 'X', value: '${node.name}' }],
    });
    expect(recipe?.resources).toEqual({ cpu: 0.5, 'nvidia.com/gpu': 2 });
  });
});
