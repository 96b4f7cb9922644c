import { describe, expect, it } from 'vitest';
import { pod } from '../../test/build/pod.ts';
import { ANNOTATION } from '../names.ts';
import { provenanceOf } from './provenance.ts';

const of = (text: string) => provenanceOf(pod().annotation(ANNOTATION.applied, text).build());

describe('provenance', () => {
  it('is empty where the pod carries none', () => {
    expect(provenanceOf(pod().build())).toEqual([]);
  });

  it('is read as it was written', () => {
    const entries = [
      {
        preset: 'ClusterPodPreset/a',
        generation: 2,
        result: 'applied',
        added: { 'spec.volumes': ['12345678'] },
      },
      { preset: 'PodPreset/team-a/b', generation: 1, result: 'skipped', reason: 'Conflict', detail: 'x' },
    ];
    expect(of(JSON.stringify(entries))).toEqual(entries);
  });

  it.each([
    ['{', 'JSON'],
    ['{}', 'is not a list'],
    ['[null]', 'has the entry null'],
    ['[{"preset":"a","generation":"1","result":"applied"}]', 'wanted preset, generation and result'],
    ['[{"preset":"a","generation":1,"result":"done"}]', 'wanted preset, generation and result'],
    ['[{"preset":"a","generation":1,"result":"skipped","reason":"Because"}]', 'unknown reason "Because"'],
  ])('%s is refused', (text, message) => {
    expect(() => of(text)).toThrow(message);
  });
});
