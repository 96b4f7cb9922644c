/** What a container sees of its pod, as the kubelet computes it. */
import type { Container, Pod, VolumeMount } from '../../shared/kube/objects.ts';

/** In order, an expansion sees earlier variables only; a missing annotation is empty. `bound`: annotations of the Binding. */
export function environment(
  container: Container,
  pod: Pod,
  bound: Readonly<Record<string, string>>,
): Map<string, string> {
  const seen = new Map<string, string>();
  for (const { name, value: text, valueFrom } of container.env ?? []) {
    const path = valueFrom?.fieldRef?.fieldPath;
    const key = /^metadata\.annotations\['(.*)'\]$/.exec(path ?? '')?.[1];
    if (valueFrom === undefined)
      seen.set(
        name,
        expand(text ?? '', (variable) => seen.get(variable) ?? `$(${variable})`),
      );
    else
      seen.set(
        name,
        key === undefined ? (pod.metadata.name ?? '') : (bound[key] ?? pod.metadata.annotations?.[key] ?? ''),
      );
  }
  return seen;
}

/** undefined: the container does not start (CreateContainerConfigError). */
export function subPath(
  { subPath: fixed, subPathExpr }: VolumeMount,
  seen: ReadonlyMap<string, string>,
): string | undefined {
  if (subPathExpr === undefined) return fixed ?? '';
  let missing = false;
  const path = expand(subPathExpr, (name) => {
    const text = seen.get(name) ?? '';
    if (text === '') missing = true;
    return text;
  });
  return missing || path.startsWith('/') || path.split('/').includes('..') ? undefined : path;
}

/** third_party/forked/golang/expansion/expand.go */
function expand(text: string, variable: (name: string) => string): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (_all, name: string | undefined) =>
    name === undefined ? '$' : variable(name),
  );
}
