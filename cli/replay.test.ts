import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { inputs } from '../test/build/arbitrary/inputs.ts';
import type { Contents } from '../test/build/cluster-state.ts';
import {
  admitted,
  bareNode,
  bestNode,
  goodNode,
  nvidia,
  oldNode,
  rebootedNode,
} from '../test/build/example.ts';
import { folderWith, latebind } from '../test/build/latebind.ts';
import { node } from '../test/build/node.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset, type PresetObject } from '../test/build/preset.ts';
import { type RecordingExtender, recordingExtender, startInFull } from '../test/build/recording.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const NODES = [goodNode, bestNode, oldNode, bareNode, rebootedNode];
const NAMES = [...NODES.map(({ metadata }) => metadata.name ?? ''), 'never-seen'];

function start(contents: Contents = {}): RecordingExtender {
  const extender = recordingExtender({ nodes: NODES, presets: [nvidia], pods: [admitted()], ...contents });
  folders.push(extender.directory);
  return extender;
}

/** One call of each verb; the file's path. */
async function recorded(extender = start()): Promise<string> {
  await extender.admit(pod().requests('nvidia.com/gpu', 1).build());
  await extender.filter(admitted(), NAMES);
  await extender.prioritize(admitted(), ['good', 'best']);
  await extender.preempt(admitted(), NAMES);
  await extender.bind(admitted(), 'good');
  await extender.close();
  return fileIn(extender.directory);
}

const fileIn = (directory: string): string => join(directory, readdirSync(directory)[0] ?? '');

function presetFile(...presets: readonly PresetObject[]): string {
  const folder = folderWith({
    'presets.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: presets }),
  });
  folders.push(folder);
  return folder;
}

interface Json {
  calls: number;
  differing: number;
  notReplayable: Record<string, number>;
  recordings: { calls: number; end: string; from: string }[];
  differences: {
    verb: string;
    pods: string[];
    calls: number;
    changes: { what: string; was: string; now: string; nodes?: string[] }[];
  }[];
}

async function replayed(...args: readonly string[]): Promise<Json & { code: number }> {
  const { code, stdout, stderr } = await latebind(['replay', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Json) };
}

