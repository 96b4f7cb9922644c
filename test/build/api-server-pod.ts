/**
 * A pod as the API server has it when it calls a webhook: defaulted, and through its own admission plugins (ServiceAccount,
 * Priority, DefaultTolerationSeconds, RuntimeClass), which run again whenever a webhook has changed it.
 */
import type { Fields } from '../../shared/json.ts';
import type { Container, Pod, Toleration } from '../../shared/kube/objects.ts';
import { defaultedPodSpec } from '../../shared/preset/defaults.ts';

/** The API server draws the last five letters. */
export const TOKEN_VOLUME = 'kube-api-access-x2x4z';
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The classes that pods of arbitrary/ and their presets name. */
export const PRIORITIES: Readonly<Record<string, number>> = { high: 1000, low: -10 };
export const OVERHEADS: Readonly<Record<string, Fields>> = {
  sandboxed: { podFixed: { cpu: '250m' } },
  plain: {},
};

export function asSent(pod: Pod): Pod {
  const spec = structuredClone(withPlugins(defaultedPodSpec(withPriority(pod.spec)) as Pod['spec']));
  const { labels, annotations, ...metadata } = pod.metadata;
  return {
    ...pod,
    metadata: { ...metadata, ...filled({ labels }), ...filled({ annotations }) },
    spec,
  };
}

/** The priority is the class's; what the pod says instead would be refused. */
function withPriority(spec: Pod['spec']): Pod['spec'] {
  const name = spec['priorityClassName'];
  if (typeof name !== 'string' || spec['priority'] !== undefined) return spec;
  return { ...spec, priority: PRIORITIES[name] ?? 0, preemptionPolicy: 'PreemptLowerPriority' };
}

function withPlugins(spec: Pod['spec']): Pod['spec'] {
  return withTolerations(withToken(withOverhead(spec)));
}

function withOverhead(spec: Pod['spec']): Pod['spec'] {
  const overhead = OVERHEADS[String(spec['runtimeClassName'])]?.['podFixed'];
  return overhead === undefined ? spec : { ...spec, overhead };
}

function withToken(spec: Pod['spec']): Pod['spec'] {
  if (spec['automountServiceAccountToken'] === false) return spec;
  const known = spec.volumes?.find(({ name }) => name.startsWith('kube-api-access-'))?.name;
  let used = false;
  const mounted = (containers: readonly Container[]): Container[] =>
    containers.map((one) => {
      if (one.volumeMounts?.some(({ mountPath }) => mountPath === TOKEN_PATH) === true) return one;
      used = true;
      const mount = { name: known ?? TOKEN_VOLUME, readOnly: true, mountPath: TOKEN_PATH };
      return { ...one, volumeMounts: [...(one.volumeMounts ?? []), mount] };
    });
  const result = {
    ...spec,
    containers: mounted(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: mounted(spec.initContainers) }),
  };
  if (known !== undefined || !used) return result;
  const projected = {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  };
  return { ...result, volumes: [...(spec.volumes ?? []), { name: TOKEN_VOLUME, projected }] };
}

function withTolerations(spec: Pod['spec']): Pod['spec'] {
  const own = spec.tolerations ?? [];
  const tolerates = (key: string) => (one: Toleration) =>
    ['', undefined, key].includes(one.key) && ['', undefined, 'NoExecute'].includes(one.effect);
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !own.some(tolerates(key)))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
  return added.length === 0 ? spec : { ...spec, tolerations: [...own, ...added] };
}

function filled<T extends object>(fields: T): Partial<T> {
  const [value] = Object.values(fields) as (object | undefined)[];
  return value === undefined || Object.keys(value).length === 0 ? {} : fields;
}
