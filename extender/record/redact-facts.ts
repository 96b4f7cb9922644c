/**
 * Takes out of facts what tells one host from another of its kind: boot id, uid of the Node, UUIDs, serial numbers in names of
 * disks. Stand-ins are counted within a host, so all hosts of a kind come out equal and are written once.
 */
import type { FactsState, HostFacts } from '../../shared/host-facts/node-facts.ts';
import { isObject } from '../../shared/json.ts';

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['bootId', 'nodeUid', 'uuid']);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/**
 * Serial numbers in udev's names of disks: words with a digit, and long ones in hexadecimal. What a provider calls its
 * disks ("google-local-nvme-ssd-0", "scsi-0Google_…") has no such words, nor has a partition.
 */
const SERIAL =
  /(?<![A-Za-z0-9])(?!part\d+(?![A-Za-z0-9])|0[A-Za-z]+(?![A-Za-z0-9]))(?:(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{5,}|[0-9a-fA-F]{8,})(?![A-Za-z0-9])/g;
/** Of these, each word of a file system or a partition is an identity, however short. */
const ID = /(?<![A-Za-z0-9])(?!part\d+(?![A-Za-z0-9]))[A-Za-z0-9]+/g;
const NAMES_OF_DISKS: readonly (readonly [folder: string, identity: RegExp])[] = [
  ['/dev/disk/by-id/', SERIAL],
  ['/dev/disk/by-uuid/', ID],
  ['/dev/disk/by-partuuid/', ID],
];
/** "GPU-" and "MIG-" say what the rest is. */
const PREFIX = /^[A-Z]{2,4}-/;

export interface RedactedFacts {
  readonly facts: HostFacts;
  /** Stand-ins for what was found, also in text that was made of the facts. */
  readonly text: (text: string) => string;
}

export function redactFacts(facts: HostFacts): RedactedFacts {
  const standIns = new Map<string, string>();
  const replace = (value: string): string => {
    const known = standIns.get(value);
    if (known !== undefined) return known;
    const standIn = standInFor(value, standIns.size + 1);
    standIns.set(value, standIn);
    return standIn;
  };
  const redactText = (text: string): string => {
    for (const [folder, identity] of NAMES_OF_DISKS) {
      if (text.startsWith(folder)) return folder + text.slice(folder.length).replace(identity, replace);
    }
    return text.replace(UUID, replace);
  };
  const redact = (value: unknown, field: string): unknown => {
    if (typeof value === 'string')
      return IDENTITY_FIELDS.has(field) && value !== '' ? replace(value) : redactText(value);
    if (Array.isArray(value)) return value.map((item: unknown) => redact(item, field));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner, key)]));
  };
  const redacted = redact(facts, '') as HostFacts;
  return {
    facts: redacted,
    text(text) {
      let result = text;
      for (const [value, standIn] of standIns) result = result.replaceAll(value, standIn);
      return result;
    },
  };
}

/** Facts that are not fresh say which boot, or which Node, they are of. */
export function redactState(state: Exclude<FactsState, { kind: 'fresh' }>): typeof state {
  return state.kind === 'stale' && state.field !== 'kernel'
    ? { ...state, seen: standInFor(state.seen, 1), wanted: standInFor(state.wanted, 2) }
    : state;
}

/** Of the same form: GPU-00000000-0000-0000-0000-000000000003 */
function standInFor(value: string, count: number): string {
  const prefix = PREFIX.exec(value)?.[0] ?? '';
  const characters = value
    .slice(prefix.length)
    .replaceAll(/[A-Za-z0-9]/g, '0')
    .split('');
  let rest = count;
  for (let index = characters.length - 1; index >= 0 && rest > 0; index--) {
    if (characters[index] !== '0') continue;
    characters[index] = String(rest % 10);
    rest = Math.trunc(rest / 10);
  }
  return prefix + characters.join('');
}
