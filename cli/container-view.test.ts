import { describe, expect, it } from 'vitest';
import type { Container, Pod } from '../shared/kube/objects.ts';
import { containerView } from './container-view.ts';

const LIBRARY = "metadata.annotations['bind.latebind.dev/library']";

function viewOf(container: Partial<Container>, annotations: Record<string, string> = {}) {
  const whole = { name: 'main', ...container };
  const pod: Pod = {
    metadata: { name: 'p', annotations },
    spec: {
      nodeName: 'n',
      containers: [whole],
      volumes: [
        { name: 'root', hostPath: { path: '/' } },
        { name: 'gate', emptyDir: {} },
      ],
    },
  };
  return containerView(pod, whole);
}

describe('containerView', () => {
  it('takes a value from an annotation and puts it into later variables and paths', () => {
    const view = viewOf(
      {
        env: [
          { name: 'LIBRARY', valueFrom: { fieldRef: { fieldPath: LIBRARY } } },
          { name: 'PATHS', value: '$(LIBRARY):/opt' },
        ],
        volumeMounts: [{ name: 'root', mountPath: '/lib/x', subPathExpr: '$(LIBRARY)', readOnly: true }],
      },
      { 'bind.latebind.dev/library': 'usr/lib64' },
    );
    expect(view.env).toContainEqual({ name: 'PATHS', value: 'usr/lib64:/opt' });
    expect(view.mounts).toEqual([{ mountPath: '/lib/x', source: '/usr/lib64', readOnly: true }]);
  });

  it('leaves an unknown reference and an escaped one as text', () => {
    const env = [
      { name: 'A', value: '$(NOPE)' },
      { name: 'B', value: '$$(A)' },
    ];
    expect(viewOf({ env }).env.map(({ value }) => value)).toEqual(['$(NOPE)', '$(A)']);
  });

  it('waits when a path needs a value that is missing', () => {
    const view = viewOf({
      env: [{ name: 'LIBRARY', valueFrom: { fieldRef: { fieldPath: LIBRARY } } }],
      volumeMounts: [{ name: 'gate', mountPath: '/gate', subPathExpr: '$(LIBRARY)' }],
    });
    expect(view.waiting).toBe('missing value for LIBRARY');
  });
});
