import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createDiscoverer } from '../shared/discovery/discover.ts';
import { openHostTree } from '../shared/discovery/host-tree.ts';
import { readTar } from '../shared/discovery/tar.ts';
import { HOSTS } from '../shared/discovery/testing/build-host.ts';
import type { HostFacts } from '../shared/host-facts/node-facts.ts';
import { plainFacts } from '../shared/host-facts/plain.ts';
import type { Node } from '../shared/kube/objects.ts';
import { latebind } from '../test/build/latebind.ts';
import { NodeBuilder } from '../test/build/node.ts';

const host = (name: string): string => join(HOSTS, name);
const H100 = host('ubuntu-h100');
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latebind-facts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FACTS: HostFacts = {
  os: { id: 'ubuntu', versionId: '22.04' },
  gpus: [{ vendor: 'nvidia', address: '0000:1b:00.0', model: 'NVIDIA H100', seenByDriver: true }],
  nvidia: { present: true, driver: { version: '550.54.15' }, libraryDir: '/usr/lib64' },
  healthy: false,
  problems: [{ code: 'DeviceNodeMissing', detail: '/dev/nvidia0\u001b[2J' }],
  sources: [{ name: 'cdi', ok: false, error: 'EIO', detail: '/etc/cdi' }],
};
const nodeCalled = (name: string): NodeBuilder =>
  new NodeBuilder({
    metadata: { name, uid: `uid-of-${name}` },
    status: { nodeInfo: { bootID: `boot-of-${name}`, kernelVersion: '6.8.0' } },
  });
const built = (node: NodeBuilder): Node => node.build();

