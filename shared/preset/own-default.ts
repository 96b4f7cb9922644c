import { isApiDefault } from './defaults.ts';
import type { Place } from './work-pod.ts';

/** Whether the API server fills this value in when the author says nothing: then it stands in nobody's way. */
export function ownApiDefault(place: Place, path: readonly string[], value: unknown): boolean {
  if (place.path === 'metadata') return false;
  return place.container === undefined
    ? isApiDefault('pod', path, value)
    : isApiDefault('container', path, value, place.container.container);
}
