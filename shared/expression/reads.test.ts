import { describe, expect, it } from 'vitest';
import { compileExpression } from './expression.ts';
import { NOTHING, type Reads, union } from './reads.ts';

function readsOf(source: string): Reads {
  const result = compileExpression(source, 'always');
  if (!result.ok) throw new Error(result.message);
  return result.expression.reads;
}

const host = (...paths: string[]): Reads => ({ ...NOTHING, host: paths });
const labels = (...keys: string[]): Reads => ({ ...NOTHING, labels: keys });

describe('what an expression reads of a node', () => {
  it.each<[string, Reads]>([
    ['host.nvidia.driver.version', host('nvidia.driver.version')],
    [`host['nvidia'].driver.version`, host('nvidia.driver.version')],
    [
      'host.nvidia.present && host.nvidia.driver.version.atLeast("550")',
      host('nvidia.driver.version', 'nvidia.present'),
    ],
    ['host.?nvidia.?driver.?version.orValue("none")', host('nvidia.driver.version')],
    ['has(host.nvidia.libraryDir)', host('nvidia.libraryDir?')],
    ['host.gpus.size() >= 8', host('gpus#')],
    ['size(host.gpus) >= 8', host('gpus#')],
    ['host.gpus.all(g, g.memoryMiB >= 80000)', host('gpus#', 'gpus[].memoryMiB')],
    ['host.gpus.exists(g, g.model == host.gpus[0].model)', host('gpus#', 'gpus[].model')],
    ['host.gpus.filter(g, g.vendor == "nvidia").size() > 1', host('gpus#', 'gpus[].vendor')],
    [
      'host.gpus.filter(g, g.vendor == "nvidia").map(g, g.uuid).join(",")',
      host('gpus#', 'gpus[].uuid', 'gpus[].vendor'),
    ],
    [
      'host.gpus.filter(g, g.excluded)[0].mig.instances.size()',
      host('gpus#', 'gpus[].excluded', 'gpus[].mig.instances#'),
    ],
    [
      'host.disks.map(d, d.sizeMiB > 1000, d.mountPoint).join(":")',
      host('disks#', 'disks[].mountPoint', 'disks[].sizeMiB'),
    ],
    ['"a" in host.nvidia.libraryDirs', host('nvidia.libraryDirs')],
    [
      'host.nvidia.present ? host.os.id : host.kernel.release',
      host('kernel.release', 'nvidia.present', 'os.id'),
    ],
    ['{"id": host.os.id}["id"]', host('os.id')],
  ])('%s: the facts that it names', (source, reads) => {
    expect(readsOf(source)).toEqual(reads);
  });

  it.each<[string, Reads]>([
    [`node.labels['zone'] == 'a'`, labels('zone')],
    [`'zone' in node.labels`, labels('zone')],
    [`has(node.labels.zone)`, labels('zone')],
    [`node.labels.?zone.orValue('a') == 'a'`, labels('zone')],
    [`node.labels[node.name] == 'a'`, { ...NOTHING, labels: 'all', nodeName: true }],
    [`node.labels.size() > 3`, { ...NOTHING, labels: 'all' }],
    [`node.labels.exists(k, k == 'zone')`, { ...NOTHING, labels: 'all' }],
    [`node.name == 'gpu-1'`, { ...NOTHING, nodeName: true }],
    [`pod.metadata.labels['app'] == 'a'`, { ...NOTHING, pod: true }],
    [`resources['nvidia.com/gpu'] > 1`, { ...NOTHING, resources: true }],
    [`'nvidia.com/gpu' in resources`, { ...NOTHING, resources: true }],
    [`1 < 2`, NOTHING],
  ])('%s: labels, the name, the pod', (source, reads) => {
    expect(readsOf(source)).toEqual(reads);
  });

  it.each<[string, Reads]>([
    ['[host.os, host.os].map(o, o.id).size() == 2', host('os')],
    ['host.gpus[resources["n"]].model == "x"', { ...host('gpus'), resources: true }],
    ['[host.gpus[0]] == [host.gpus[1]]', host('gpus[]')],
    [
      'host.gpus == host.gpus.filter(g, g.healthy)'.replace('g.healthy', 'g.excluded'),
      host('gpus', 'gpus#', 'gpus[].excluded'),
    ],
    ['host.gpus.map(g, g).size() == 2', host('gpus#', 'gpus[]')],
    ['[1, 2].all(n, host.gpus[0].index < n)', host('gpus[].index')],
  ])('%s: rather too much than too little', (source, reads) => {
    expect(readsOf(source)).toEqual(reads);
  });

  it('a variable of a loop hides the host', () => {
    expect(readsOf('host.gpus.all(host, host.memoryMiB > 1)')).toEqual(host('gpus#', 'gpus[].memoryMiB'));
    expect(readsOf('[1].all(host, host == 1)')).toEqual(NOTHING);
  });
});

it('several expressions read what each of them reads', () => {
  const all = ['host.os.id', 'host.os.id == node.name', `node.labels['b'] + node.labels['a']`].map(readsOf);
  expect(union(all)).toEqual({
    host: ['os.id'],
    labels: ['a', 'b'],
    nodeName: true,
    pod: false,
    resources: false,
  });
  expect(union([labels('a'), { ...NOTHING, labels: 'all' }]).labels).toBe('all');
  expect(union([])).toEqual(NOTHING);
});
