import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/kube/log.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { TrafficLine } from '../../shared/traffic/format.ts';
import { inputs } from '../../test/build/arbitrary/inputs.ts';
import { type Contents, clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, nvidia, oldNode } from '../../test/build/example.ts';
import { node } from '../../test/build/node.ts';
import { pod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import { type RecordingExtender, recordingExtender } from '../../test/build/recording.ts';
import { engine } from '../engine.ts';
import { createTrafficRecorder } from './recorder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function start(contents: Contents = {}, limitMib?: number): RecordingExtender {
  const extender = recordingExtender(
    { nodes: [goodNode, oldNode], presets: [nvidia], ...contents },
    limitMib,
  );
  folders.push(extender.directory);
  return extender;
}

const parse = (text: string): TrafficLine[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TrafficLine);

const ofKind = <K extends TrafficLine['t']>(text: string, kind: K) =>
  parse(text).filter((line): line is Extract<TrafficLine, { t: K }> => line.t === kind);

describe('a recording', () => {
  it('has each verb with what was decided, and what it was decided from before it', async () => {
    const extender = start({ pods: [admitted()] });
    await extender.admit(pod().requests('nvidia.com/gpu', 1).build());
    await extender.filter(admitted(), ['good', 'old', 'gone']);
    await extender.prioritize(admitted(), ['good']);
    await extender.preempt(admitted(), ['old', 'good']);
    await extender.bind(admitted(), 'good');
    const lines = parse(await extender.close());
    expect(lines.map((line) => (line.t === 'call' ? line.verb : line.t))).toEqual([
      ...['start', 'preset', 'admit_pod', 'pod', 'part', 'part', 'part', 'part', 'part', 'node'],
      ...['part', 'part', 'part', 'node', 'node', 'filter', 'prioritize', 'preempt', 'bind', 'end'],
    ]);
    expect(lines.filter((line) => line.t === 'call')).toMatchObject([
      { outcome: { admitted: true, slots: 1, presets: { 'ClusterPodPreset/nvidia': 'applied' } } },
      {
        pod: 0,
        nodes: { nodes: '0-2', is: [null, 'RequireNotMet', 'NodeUnknown'], of: '012' },
      },
      { nodes: { nodes: '0', is: [0] } },
      { nodes: { nodes: '0-1', is: [true, false], of: '01' } },
      { node: 0, outcome: { ok: true, values: { [ANNOTATION.node]: 'good' } } },
    ]);
    expect(JSON.stringify(lines)).not.toContain('inexact');
  });

  it('has what hosts have in common once, however many hosts there are', async () => {
    const hosts = Array.from({ length: 50 }, (_, index) =>
      node(`gpu-${index}`)
        .uid(`11112222-3333-4444-5555-6666777788${String(index).padStart(2, '0')}`)
        .label('pool', 'a100')
        .booted(`6b8b4567-327b-23c6-643c-98696633487${index % 10}`)
        .withFacts({ gpus: [{ uuid: `GPU-${String(index).padStart(8, '0')}-1111-2222-3333-444444444444` }] })
        .build(),
    );
    const extender = start({ nodes: hosts });
    await extender.filter(
      admitted(),
      hosts.map(({ metadata }) => metadata.name ?? ''),
    );
    const text = await extender.close();
    expect(ofKind(text, 'part').filter(({ value }) => Array.isArray(value))).toHaveLength(1);
    expect(ofKind(text, 'node')).toHaveLength(50);
    expect(ofKind(text, 'node')[49]).toEqual({
      t: 'node',
      name: 'gpu-49',
      facts: ofKind(text, 'node')[0]?.facts,
      like: 48,
      labels: { 'kubernetes.io/hostname': 'gpu-49' },
    });
  });

  it('leaves out calls for pods that are none of ours', async () => {
    const extender = start();
    await extender.filter(pod().annotation('someone/else', 'x').build(), ['good']);
    await extender.bind(pod().build(), 'good');
    expect(parse(await extender.close()).map(({ t }) => t)).toEqual(['start', 'preset', 'end']);
  });

  it('has a bind with the facts that it was made from, also where they change while the API server is asked', async () => {
    const extender = start({ pods: [admitted()] });
    extender.server.before = ({ method }) => {
      if (method === 'POST')
        extender.state.seeNode(
          node('good')
            .withFacts({ nvidia: { libraryDir: '/elsewhere' } })
            .build(),
        );
    };
    await extender.bind(admitted(), 'good');
    const text = await extender.close();
    expect(JSON.stringify(ofKind(text, 'part'))).toContain('/opt/nvidia/lib64');
    expect(text).not.toContain('/elsewhere');
    expect(text).not.toContain('inexact');
  });

  it('has a refused bind with its reason, and none that the API server was in the way of', async () => {
    const extender = start({ pods: [admitted(), admitted(pod('other'))], nodes: [bareNode] });
    await extender.bind(admitted(), 'bare');
    extender.server.pods.delete('team-a/train');
    await extender.bind(admitted(pod('third')), 'bare');
    const calls = ofKind(await extender.close(), 'call');
    expect(calls).toMatchObject([{ verb: 'bind', outcome: { ok: false, reason: 'FactsMissing' } }]);
  });

  it('ends at its limit, with a last line that says so', async () => {
    const extender = start({}, 1);
    const large = pod().label('x', 'y').annotation('latebind.dev/note', 'x'.repeat(200_000)).build();
    for (let call = 0; call < 20; call++) await extender.admit(large);
    const text = await extender.close();
    expect(text.length).toBeLessThan(1024 * 1024);
    expect(ofKind(text, 'end')).toEqual([{ t: 'end', why: 'full' }]);
  });

  it('has presets as they come and go', async () => {
    const extender = start();
    const compiled = extender.state.presets.lookup('ClusterPodPreset/nvidia');
    if (compiled === undefined) throw new Error('nvidia is not there');
    const { kind, namespace, name, generation } = compiled;
    extender.state.presets.delete({ kind, namespace, name, generation, version: '1', valid: true, compiled });
    extender.state.seePreset(clusterPreset('broken').spec({ nonsense: 1 }).build());
    const presets = ofKind(await extender.close(), 'preset');
    expect(presets.map(({ id, preset }) => [id, preset?.metadata.name ?? null])).toEqual([
      ['ClusterPodPreset/nvidia', 'nvidia'],
      ['ClusterPodPreset/nvidia', null],
      ['ClusterPodPreset/broken', null],
    ]);
  });
});

