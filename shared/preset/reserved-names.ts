import type { Pod } from '../kube/objects.ts';
import { GATE, RESERVED_ENV_PREFIX, RESERVED_VOLUME_PREFIX } from '../names.ts';

/** What the author may not call by our names. Everything of ours is stripped already. */
export function reservedName(pod: Pod): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.name.startsWith(RESERVED_VOLUME_PREFIX))
      return `spec.volumes: the name "${volume.name}" is reserved for Latebind`;
  }
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    for (const { name } of container.env ?? []) {
      if (name.startsWith(RESERVED_ENV_PREFIX))
        return `container ${container.name}: the variable "${name}" is reserved for Latebind`;
    }
    for (const { mountPath } of container.volumeMounts ?? []) {
      if (mountPath.replace(/\/+$/, '') === GATE.mountPath)
        return `container ${container.name}: the mount path "${mountPath}" is reserved for Latebind`;
    }
  }
  return undefined;
}
