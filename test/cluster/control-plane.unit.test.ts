import { describe, expect, it } from 'vitest';
import { replaceFlags, tokenLine } from './control-plane.ts';
import { schedulerConfiguration } from './scheduler.ts';

describe('tokenLine', () => {
  it('quotes groups, and leaves out none', () => {
    expect(tokenLine({ name: 'a', groups: ['x', 'system:masters'] }, 't')).toBe('t,a,a,"x,system:masters"');
    expect(tokenLine({ name: 'a' }, 't')).toBe('t,a,a');
    expect(tokenLine({ name: 'a', groups: [] }, 't')).toBe('t,a,a');
  });
});

describe('replaceFlags', () => {
  it('lets what is given replace the default of that name', () => {
    const flags = replaceFlags(['--v', '2', '--profiling', 'false'], ['--v=4', '--feature-gates=A=true']);
    expect(flags).toEqual(['--profiling=false', '--v=4', '--feature-gates=A=true']);
  });
});

describe('schedulerConfiguration', () => {
  it('has the extenders as they were given, and lets other fields win', () => {
    const extenders = [{ urlPrefix: 'http://127.0.0.1:1', filterVerb: 'filter' }];
    const configuration = { percentageOfNodesToScore: 100, clientConnection: { kubeconfig: '/other' } };
    expect(
      schedulerConfiguration({ schedulerName: 'second', extenders, configuration }, '/kubeconfig'),
    ).toMatchObject({
      kind: 'KubeSchedulerConfiguration',
      leaderElection: { leaderElect: false },
      profiles: [{ schedulerName: 'second' }],
      extenders,
      percentageOfNodesToScore: 100,
      clientConnection: { kubeconfig: '/other' },
    });
  });
});
