import { describe, expect, it } from 'vitest';
import { documents, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset, preset } from '../test/build/preset.ts';

const nvidia = clusterPreset('nvidia').forResource('nvidia.com/gpu').env({ name: 'A', value: '1' });
const wants = (resource: string) => ({ resources: { limits: { [resource]: 1 } } });
const deployment = (name: string, resource: string, namespace?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'web:1', ...wants(resource) }] } } },
});
const check = async (args: readonly string[], ...objects: object[]) => {
  const { code, stdout, stderr } = await latebind(
    ['check', '-f', '-', '-o', 'json', ...args],
    documents(...objects),
  );
  return { code, stderr, report: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) };
};

describe('latebind check', () => {
  it('ends with 0 when a preset provides for everything that is asked for', async () => {
    const plain = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
    expect(
      await check([], nvidia.build(), deployment('web', 'nvidia.com/gpu'), deployment('db', 'cpu'), plain),
    ).toEqual({
      code: 0,
      stderr: '',
      report: {
        covered: true,
        uncovered: [],
        objects: [
          {
            source: 'stdin#2',
            kind: 'Deployment',
            name: 'web',
            namespace: 'default',
            requested: ['nvidia.com/gpu'],
            uncovered: [],
            presets: ['nvidia'],
          },
          {
            source: 'stdin#3',
            kind: 'Deployment',
            name: 'db',
            namespace: 'default',
            requested: [],
            uncovered: [],
            presets: [],
          },
        ],
      },
    });
  });

  it('ends with 3 and names what nothing provides for', async () => {
    const { code, report } = await check([], nvidia.build(), deployment('web', 'amd.com/gpu'), pod().build());
    expect(code).toBe(3);
    expect(report).toMatchObject({
      covered: false,
      uncovered: ['amd.com/gpu'],
      objects: [
        { name: 'web', uncovered: ['amd.com/gpu'] },
        { name: 'train', uncovered: [] },
      ],
    });
  });

  it('takes -n for objects and presets that say no namespace', async () => {
    const local = preset('team-a', 'local')
      .forResource('nvidia.com/gpu')
      .env({ name: 'A', value: '1' })
      .build();
    const unplaced = { ...local, metadata: { name: 'local' } };
    const web = deployment('web', 'nvidia.com/gpu');
    expect((await check(['-n', 'team-a'], local, web)).code).toBe(0);
    expect((await check(['-n', 'team-a'], unplaced, web)).code).toBe(0);
    expect((await check(['-n', 'team-b'], local, web)).code).toBe(3);
    expect((await check(['-n', 'team-b'], local, deployment('web', 'nvidia.com/gpu', 'team-a'))).code).toBe(
      0,
    );
  });

  it('counts a pod that would be rejected as not covered, and says why', async () => {
    const strict = nvidia.spec({
      onConflict: 'Reject',
      env: [{ name: 'A', value: '1', merge: { strategy: 'Fail' } }],
    });
    const own = pod().requests('nvidia.com/gpu', '1').env({ name: 'A', value: '2' }).build();
    const { code, report } = await check([], strict.build(), own);
    expect(code).toBe(3);
    expect(report).toMatchObject({
      covered: false,
      objects: [
        {
          uncovered: ['nvidia.com/gpu'],
          presets: [],
          rejected: expect.stringMatching(/^Rejected: .*env\[A\]/),
        },
      ],
    });
  });

  it('says what is wrong with the requirement of a pod, and where', async () => {
    const own = pod()
      .requests('nvidia.com/gpu', '1')
      .annotation('latebind.dev/require', 'host.gpu.count > 1');
    const { code, report } = await check([], nvidia.build(), own.build());
    expect(code).toBe(3);
    expect(report).toMatchObject({
      covered: false,
      objects: [
        {
          rejected: expect.stringMatching(
            /^RequireInvalid: .*latebind\.dev\/require: "host\.gpu\.count > 1": No such key: gpu at character 6/,
          ),
        },
      ],
    });
  });

  it('prints a line for each object', async () => {
    const { code, stdout } = await latebind(
      ['check', '-f', '-'],
      documents(
        nvidia.build(),
        deployment('web', 'nvidia.com/gpu'),
        deployment('old', 'amd.com/gpu', 'team-b'),
      ),
    );
    expect(code).toBe(3);
    expect(stdout.replaceAll(/ +/g, ' ')).toBe(
      [
        'OBJECT NAMESPACE REQUESTS PRESETS RESULT',
        'Deployment/web default nvidia.com/gpu nvidia ok',
        'Deployment/old team-b amd.com/gpu - uncovered: amd.com/gpu',
        '',
      ].join('\n'),
    );
  });

  it('ends with 2 when a preset is not valid, or there is nothing to check', async () => {
    const invalid = await check([], clusterPreset('bad').spec({ env: 'A' }).build(), pod().build());
    expect(invalid).toMatchObject({ code: 2, report: undefined });
    expect(invalid.stderr).toMatch(/^latebind: stdin#1: ClusterPodPreset\/bad: spec\.env: /);
    expect(await check([], nvidia.build())).toMatchObject({
      code: 2,
      stderr: 'latebind: there is no pod, and nothing that makes pods, in -\n',
    });
  });
});
