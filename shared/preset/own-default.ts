import { isApiDefault } from './defaults.ts';
import type { EntryValue } from './entries.ts';
import type { Place } from './work-pod.ts';

/** Whether the API server fills this value in when the author says nothing: then it stands in nobody's way. */
export function ownApiDefault(place: Place, path: readonly string[], value: unknown): boolean {
  if (place.path === 'metadata') return false;
  return place.container === undefined
    ? isApiDefault('pod', path, value)
    : isApiDefault('container', path, value, place.container.container);
}

const SERVER_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** An entry that an admission plugin of the API server adds to every pod before webhooks see it: nobody said it. */
export function addedByServer(field: string, entry: EntryValue): boolean {
  switch (field) {
    case 'volumes':
      return String(entry['name']).startsWith('kube-api-access-') && entry['projected'] !== undefined;
    case 'volumeMounts':
      return entry['mountPath'] === TOKEN_PATH;
    case 'tolerations':
      return SERVER_TAINTS.includes(String(entry['key'])) && entry['tolerationSeconds'] === 300;
    default:
      return false;
  }
}
