/**
 * What a container sees: env and mounts as the kubelet makes them from a pod with its annotations. Only what
 * Latebind relies on: env from literals, annotations and earlier variables, and subPathExpr below hostPath.
 */
import { join } from 'node:path/posix';
import type { Container, EnvVar, Pod, VolumeMount } from '../shared/kube/objects.ts';

export interface ContainerView {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly {
    readonly mountPath: string;
    readonly source: string;
    readonly readOnly: boolean;
  }[];
  /** Why the kubelet does not start it: a variable in a subPathExpr has no value. */
  readonly waiting?: string;
}

export function containerView(pod: Pod, container: Container): ContainerView {
  const env = new Map<string, string>();
  for (const variable of container.env ?? []) env.set(variable.name, valueOf(variable, pod, env));
  const mounts: { mountPath: string; source: string; readOnly: boolean }[] = [];
  for (const mount of container.volumeMounts ?? []) {
    const missing = missingVariable(mount.subPathExpr ?? '', env);
    if (missing !== null) return { env: entries(env), mounts, waiting: `missing value for ${missing}` };
    mounts.push({
      mountPath: mount.mountPath,
      source: sourceOf(mount, pod, env),
      readOnly: mount.readOnly === true,
    });
  }
  return { env: entries(env), mounts };
}

function entries(env: ReadonlyMap<string, string>): { name: string; value: string }[] {
  return [...env].map(([name, value]) => ({ name, value }));
}

function valueOf(variable: EnvVar, pod: Pod, env: ReadonlyMap<string, string>): string {
  const field = variable.valueFrom?.fieldRef?.fieldPath;
  if (field === undefined) return expand(variable.value ?? '', env);
  const annotation = /^metadata\.annotations\['(.+)'\]$/.exec(field)?.[1];
  if (annotation !== undefined) return pod.metadata.annotations?.[annotation] ?? '';
  return field === 'spec.nodeName' ? (pod.spec.nodeName ?? '') : `(${field})`;
}

/** $(NAME) where NAME is known; an unknown one stays as it is, and $$(NAME) is how one writes it literally. */
function expand(text: string, env: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$?\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) =>
    whole.startsWith('$$') ? whole.slice(1) : (env.get(name) ?? whole),
  );
}

/** In a subPathExpr an empty variable is as bad as a missing one: the container waits. */
function missingVariable(text: string, env: ReadonlyMap<string, string>): string | null {
  for (const [whole, name] of text.matchAll(/\$?\$\(([A-Za-z_][\w.-]*)\)/g)) {
    if (!whole.startsWith('$$') && name !== undefined && (env.get(name) ?? '') === '') return name;
  }
  return null;
}

function sourceOf(mount: VolumeMount, pod: Pod, env: ReadonlyMap<string, string>): string {
  const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
  const below = mount.subPath ?? expand(mount.subPathExpr ?? '', env);
  if (volume?.hostPath !== undefined) return join(volume.hostPath.path, below);
  const kind = Object.keys(volume ?? {}).find((key) => key !== 'name') ?? 'unknown volume';
  return below === '' ? kind : `${kind}/${below}`;
}
