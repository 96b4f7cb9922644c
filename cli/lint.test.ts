import { describe, expect, it } from 'vitest';
import { documents, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset, preset } from '../test/build/preset.ts';

const good = clusterPreset('good').forResource('nvidia.com/gpu').env({ name: 'A', value: '1' }).build();
const bad = preset('team-a', 'bad')
  .forResource('nvidia.com/gpu')
  .env({ name: 'A', value: '${host.' })
  .build();
const worse = clusterPreset('worse')
  .spec({ env: [{ name: 'LATEBIND_A', value: '1' }] })
  .build();

const lint = (...objects: object[]) => latebind(['lint', '-f', '-'], documents(...objects));

describe('latebind lint', () => {
  it('ends with 0 when every preset would be accepted, and passes other objects over', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
    expect(await lint(good, pod().build(), service)).toEqual({
      code: 0,
      stdout: 'stdin#1: ClusterPodPreset/good: ok\n',
      stderr: '',
    });
  });

  it('ends with 3 and names document, object and field of each problem', async () => {
    const { code, stdout } = await lint(good, bad, worse);
    expect(code).toBe(3);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('stdin#1: ClusterPodPreset/good: ok');
    expect(lines[1]).toMatch(/^stdin#2: PodPreset\/team-a\/bad: spec\.env\[0\]\.value: /);
    expect(lines.slice(2).join('\n')).toMatch(/^stdin#3: ClusterPodPreset\/worse: spec: has no selector/m);
    expect(lines.slice(2).join('\n')).toMatch(/^stdin#3: ClusterPodPreset\/worse: spec\.env\[0\]\.name: /m);
  });

  it('says the same as JSON', async () => {
    const { code, stdout } = await latebind(['lint', '-o', 'json', '-f', '-'], documents(good, bad));
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      presets: [
        { source: 'stdin#1', kind: 'ClusterPodPreset', name: 'good', ok: true, problems: [], warnings: [] },
        {
          source: 'stdin#2',
          kind: 'PodPreset',
          namespace: 'team-a',
          name: 'bad',
          ok: false,
          problems: [{ path: 'spec.env[0].value', message: expect.any(String) }],
          warnings: [],
        },
      ],
    });
  });

  it('shows what a preset is accepted with', async () => {
    const unused = clusterPreset('unused')
      .forResource('nvidia.com/gpu')
      .spec({ volumes: [{ name: 'data', hostPath: { path: '/data' } }] });
    const { code, stdout } = await lint(unused.build());
    expect(code).toBe(0);
    expect(stdout).toMatch(/^stdin: ClusterPodPreset\/unused: warning: .*"data" is mounted by no/);
  });

  it('warns of two presets with one name', async () => {
    const { code, stdout } = await lint(good, good);
    expect(code).toBe(0);
    expect(stdout).toContain('warning: stdin#2: ClusterPodPreset/good: is in stdin#1, too\n');
  });

  it.each([
    ['of a group that is not ours', { apiVersion: 'settings.k8s.io/v1alpha1' }, 'apiVersion'],
    ['of a kind that does not exist', { kind: 'PodPresets' }, 'kind'],
    ['without a name', { metadata: {} }, 'metadata.name'],
  ])('refuses a preset %s', async (_what, change, path) => {
    const { code, stdout } = await lint({ ...good, ...change });
    expect(code).toBe(3);
    expect(stdout).toContain(`: ${path}: `);
  });

  it('points to convert for a PodPreset of old', async () => {
    const { stdout } = await lint({ ...bad, apiVersion: 'settings.k8s.io/v1alpha1' });
    expect(stdout).toMatch(/: apiVersion: .*; latebind convert makes one of it\n$/);
  });

  it('ends with 2 when there is nothing to judge', async () => {
    expect(await lint(pod().build())).toEqual({
      code: 2,
      stdout: '',
      stderr: 'latebind: there is no preset in -; wanted PodPreset or ClusterPodPreset\n',
    });
    expect(await latebind(['lint', '-f', '-'], 'a: b: c')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^latebind: stdin: Nested mappings/),
    });
  });
});
