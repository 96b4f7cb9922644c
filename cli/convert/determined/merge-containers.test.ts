import { describe, expect, it } from 'vitest';
import type { Fields } from '../../../shared/json.ts';
import { mergedContainer } from './merge-containers.ts';

const merged = (task: Fields, base: Fields): Fields => {
  const { name: _name, ...fields } = mergedContainer({ name: 'ship', ...task }, { name: 'ship', ...base });
  return fields;
};

describe('mergedContainer', () => {
  it.each<[string, Fields, Fields, Fields]>([
    ['scalars', { image: 'b' }, { image: 'a', tty: true }, { image: 'b', tty: true }],
    [
      'structs by key',
      { resources: { limits: { cpu: '2' } } },
      { resources: { limits: { cpu: '1', memory: '1Gi' } } },
      { resources: { limits: { cpu: '2', memory: '1Gi' } } },
    ],
    ['lists without a key as a whole', { args: ['b'] }, { args: ['a', 'a'] }, { args: ['b'] }],
    [
      'variables by name, in the order of the default',
      {
        env: [
          { name: 'C', value: '3' },
          { name: 'A', value: '2' },
        ],
      },
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '1' },
        ],
      },
      {
        env: [
          { name: 'A', value: '2' },
          { name: 'B', value: '1' },
          { name: 'C', value: '3' },
        ],
      },
    ],
    [
      'mounts by path, field by field',
      { volumeMounts: [{ name: 'b', mountPath: '/d' }] },
      { volumeMounts: [{ name: 'a', mountPath: '/d', readOnly: true }] },
      { volumeMounts: [{ name: 'b', mountPath: '/d', readOnly: true }] },
    ],
    [
      'a variable that has one source only',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      { env: [{ name: 'A', value: '1' }] },
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
    ],
    [
      'a probe that has one action only',
      { livenessProbe: { exec: { command: ['true'] } } },
      { livenessProbe: { httpGet: { port: 80 }, periodSeconds: 5 } },
      { livenessProbe: { exec: { command: ['true'] }, periodSeconds: 5 } },
    ],
    ['explicit false over true', { tty: false }, { tty: true }, { tty: false }],
  ])('merges %s', (_what, task, base, result) => {
    expect(merged(task, base)).toEqual(result);
  });
});
