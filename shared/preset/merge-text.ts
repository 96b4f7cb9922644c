/** How conflicts and decisions call places and values. */
import type { Fields } from '../json.ts';
import { Late } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { Joined } from './joined.ts';
import { shorten } from './shorten.ts';
import type { Owner, Place } from './work-pod.ts';

export function ownerName(owner: Owner): string {
  return typeof owner === 'string' ? owner : owner.id;
}

/** spec.nodeSelector[disk], spec.securityContext.runAsUser */
export function labelOf(place: Place, path: readonly string[]): string {
  return path.reduce(
    (text, key) =>
      /^[A-Za-z0-9]+$/.test(key) && !isMapKey(path, key) ? `${text}.${key}` : `${text}[${key}]`,
    place.path,
  );
}

const MAP_FIELDS: ReadonlySet<string | undefined> = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'requests',
  'limits',
]);

function isMapKey(path: readonly string[], key: string): boolean {
  return MAP_FIELDS.has(path[path.lastIndexOf(key) - 1]);
}

const SHOWN = 120;

/** An entry without its name, short, for messages; of a mount the name is that of its volume. */
export function show(entry: Fields): string {
  const { name, merge: _merge, ...others } = entry;
  const rest = 'mountPath' in entry ? { name, ...others } : others;
  const value = rest['value'];
  return typeof value === 'string' ? shorten(`"${value}"`, SHOWN) : showValue(rest);
}

export function showValue(value: unknown): string {
  return shorten(JSON.stringify(value, readable) ?? 'nothing', SHOWN);
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Late) return value.source;
  if (value instanceof Joined)
    return value.tokens.map((token) => (token instanceof Late ? token.source : token)).join(value.separator);
  // The note about a preset must not depend on who wrote the pod down.
  return isPlain(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value;
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