describe('latebind facts, of a cluster', () => {
  let server: Server;
  let args: readonly string[] = [];
  const nodes: Node[] = [];

  beforeAll(async () => {
    const stale = built(nodeCalled('rebooted').withFacts(FACTS));
    nodes.push(
      built(nodeCalled('gpu-1').withFacts(FACTS)),
      { ...stale, status: { nodeInfo: { bootID: 'later', kernelVersion: '6.8.0' } } },
      built(nodeCalled('no-agent')),
      built(nodeCalled('broken').facts('1.####')),
    );
    server = createServer((request, response) => {
      const name = /^\/api\/v1\/nodes\/([^/?]+)$/.exec(request.url ?? '')?.[1];
      const node = nodes.find(({ metadata }) => metadata.name === name);
      const body =
        name === undefined
          ? { kind: 'NodeList', items: nodes }
          : (node ?? { kind: 'Status', reason: 'NotFound', message: `nodes "${name}" not found` });
      response.writeHead(name !== undefined && node === undefined ? 404 : 200, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    writeFileSync(
      at('kubeconfig'),
      JSON.stringify({
        'current-context': 'test',
        clusters: [{ name: 'test', cluster }],
        users: [{ name: 'test', user: {} }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      }),
    );
    args = ['--kubeconfig', at('kubeconfig')];
  });
  afterAll(() => server.close());

  it('prints a line for each node', async () => {
    const { code, stdout } = await latebind(['facts', ...args]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/ {3,}/g, ' | ')).toBe(
      [
        'NODE | FACTS | OS | DRIVER | GPUS | HEALTHY | LIBRARIES',
        'broken | unreadable | - | - | - | - | -',
        'gpu-1 | fresh | ubuntu 22.04 | 550.54.15 | 1 × NVIDIA H100 | no DeviceNodeMissing | /usr/lib64',
        'no-agent | missing | - | - | - | - | -',
        'rebooted | stale: bootID boot-of-rebooted, now later | ubuntu 22.04 | 550.54.15 | 1 × NVIDIA H100 | no DeviceNodeMissing | /usr/lib64',
        '',
      ].join('\n'),
    );
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await latebind(['facts', ...args, '-o', 'json']);
    const { nodes: lines } = JSON.parse(stdout) as { nodes: { node: string }[] };
    expect(lines.map(({ node }) => node)).toEqual(['broken', 'gpu-1', 'no-agent', 'rebooted']);
    expect(lines[1]).toMatchObject({ state: 'fresh', driver: '550.54.15', healthy: false });
  });

  it('prints all facts of a node, what is unknown, what failed and what is wrong', async () => {
    const { code, stdout, stderr } = await latebind(['facts', 'gpu-1', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('\nos.id = ubuntu\n');
    expect(stdout).toContain('\nnvidia.driver.version = 550.54.15\n');
    expect(stdout).toContain('\nnvidia.driver.userVersion = unknown\n');
    expect(stdout).toContain('\ncpu.logical = unknown\n');
    expect(stdout).toMatch(/^sources that failed; .*\n {2}cdi: EIO \(\/etc\/cdi\)$/m);
    // A Node is written by others: nothing of it steers the terminal.
    expect(stdout).toMatch(/^problems\n {2}DeviceNodeMissing: \/dev\/nvidia0\\u\{1b\}\[2J$/m);
  });

  it('prints stale facts, says why, and ends with 3', async () => {
    const { code, stdout, stderr } = await latebind(['facts', 'rebooted', ...args, '-o', 'yaml']);
    expect(code).toBe(3);
    expect(parse(stdout)).toMatchObject({ os: { id: 'ubuntu' } });
    expect(stderr).toMatch(
      /^latebind: rebooted: facts are stale: bootID boot-of-rebooted, now later; look at/,
    );
  });

  it.each([
    ['no-agent', 'missing'],
    ['broken', 'unreadable'],
  ])('ends with 3 for %s, whose facts are %s', async (name, state) => {
    const { code, stdout, stderr } = await latebind(['facts', name, ...args]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`${name}: facts are ${state}`);
  });

  it('compares a node with another, with its facts in a file and with itself', async () => {
    writeFileSync(at('gpu-1.json'), (await latebind(['facts', 'gpu-1', ...args, '-o', 'json'])).stdout);
    expect(await latebind(['facts', 'diff', ...args, 'node/gpu-1', at('gpu-1.json')])).toMatchObject({
      code: 0,
      stdout: 'equal\n',
    });
    const { code, stdout } = await latebind([
      'facts',
      'diff',
      ...args,
      'node/gpu-1',
      'node/rebooted',
      '--all',
      '-o',
      'json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      equal: false,
      leftOut: 0,
      differences: [
        { fact: 'bootId', a: 'boot-of-gpu-1', b: 'boot-of-rebooted' },
        { fact: 'nodeUid', a: 'uid-of-gpu-1', b: 'uid-of-rebooted' },
      ],
    });
  });

  it.each([
    ['a node that is not there', ['gpu-9'], /404 NotFound: .*; latebind facts lists the nodes there are/],
    ['what cannot be a node', ['gpu/9'], /"gpu\/9" is not the name of a node/],
    [
      'a context that is not there',
      ['--context', 'prod'],
      /no context prod; it has: test; give --kubeconfig/,
    ],
  ])('ends with 2 for %s', async (_, more, message) => {
    const { code, stdout, stderr } = await latebind(['facts', ...args, ...more]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('latebind facts, of a host', () => {
  it('reads a tree, and a record of it, alike', async () => {
    const { code, stdout } = await latebind(['facts', '--host', H100, '-o', 'json']);
    expect(code).toBe(0);
    const files = await openHostTree(H100);
    const { facts } = await createDiscoverer({ files, now: () => 0 }).look();
    expect(JSON.parse(stdout)).toEqual(plainFacts(facts));
    expect((await latebind(['facts', 'record', '--host', H100, '-o', at('a.tar')])).code).toBe(0);
    expect((await latebind(['facts', '--host', at('a.tar'), '-o', 'json'])).stdout).toBe(stdout);
  });

  it('reads this machine', async () => {
    const { code, stdout } = await latebind(['facts', '--host', '/']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^kernel\.release = \d/m);
  });

  it('takes what nvidia-smi printed there from a file', async () => {
    const { code, stderr } = await latebind([
      'facts',
      '--host',
      H100,
      '--nvidia-smi',
      join(H100, 'facts.json'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/facts\.json: malformed: .*; wanted what nvidia-smi -q -x prints/);
  });

  it('says why a fact is what it is', async () => {
    const { code, stdout } = await latebind(['facts', '--host', H100, '--why', 'nvidia.libraryDir']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^nvidia\.libraryDir = \/usr\/lib\/x86_64-linux-gnu\n {2}read by: nvidia-libraries\n {2}decided by:\n {4}\/usr\/lib\/x86_64-linux-gnu\/libcuda\.so\.550\.54\.15\n {2}looked through:\n/,
    );
    expect(stdout).toMatch(/ {2}looked for and not there:\n(?: {4}\/.*\n)* {4}\/usr\/lib64\/nvidia\n/);
  });

  it('says of every fact why, in a table', async () => {
    const { stdout } = await latebind(['facts', '--host', host('cpu-only'), '--why']);
    expect(stdout).toMatch(/^FACT +VALUE +READER +FILES\nbootId +/);
    expect(stdout).toMatch(/^kernel\.release +\S+ +kernel +\/proc\/sys\/kernel\/osrelease$/m);
    expect(stdout).toMatch(/^nvidia\.libraryDir +unknown +nvidia-libraries +searched \/.* more$/m);
  });

  it('takes facts by place, by name and with host. in front', async () => {
    const answers = await Promise.all(
      ['gpus[0].uuid', 'gpus[0000:1b:00.0].uuid', 'host.gpus[0].uuid'].map(
        async (fact) => (await latebind(['facts', '--host', H100, '--why', fact, '-o', 'json'])).stdout,
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0] ?? '')).toMatchObject([{ path: 'gpus[0].uuid', readers: ['nvidia-proc'] }]);
  });

  it.each([
    ['a host that is not there', ['--host', '/no/such'], /--host \/no\/such: is not there; wanted a folder/],
    [
      'a folder of something else',
      ['--host', join(HOSTS, '..')],
      /has .*hosts.* at its top, wanted etc, proc/,
    ],
    ['a file that is no tar', ['--host', join(H100, 'facts.json')], /no header of a tar archive at byte 0/],
    ['a node and a host', ['gpu-1', '--host', '/'], /--host and the node gpu-1 do not go together/],
    ['--why of a node', ['gpu-1', '--why'], /--why .*; run latebind facts record on it/],
    ['an option of hosts without one', ['--nvidia-smi', 'x'], /--nvidia-smi belongs to .* give --host/],
    ['a relative driver root', ['--host', '/', '--driver-root', 'opt'], /--driver-root is opt, wanted/],
    [
      'a fact that there is not',
      ['--host', H100, '--why', 'nvidia.libDir'],
      /no such fact; there is nvidia\.lib/,
    ],
    ['a place that is empty', ['--host', H100, '--why', 'gpus[9].uuid'], /nothing in that place of the list/],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await latebind(['facts', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('latebind facts record', () => {
  it('is not of another host than the one that was named before it', async () => {
    const { code, stderr } = await latebind(['facts', '--host', H100, 'record', '-o', at('wrong.tar')]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('latebind facts record --host') as string,
    });
  });

  it('is only for its owner to read, also where the file was there', async () => {
    writeFileSync(at('old.tar'), '', { mode: 0o644 });
    expect((await latebind(['facts', 'record', '--host', H100, '-o', at('old.tar')])).code).toBe(0);
    expect(statSync(at('old.tar')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a folder', () => folder, /EISDIR/],
    ['a full disk', () => '/dev/full', /ENOSPC/],
  ])('to %s says so in a line', async (_, output, reason) => {
    const { code, stderr } = await latebind(['facts', 'record', '--host', H100, '-o', output()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('writes a file that only its owner may read, compressed where it is called so', async () => {
    const { code, stderr } = await latebind([
      'facts',
      'record',
      '--host',
      H100,
      '-o',
      at('h.tar.gz'),
      '--redact',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/h\.tar\.gz: \d+ bytes of tar; discovery gives the same facts from it/);
    expect(statSync(at('h.tar.gz')).mode & 0o777).toBe(0o600);
    const { code: compared, stdout } = await latebind(['facts', 'diff', at('h.tar.gz'), H100]);
    expect({ compared, stdout }).toEqual({ compared: 0, stdout: 'equal\n' });
  });

  it('redacts a record that was made without', async () => {
    await latebind(['facts', 'record', '--host', H100, '-o', at('plain.tar')]);
    await latebind(['facts', 'record', '--host', at('plain.tar'), '-o', at('redacted.tar'), '--redact']);
    const uuid = 'GPU-6b86b273-ff34-fce1-9d6b-804eff5a3f57';
    expect(readFileSync(at('plain.tar')).includes(uuid)).toBe(true);
    expect(readFileSync(at('redacted.tar')).includes(uuid)).toBe(false);
  });

  it('writes to stdout, and only the tar', async () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), 'facts', 'record', '--host', host('cpu-only'), '-o', '-'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const ended = once(child, 'close');
    expect(readTar(await buffer(child.stdout)).map(({ path }) => path)).toContain('latebind/facts.json');
    expect(await ended).toEqual([0, null]);
  });

  it('runs no program of another host', async () => {
    const { code, stderr } = await latebind([
      'facts',
      'record',
      '--host',
      H100,
      '--nvidia-smi',
      '-o',
      at('x'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--nvidia-smi runs the program of this machine, and --host is/);
  });
});

describe('latebind facts diff', () => {
  it('ends with 1 and names each fact that differs', async () => {
    const { code, stdout, stderr } = await latebind(['facts', 'diff', host('skew'), host('rhel-a100')]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^nvidia\.driver\.skew +true +false$/m);
    expect(stdout).not.toMatch(/^bootId/m);
    expect(stderr).toMatch(/left out; --all shows them/);
  });

  it('compares the facts on a Node, in JSON', async () => {
    writeFileSync(
      at('node.json'),
      JSON.stringify({ kind: 'Node', ...built(nodeCalled('a').withFacts(FACTS)) }),
    );
    writeFileSync(
      at('facts.json'),
      JSON.stringify({ facts: { ...FACTS, kernel: { release: '6.8.0' }, schema: 1 } }),
    );
    expect((await latebind(['facts', 'diff', at('node.json'), at('facts.json')])).stdout).toBe('equal\n');
  });

  it.each([
    ['what is not there', '/no/such', /\/no\/such: is not there; wanted node\/NAME for a node/],
    ['what is no JSON', 'text', /neither JSON nor a tar; wanted/],
    ['a list', '[]', /no JSON object/],
    ['something else', '{"a": 1}', /none of the fields of host facts/],
    ['a field that is not valid', '{"cpu": {"logical": -1}}', /host\.cpu\.logical is no integer/],
    ['a Node without facts', '{"kind": "Node", "metadata": {}}', /has no latebind\.dev\/host-facts/],
  ])('ends with 2 for %s', async (_, content, message) => {
    if (!content.startsWith('/')) writeFileSync(at('input'), content);
    const place = content.startsWith('/') ? content : at('input');
    const { code, stdout, stderr } = await latebind(['facts', 'diff', place, H100]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