const driverVolume = (text: string) => ({
  name: 'v',
  csi: { driver: 'd', volumeAttributes: { [text]: 'x' } },
});

describe('nothing that is nobody’s business is in it', () => {
  const SECRET = 'Zq9-hunter2_swordfish';

  it.each([
    ['a literal variable', pod().env({ name: 'TOKEN', value: `user:${SECRET}@db` })],
    [
      'a command',
      pod().spec({ containers: [{ name: 'main', image: 'i', command: ['sh', '-c', `x ${SECRET}`] }] }),
    ],
    [
      'a shell command in a command',
      pod().spec({ containers: [{ name: 'main', image: 'i', command: ['sh', '-c', 'X=$(hunter2)'] }] }),
    ],
    ['the name of a parameter of a driver', pod().spec({ volumes: [driverVolume(SECRET)] })],
    ['an annotation of somebody whose name ends like ours', pod().annotation('vault.latebind.dev/t', SECRET)],
    ['arguments', pod().spec({ containers: [{ name: 'main', image: 'i', args: [`--password=${SECRET}`] }] })],
    ['an annotation of somebody else', pod().annotation('vault.example/token', SECRET)],
    [
      'the manifest that kubectl keeps',
      pod().annotation(
        'kubectl.kubernetes.io/last-applied-configuration',
        `{"a":"${SECRET}${'x'.repeat(9_000)}"}`,
      ),
    ],
    [
      'a probe',
      pod().spec({
        containers: [
          {
            name: 'main',
            image: 'i',
            livenessProbe: { httpGet: { httpHeaders: [{ name: 'A', value: SECRET }] } },
          },
        ],
      }),
    ],
    [
      'a volume of a driver',
      pod().spec({ volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { key: SECRET } } }] }),
    ],
    ['a field that nobody knows yet', pod().spec({ future: { deep: [{ text: SECRET }] } })],
    [
      'an init container',
      pod().initContainer({ name: 'init', image: 'i', env: [{ name: 'K', value: SECRET }] }),
    ],
  ])('%s of a pod', async (_what, builder) => {
    const extender = start();
    await extender.admit(builder.requests('nvidia.com/gpu', 1).build());
    const text = await extender.close();
    expect(ofKind(text, 'call')).toHaveLength(1);
    for (const part of [SECRET, 'hunter2', 'swordfish']) expect(text).not.toContain(part);
  });

  it('what admission remembered of the author on a pod that is placed', async () => {
    const joins = clusterPreset('joins')
      .forResource('nvidia.com/gpu')
      .spec({
        env: [
          { name: 'LIST', value: '/a:${host.nvidia.libraryDir}', merge: { strategy: 'Join' } },
          { name: 'MODE', value: 'preset', merge: { strategy: 'Override' } },
        ],
        onConflict: 'SkipEntry',
      })
      .build();
    const placed = admitted(
      pod().env({ name: 'LIST', value: `/opt/${SECRET}` }, { name: 'MODE', value: SECRET }),
      joins,
    );
    expect(JSON.stringify(placed.metadata)).toContain(SECRET);
    const extender = start({ presets: [joins], pods: [placed] });
    await extender.filter(placed, ['good']);
    await extender.bind(placed, 'good');
    await extender.admit(placed);
    const text = await extender.close();
    expect(ofKind(text, 'call')).toHaveLength(3);
    expect(text).not.toContain('inexact');
    for (const part of [SECRET, 'hunter2', 'swordfish']) expect(text).not.toContain(part);
  });

  it('what tells a host from its like, in facts and in what was bound', async () => {
    const uuid = 'GPU-3f2c9a51-77de-4e1b-9c55-0a1b2c3d4e5f';
    const boot = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
    const devices = clusterPreset('devices')
      .forResource('nvidia.com/gpu')
      .env({ name: 'DEVICE', value: '${host.gpus[0].uuid}' })
      .build();
    const host = node('gpu-1')
      .uid('11112222-3333-4444-5555-666677778888')
      .booted(boot)
      .withFacts({ gpus: [{ uuid }], disks: [{ path: '/dev/disk/by-id/nvme-Disk_S6Z1NJ0W123456' }] })
      .build();
    const stale = node('gpu-2').withFacts({}).booted('99998888-7777-6666-5555-444433332222').build();
    const placed = admitted(pod(), devices);
    const extender = start({ presets: [devices], nodes: [host, stale], pods: [placed] });
    await extender.filter(placed, ['gpu-1', 'gpu-2']);
    await extender.bind(placed, 'gpu-1');
    const text = await extender.close();
    expect(ofKind(text, 'call').at(-1)).toMatchObject({
      verb: 'bind',
      outcome: {
        values: {
          'bind.latebind.dev/env.DEVICE': expect.stringMatching(/^GPU-00000000-0000-0000-0000-/) as string,
        },
      },
    });
    expect(text).not.toContain('inexact');
    for (const secret of [uuid, boot, '11112222-3333', 'S6Z1NJ0W123456', '99998888-7777'])
      expect(text).not.toContain(secret);
  });

  it.each([
    ['/dev/disk/by-id/nvme-SAMSUNG_S45NA', 'S45NA'],
    ['/dev/disk/by-id/nvme-SAMSUNG_S45NA-part1', 'S45NA'],
    ['/dev/disk/by-id/wwn-0x5000c500a1b2c3d4', '5000c500a1b2c3d4'],
    ['/dev/disk/by-id/lvm-pv-uuid-deadbeef', 'deadbeef'],
    ['/dev/disk/by-uuid/AB12-CD34', 'AB12'],
    ['/dev/disk/by-partuuid/ab12cd34-01', 'ab12cd34'],
  ])('the identity in %s', async (path, identity) => {
    const extender = start({
      nodes: [
        node('host')
          .withFacts({ disks: [{ path }] })
          .build(),
      ],
    });
    await extender.filter(admitted(), ['host']);
    const text = await extender.close();
    expect(text).toContain(path.slice(0, path.lastIndexOf('/')));
    expect(text).not.toContain(identity);
  });

  it('an identity of a host that an expression cut, turned or joined', async () => {
    const uuid = '${host.gpus[0].uuid}';
    const expressions = [
      uuid,
      "${host.gpus[0].uuid.split('-')[1]}",
      '${host.gpus[0].uuid.substring(4, 12)}',
      '${host.gpus[0].uuid.upperAscii()}',
      "${host.gpus[0].uuid.split('-').join('_')}",
      "${host.gpus.map(g, g.uuid.split('-').join('')).join(',')}",
      '${host.gpus[0].uuid.upperAscii()} ${host.bootId.substring(0, 18)}',
    ];
    // Numbers would be found in what is no identity.
    const hex = fc.uuid().map((text) => text.replaceAll(/[0-4]/g, (digit) => 'abcde'.charAt(Number(digit))));
    const identities = fc.tuple(hex, hex, fc.constantFrom(...expressions));
    let inexact = 0;
    for (const [gpu, boot, value] of fc.sample(identities, { numRuns: 60, seed: 3 })) {
      const host = node('host')
        .booted(boot)
        .withFacts({ gpus: [{ uuid: `GPU-${gpu}` }] })
        .build();
      const devices = clusterPreset('devices')
        .forResource('nvidia.com/gpu')
        .env({ name: 'DEVICE', value })
        .build();
      const placed = admitted(pod(), devices);
      const extender = start({ presets: [devices], nodes: [host], pods: [placed] });
      const { result } = await extender.bind(placed, 'host');
      expect(result).toBe('ok');
      const text = await extender.close();
      expect(ofKind(text, 'call')).toMatchObject([
        { outcome: { values: { 'bind.latebind.dev/env.DEVICE': expect.any(String) as string } } },
      ]);
      inexact += text.includes('inexact') ? 1 : 0;
      const bare = (any: string): string => any.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
      for (const part of [...gpu.split('-'), ...boot.split('-')].filter((any) => any.length >= 8))
        expect(bare(text)).not.toContain(bare(part));
    }
    expect(inexact).toBeGreaterThan(10);
  });

  it('any text of any pod that is not a name, a label or a word of a preset', async () => {
    const samples = fc.sample(inputs, { numRuns: 100, seed: 2 });
    for (const { pod: any, objects } of samples) {
      const marked = {
        ...any,
        spec: {
          ...any.spec,
          containers: any.spec.containers.map((container) => ({
            ...container,
            env: [...(container.env ?? []), { name: 'MARKED', value: SECRET }],
            args: [SECRET],
          })),
        },
      };
      const extender = start({ presets: objects });
      await extender.admit(marked);
      expect(await extender.close()).not.toMatch(/hunter2|swordfish/);
    }
  });
});

