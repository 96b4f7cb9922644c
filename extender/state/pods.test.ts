import { expect, it } from 'vitest';
import { projectPod, projectWatched } from './pods.ts';

it('of a pod is kept what placing and repairing need', () => {
  const meta = {
    name: 'train-0',
    namespace: 'team-a',
    uid: 'uid-1',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    deletionTimestamp: '2026-01-02T00:00:00Z',
    labels: { app: 'train' },
  };
  const raw = {
    metadata: {
      ...meta,
      generateName: 'train-',
      annotations: { 'latebind.dev/slots': '{}', 'bind.latebind.dev/node': 'n', note: 'x' },
    },
    spec: { nodeName: 'gpu-1', containers: [{ name: 'main' }] },
    status: { phase: 'Running' },
  };
  expect(projectPod(raw)).toEqual({
    metadata: { ...meta, annotations: { 'latebind.dev/slots': '{}', 'bind.latebind.dev/node': 'n' } },
    spec: { nodeName: 'gpu-1', containers: [] },
  });
});

it('of a pod of which nothing is known nothing is made up', () => {
  expect(projectPod({ metadata: {} })).toStrictEqual({
    metadata: { annotations: {} },
    spec: { containers: [] },
  });
});

it.each([
  ['latebind.dev/slots', true],
  ['bind.latebind.dev/env.X', true],
  ['a.b.latebind.dev/x', true],
  ['notlatebind.dev/x', false],
  ['latebind.dev', false],
  ['latebind.dev.example/x', false],
  ['example/latebind.dev/x', false],
  ['slots', false],
  ['/latebind.dev', false],
  ['', false],
])('the annotation %s: kept is %s', (key, kept) => {
  const { annotations } = projectPod({ metadata: { annotations: { [key]: '' } } }).metadata;
  expect(Object.keys(annotations ?? {})).toEqual(kept ? [key] : []);
});

it.each([
  ['finished', { metadata: {}, status: { phase: 'Succeeded' } }],
  ['failed', { metadata: {}, status: { phase: 'Failed' } }],
  ['a mirror pod', { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }],
])('a pod that is %s is not kept', (_what, raw) => {
  expect(projectWatched(raw)).toBeUndefined();
});
