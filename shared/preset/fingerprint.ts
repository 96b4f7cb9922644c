/** Tells whether an entry that an admission of ours wrote is still as it was written. */
import { hash } from 'node:crypto';
import { defaultedContainer, defaultedPodSpec, defaultedVolume } from './defaults.ts';
import type { EntryValue } from './entries.ts';

/**
 * Eight characters. Blind to what the API server adds between two calls of a webhook: it defaults, and its Go types
 * drop what is empty. `where`: the list or object that holds the entry (spec.volumes, spec.containers[main]).
 */
export function fingerprint(entry: EntryValue, where: string): string {
  return hash('sha256', JSON.stringify(canonical(defaultedAt(where, entry))), 'base64url').slice(0, 8);
}

function defaultedAt(where: string, entry: EntryValue): unknown {
  const list = where.slice(where.lastIndexOf('.') + 1);
  if (list === 'volumes') return defaultedVolume(entry);
  if (list === 'ports') return defaultedPort(entry);
  if (where === 'spec.containers' || where === 'spec.initContainers') return defaultedContainer(entry);
  const field = String(entry['name']);
  if (where === 'spec') return [field, defaultedPodSpec({ [field]: entry['value'] })[field]];
  // What is not named env, ports and the like after the last dot is the container itself.
  if (where.endsWith(']')) return [field, defaultedContainer({ [field]: entry['value'] })[field]];
  return entry;
}

/** On the network of the host a port is the same on both sides. */
function defaultedPort(port: EntryValue): unknown {
  const { hostPort, ...rest }: EntryValue = { protocol: 'TCP', ...port };
  return hostPort === port['containerPort'] ? rest : { ...rest, hostPort };
}

/** What pkg/apis/core/v1/defaults.go fills in besides empty texts and flags. */
const DEFAULTED: ReadonlySet<string> = new Set(['apiVersion', 'defaultMode', 'expirationSeconds']);
const EMPTY: readonly unknown[] = [undefined, null, '', false];

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .filter(([key, item]) => !EMPTY.includes(item) && !DEFAULTED.has(key))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)]);
}