describe('latebind replay', () => {
  it('finds no difference where nothing has changed', async () => {
    const result = await replayed(await recorded());
    expect(result).toMatchObject({
      code: 0,
      calls: 5,
      differing: 0,
      notReplayable: {},
      differences: [],
      recordings: [{ calls: 5, end: 'stopped', from: '2026-01-01T00:00:00.000Z' }],
    });
  });

  it('shows just the nodes that an edited requirement would refuse, and the bind to one of them', async () => {
    const edited = {
      ...nvidia,
      spec: {
        ...nvidia.spec,
        host: {
          require: [{ expression: "host.nvidia.driver.version.atLeast('560')", message: 'driver 560' }],
        },
      },
    };
    const { code, differences, calls, differing } = await replayed(
      await recorded(),
      '--presets',
      presetFile(edited),
    );
    expect(code).toBe(3);
    expect(differing).toBe(4);
    expect(calls).toBe(5);
    const byVerb = Object.fromEntries(differences.map(({ verb, changes }) => [verb, changes]));
    expect(byVerb['filter']).toEqual([
      {
        what: 'nodes',
        was: 'passed',
        now: 'RequireNotMet',
        message: 'driver 560 (ClusterPodPreset/nvidia)',
        nodes: ['good'],
      },
    ]);
    expect(byVerb['preempt']).toMatchObject([{ was: 'kept', now: 'RequireNotMet', nodes: ['good'] }]);
    expect(byVerb['prioritize']).toEqual([{ what: 'score', was: '10', now: '0', nodes: ['best'] }]);
    expect(byVerb['bind']).toEqual([{ what: 'pod', was: 'bound', now: 'RequireNotMet' }]);
  });

  it('shows nodes that would pass again', async () => {
    const { host: _host, ...spec } = nvidia.spec;
    const { differences } = await replayed(await recorded(), '--presets', presetFile({ ...nvidia, spec }));
    expect(differences.find(({ verb }) => verb === 'filter')?.changes).toEqual([
      { what: 'nodes', was: 'RequireNotMet', now: 'passed', nodes: ['old'] },
    ]);
  });

  it('admits pods anew: presets that come and go, slots, refusals', async () => {
    const file = await recorded();
    const other = clusterPreset('other')
      .forResource('nvidia.com/gpu')
      .env({ name: 'A', value: '${host.os.id}' }, { name: 'B', value: '${host.os.id}' });
    const gone = await replayed(file, '--presets', presetFile(other.build()));
    expect(gone.differences.find(({ verb }) => verb === 'admit_pod')?.changes).toEqual([
      { what: 'ClusterPodPreset/nvidia', was: 'applied', now: 'not matched' },
      { what: 'ClusterPodPreset/other', was: 'not matched', now: 'applied' },
      { what: 'slots', was: '1', now: '2' },
    ]);
    const refused = await replayed(
      file,
      '--presets',
      presetFile(
        nvidia,
        clusterPreset('zz-rejecting')
          .forResource('nvidia.com/gpu')
          .spec({ onConflict: 'Reject', env: [{ name: 'LIBRARY_DIR', value: '/other' }] })
          .build(),
      ),
    );
    expect(refused.differences.find(({ verb }) => verb === 'admit_pod')?.changes).toEqual([
      { what: 'pod', was: 'admitted', now: 'Rejected' },
    ]);
  });

  it('takes the presets and the facts of the moment of each call', async () => {
    const extender = start();
    await extender.filter(admitted(), ['good']);
    extender.state.seePreset({
      ...nvidia,
      metadata: { ...nvidia.metadata, generation: 2 },
      spec: { ...nvidia.spec, host: { require: [{ expression: 'false' }] } },
    });
    await extender.filter(admitted(), ['good']);
    extender.state.seeNode(node('good').build());
    await extender.filter(admitted(), ['good']);
    const text = await extender.close();
    const outcomes = text
      .split('\n')
      .flatMap((line) => (line.includes('"filter"') ? [(JSON.parse(line) as { nodes: unknown }).nodes] : []));
    expect(outcomes).toEqual([
      { nodes: '0', is: [null] },
      { nodes: '0', is: ['RequireNotMet'] },
      { nodes: '1', is: ['FactsMissing'] },
    ]);
    expect(await replayed(extender.directory)).toMatchObject({ code: 0, calls: 3, differing: 0 });
  });

  it('does not take a new preset for younger than the recorded one of its name', async () => {
    const named = (name: string, value: string, created: string) =>
      clusterPreset(name)
        .forResource('nvidia.com/gpu')
        .env({ name: 'WHO', value })
        .metadata({ creationTimestamp: created });
    const older = named('z-older', 'older', '2020-01-01T00:00:00Z');
    const younger = named('a-younger', 'younger', '2024-01-01T00:00:00Z');
    const file = await recorded(start({ presets: [nvidia, older.build(), younger.build()] }));
    const { creationTimestamp: _gone, ...metadata } = older.build().metadata;
    const presets = presetFile(nvidia, { ...older.build(), metadata }, younger.build());
    expect(await replayed(file, '--presets', presets)).toMatchObject({ code: 0, differing: 0 });
  });

  it('puts calls that differ in the same way into one row, and says what counts', async () => {
    const extender = start();
    for (const name of ['one', 'two', 'two']) await extender.filter(admitted(pod(name)), NAMES);
    await extender.close();
    const edited = {
      ...nvidia,
      spec: { ...nvidia.spec, host: { require: [{ expression: 'false', message: 'never' }] } },
    };
    const { code, stdout, stderr } = await latebind([
      'replay',
      extender.directory,
      '--presets',
      presetFile(edited),
    ]);
    expect(code).toBe(3);
    expect(stdout).toBe(
      [
        'VERB     PODS            CALLS   CHANGE',
        'filter   team-a/one +1   3       2 × passed → RequireNotMet: never (ClusterPodPreset/nvidia) (good, best)',
        '3 calls, 3 differ, 0 cannot be replayed',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('A pod keeps the slots');
  });

  it('counts calls that hang on what was redacted apart', async () => {
    const secret = clusterPreset('secret')
      .env({ name: 'GIVEN', value: 'x' })
      .forResource('nvidia.com/gpu')
      .spec({ matchExpression: "pod.spec.containers[0].env.exists(e, e.value.startsWith('hunter'))" });
    const extender = start({ presets: [secret.build()] });
    await extender.admit(
      pod().requests('nvidia.com/gpu', 1).env({ name: 'KEY', value: 'hunter2swordfish' }).build(),
    );
    await extender.close();
    const { code, notReplayable, differing } = await replayed(extender.directory);
    expect({ code, differing }).toEqual({ code: 0, differing: 0 });
    expect(Object.values(notReplayable)).toEqual([1]);
  });

  it('finds no difference in admissions of any pods under any presets', async () => {
    const samples = fc.sample(inputs, { numRuns: 150, seed: 1 });
    let inexact = 0;
    let applied = 0;
    for (const { pod: any, objects } of samples) {
      const extender = start({ presets: objects });
      await extender.admit(any);
      const text = await extender.close();
      applied += text.includes('"applied"') ? 1 : 0;
      const { code, calls, notReplayable } = await replayed(extender.directory);
      expect({ code, calls }).toEqual({ code: 0, calls: 1 });
      inexact += Object.keys(notReplayable).length;
    }
    // Most are decided by what is kept, or the recording would be of no use.
    expect(inexact).toBeLessThan(samples.length / 5);
    expect(applied).toBeGreaterThan(samples.length / 3);
  });
});

describe('a recording', () => {
  it('of a process that was killed lacks its end, which is said', async () => {
    const file = await recorded();
    truncateSync(file, readFileSync(file).length - 60);
    const { code, stderr, stdout } = await latebind(['replay', file]);
    expect(code).toBe(0);
    expect(stderr).toContain(`${file} ends in the middle: the extender was killed, or still writes`);
    expect(stdout).toContain('4 calls, 0 differ');
  });

  it.each([
    [
      'a line that is no JSON',
      (text: string) => text.replace('"t":"node"', '"t:node"'),
      /:\d+: is no JSON object/,
    ],
    [
      'a line of no known kind',
      (text: string) => text.replace('"t":"node"', '"t":"nodes"'),
      /unknown kind "nodes"/,
    ],
    [
      'a node that is missing',
      (text: string) => text.replaceAll(/.*"t":"node".*\n/g, ''),
      /refers to|not all there/,
    ],
    [
      'another format',
      (text: string) => text.replace('"format":1', '"format":2'),
      /:1: format 2 of extender .* this program reads 1/,
    ],
    ['another kind of file', () => '{"kind":"Pod"}\n', /:1: is not the start of a recording/],
    [
      'an unknown verb',
      (text: string) => text.replace('"verb":"bind"', '"verb":"guess"'),
      /call of no known verb/,
    ],
    ['a call without outcome', (text: string) => text.replaceAll('"outcome":', '"other":'), /has no/],
    [
      'facts that are none',
      (text: string) => text.replace(/"value":\{.*\}\}/, '"value":7}'),
      /: host\.\w+ is no message/,
    ],
    [
      'ranges beyond the end',
      (text: string) => text.replace('"nodes":"0-5"', '"nodes":"0-4000000000"'),
      /not all there/,
    ],
  ])('with %s is refused with file and line', async (_what, change, want) => {
    const file = await recorded();
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const { code, stderr } = await latebind(['replay', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(want);
    expect(stderr).toContain(file);
  });

  it('that is not there is said with what would make one', async () => {
    const folder = folderWith({ 'notes.txt': '' });
    folders.push(folder);
    expect(await latebind(['replay', folder])).toMatchObject({
      code: 2,
      stderr: `latebind: ${folder} has no traffic-*.jsonl; extender --record ${folder} writes one\n`,
    });
    expect((await latebind(['replay', join(folder, 'none')])).stderr).toContain(
      'there is no such file or folder',
    );
  });

  it('that a machine left a tail of zero bytes in ends there, which is said', async () => {
    const file = await recorded();
    truncateSync(file, readFileSync(file).length - 60);
    appendFileSync(file, `${'\0'.repeat(4_096)}\n`);
    const { code, stderr, stdout } = await latebind(['replay', file]);
    expect(code).toBe(0);
    expect(stderr).toContain(`${file} ends in the middle`);
    expect(stdout).toContain('4 calls, 0 differ');
  });

  it('of which nothing but the end had room does not keep the others of its folder from being read', async () => {
    const file = await recorded();
    writeFileSync(file.replace('2026', '2027'), '{"t":"end","why":"full"}\n');
    expect(await replayed(join(file, '..'))).toMatchObject({
      code: 0,
      calls: 5,
      recordings: [{ end: 'stopped' }, { end: 'full', calls: 0 }],
    });
  });

  it.each([
    ['nothing', '', 'cut'],
    ['zero bytes', '\0'.repeat(100), 'cut'],
    ['only its end', '{"t":"end","why":"full"}\n', 'full'],
    [
      'no call',
      '{"t":"start","format":1,"program":"1","at":"2026-01-01T00:00:00.000Z"}\n{"t":"end","why":"stopped"}\n',
      'stopped',
    ],
  ])('with %s in it shows nothing, so it is refused', async (_what, text, end) => {
    const folder = folderWith({ 'traffic-a.jsonl': text });
    folders.push(folder);
    const { code, stdout, stderr } = await latebind(['replay', folder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      `latebind: ${folder}: there is no call to decide again in ${folder}/traffic-a.jsonl (${end});`,
    );
  });

  it('goes on after a start in a folder that is full', async () => {
    const extender = start();
    const file = await recorded(extender);
    expect(startInFull(extender.directory, readFileSync(file).length)).toEqual({
      records: false,
      ends: ['full'],
    });
    expect(await replayed(extender.directory)).toMatchObject({ code: 0, calls: 5, recordings: [{}] });
  });

  it('may be one of several in a folder', async () => {
    const file = await recorded();
    appendFileSync(file.replace('2026', '2027'), readFileSync(file));
    expect(await replayed(join(file, '..'))).toMatchObject({ calls: 10, differing: 0, recordings: [{}, {}] });
  });
});
