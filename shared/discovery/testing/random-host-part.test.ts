import { describe, expect, test } from 'vitest';
import { parseLdSoCache } from '../readers/ld-so-cache.ts';
import { ldSoCache } from './random-host-ld-so-cache.ts';
import { contradictions, differences } from './random-host-part.ts';

const truth = {
  cpu: { logical: 8, sockets: undefined },
  gpus: [
    { address: 'a', uuid: 'GPU-1' },
    { address: 'b', uuid: undefined },
  ],
};

describe('differences from the truth', () => {
  test.each<[string, object, string[]]>([
    [
      'none',
      { cpu: { logical: 8, model: 'x' }, gpus: [{ address: 'a', uuid: 'GPU-1' }, { address: 'b' }] },
      [],
    ],
    ['a value', { ...truth, cpu: { logical: 4 } }, ['host.cpu.logical: wanted 8, seen 4']],
    [
      'what must be unknown',
      { ...truth, cpu: { logical: 8, sockets: 1 } },
      ['host.cpu.sockets: wanted undefined, seen 1'],
    ],
    ['a group', { gpus: truth.gpus }, ['host.cpu: wanted {"logical":8}, seen undefined']],
    ['a shorter list', { ...truth, gpus: [] }, ['host.gpus: wanted 2, seen 0: []']],
  ])('%s', (_, seen, wanted) => {
    expect(differences(truth, seen)).toEqual(wanted);
  });
});

describe('contradictions of the truth', () => {
  test.each<[string, object, string[]]>([
    ['none where nothing is known', {}, []],
    ['none where a list is shorter', { gpus: [{ address: 'a' }] }, []],
    ['another value', { cpu: { logical: 4 } }, ['host.cpu.logical: true 8, claimed 4']],
    [
      'what is not known in truth',
      { gpus: [{ address: 'b', uuid: 'GPU-1' }] },
      ['host.gpus[b].uuid: true undefined, claimed "GPU-1"'],
    ],
    ['what does not exist', { gpus: [{ address: 'c' }] }, ['host.gpus[c] does not exist']],
  ])('%s', (_, seen, wanted) => {
    expect(contradictions(truth, seen)).toEqual(wanted);
  });
});

test.each(['x86_64', 'aarch64'] as const)(
  'a made-up loader cache of %s is read as what it was made of',
  (machine) => {
    const entries = [
      { soname: 'libcuda.so.1', path: '/opt/lib/libcuda.so.1' },
      { soname: 'libnvidia-ml.so.1', path: '/opt/lib/libnvidia-ml.so.1' },
    ];
    expect(parseLdSoCache(ldSoCache(entries, machine))).toEqual(entries);
  },
);
