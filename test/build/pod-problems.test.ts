import { describe, expect, it } from 'vitest';
import type { Pod } from '../../shared/kube/objects.ts';
import { pod } from './pod.ts';
import { podProblems } from './pod-problems.ts';

const V = { name: 'v', emptyDir: {} };
const FIELD = { fieldRef: { fieldPath: 'metadata.name' } };
const main = (fields: object): Pod =>
  pod()
    .spec({ volumes: [V], containers: [{ name: 'main', ...fields }] })
    .build();
const required = (nodeSelectorTerms: object[]): object => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
});

it('nothing is wrong with a valid pod', () => {
  expect(podProblems(pod().build())).toEqual([]);
  expect(podProblems(main({ volumeMounts: [{ name: 'v', mountPath: '/v' }], env: [{ name: 'A' }] }))).toEqual(
    [],
  );
});

describe('what is wrong with a pod', () => {
  it.each<[string, Pod]>([
    ['containers: main is there twice', pod().initContainer({ name: 'main' }).build()],
    [
      'volumes: v is there twice',
      pod()
        .spec({ volumes: [V, V] })
        .build(),
    ],
    [
      'volume v has the sources emptyDir, hostPath',
      pod()
        .spec({ volumes: [{ ...V, hostPath: { path: '/' } }] })
        .build(),
    ],
    ['which is not there', main({ volumeMounts: [{ name: 'gone', mountPath: '/v' }] })],
    [
      'mounts: /v is there twice',
      main({
        volumeMounts: [
          { name: 'v', mountPath: '/v' },
          { name: 'v', mountPath: '/v/' },
        ],
      }),
    ],
    [
      'has both subPath and subPathExpr',
      main({ volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'a', subPathExpr: 'b' }] }),
    ],
    ['has both value and valueFrom', main({ env: [{ name: 'A', value: 'a', valueFrom: FIELD }] })],
    ['above its limit', main({ resources: { requests: { cpu: '1100m' }, limits: { cpu: 1 } } })],
    ['without a limit', main({ resources: { requests: { 'nvidia.com/gpu': 1 } } })],
    [
      'an init container has a livenessProbe',
      pod()
        .initContainer({ name: 'i', livenessProbe: { exec: {} } })
        .build(),
    ],
    ['livenessProbe has the handlers exec, tcpSocket', main({ livenessProbe: { exec: {}, tcpSocket: {} } })],
    ['label a is "-"', pod().label('a', '-').build()],
    [
      'nodeSelectorTerms is empty',
      pod()
        .spec({ affinity: required([]) })
        .build(),
    ],
    [
      'schedulingGates: a is there twice',
      pod()
        .spec({ schedulingGates: [{ name: 'a' }, { name: 'a' }] })
        .build(),
    ],
    ['holds an expression', main({ env: [{ name: 'A', value: '${host.os.id}' }] })],
    ['is a Date', main({ env: [{ name: 'A', value: new Date() }] })],
    ['is null', main({ workingDir: null })],
  ])('%s', (problem, broken) => {
    expect(podProblems(broken).join('\n')).toContain(problem);
  });
});