describe('recording', () => {
  const file = (lines: string[], fails = false) => ({
    write(line: string) {
      lines.push(line);
      return !fails;
    },
    close: () => Promise.resolve(),
  });
  const options = {
    engine,
    log: silentLog,
    version: '1',
    clock: () => 0,
    now: () => 0,
    salt: Buffer.from('salt'),
  };

  it('writes when nothing else waits, a little at a time', () => {
    const lines: string[] = [];
    const idle: (() => void)[] = [];
    let clock = 0;
    createTrafficRecorder({
      ...options,
      file: file(lines),
      now: () => clock++,
      whenIdle: (work) => idle.push(work),
    });
    expect(lines).toEqual([]);
    idle.shift()?.();
    expect(lines).toEqual(['{"t":"start","format":1,"program":"1","at":"1970-01-01T00:00:00.000Z"}']);
  });

  it('ends when what waits for it is too large', () => {
    const [lines, closed]: [string[], unknown[]] = [[], []];
    const { follow, onExchange } = createTrafficRecorder({
      ...options,
      file: { ...file(lines), close: (why) => Promise.resolve(void closed.push(why)) },
      whenIdle: () => undefined,
    });
    follow(clusterState({ nodes: [goodNode] }));
    const large = pod()
      .annotation('latebind.dev/note', 'x'.repeat(10 * 1024 * 1024))
      .build();
    const request = { Pod: large, NodeNames: ['good'] };
    const reply = { status: 200, body: { Error: '' }, result: 'ok' } as const;
    for (let call = 0; call < 6; call++) onExchange({ verb: 'filter', request, reply, seconds: 0 });
    expect(closed).toEqual([]);
    for (let call = 0; call < 3; call++) onExchange({ verb: 'filter', request, reply, seconds: 0 });
    expect(closed).toEqual(['slow']);
  });

  it('stops when the file takes no more', () => {
    const lines: string[] = [];
    const idle: (() => void)[] = [];
    const recorder = createTrafficRecorder({
      ...options,
      file: file(lines, true),
      whenIdle: (work) => idle.push(work),
    });
    const { engine: watched, onExchange } = recorder;
    expect(Object.keys(watched)).toEqual(Object.keys(engine));
    for (const work of idle.splice(0)) work();
    onExchange({ verb: 'filter', request: {}, reply: { status: 200, body: {}, result: 'ok' }, seconds: 0 });
    expect(idle).toEqual([]);
    expect(lines).toHaveLength(1);
  });
});
