/** To the API server a list or a map of strings without entries is none. */
import type { Pod } from '../../shared/kube/objects.ts';

const MAPS: readonly string[] = ['labels', 'annotations', 'nodeSelector', 'requests', 'limits'];

export function withoutEmpty(pod: Pod): Pod {
  return JSON.parse(JSON.stringify(pod), (key, value: unknown) => {
    if (Array.isArray(value)) return value.length === 0 ? undefined : value;
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    return empty && MAPS.includes(key) ? undefined : value;
  }) as Pod;
}
