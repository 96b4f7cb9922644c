/** Records what each preset changed, so that a second admission can undo it: latebind.dev/applied (provenance.ts). */
import { type Fields, own } from '../json.ts';
import type { Container } from '../kube/objects.ts';
import type { PresetId } from './api.ts';
import type { EntryValue } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { sameJson } from './equality.ts';
import { fingerprint } from './fingerprint.ts';
import type { Addition, Taken } from './provenance.ts';
import { VALUE_GROUPS } from './strip.ts';
import {
  type Item,
  objectAt,
  type Place,
  type Target,
  valueKey,
  type WorkContainer,
  type WorkPod,
} from './work-pod.ts';

export interface PresetChanges {
  readonly added: Readonly<Record<string, readonly Addition[]>>;
  readonly taken: Readonly<Record<string, readonly Taken[]>>;
}

export class ChangeLog {
  readonly #log = new Map<PresetId, { added: Record<string, Addition[]>; taken: Record<string, Taken[]> }>();

  /** Gives the rendered entry back. */
  note<T>(path: string, { owner, was }: Item, rendered: T): T {
    if (typeof owner !== 'string') this.#add(owner.id, path, fingerprint(rendered as EntryValue, path), was);
    return rendered;
  }

  noteTaken({ path, removed }: Target): void {
    for (const { by, entries } of removed) {
      for (const entry of entries) this.#take(by.id, path, entry);
    }
  }

  /** Gives the container back, as it is in the pod already where it would be added as it was. */
  noteContainer({ owner, list, hole }: WorkContainer, container: Container): Container {
    if (typeof owner === 'string') return container;
    const path = `spec.${list}`;
    const print = fingerprint(container, path);
    this.#add(owner.id, path, print, { name: container.name });
    return hole?.print === print ? hole.container : container;
  }

  /** Values that are no list of the table: labels, annotations and the node selector by key, anything else by field. */
  noteValues(work: WorkPod, place: Place): void {
    const now = objectAt(work, place);
    for (const group of VALUE_GROUPS) {
      const at = group === '' ? place.path : `${place.path}.${group}`;
      const [before, after] =
        group === '' ? [place.source, now] : [fieldsOf(place.source[group]), fieldsOf(now[group])];
      // In an order that does not depend on who wrote the pod.
      for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
        if (group === '' && isGroup(name)) continue;
        const [was, value] = [own(before, name), own(after, name)];
        // What the API server computed from a value of ours is not ours, also where it is what the author had.
        const isComputed = group === '' && work.computed.has(valueKey(place, [name]));
        const by =
          sameJson(was, value) && !isComputed
            ? undefined
            : ownerOf(work, place, group === '' ? [name] : [group, name]);
        if (by === undefined) continue;
        if (value === undefined || isComputed) {
          if (was !== undefined) this.#take(by, at, [0, { name, value: was }]);
        } else
          this.#add(
            by,
            at,
            fingerprint({ name, value }, at),
            was === undefined ? undefined : { name, value: was },
          );
      }
    }
  }

  all(): ReadonlyMap<PresetId, PresetChanges> {
    return this.#log;
  }

  #of(id: PresetId): { added: Record<string, Addition[]>; taken: Record<string, Taken[]> } {
    const changes = this.#log.get(id) ?? { added: {}, taken: {} };
    this.#log.set(id, changes);
    return changes;
  }

  #add(id: PresetId, path: string, print: string, was: Fields | undefined): void {
    const { added } = this.#of(id);
    added[path] = [...(added[path] ?? []), was === undefined ? print : [print, was]];
  }

  #take(id: PresetId, path: string, entry: Taken): void {
    const { taken } = this.#of(id);
    taken[path] = [...(taken[path] ?? []), entry];
  }
}

function fieldsOf(value: unknown): Fields {
  return isPlain(value) ? value : {};
}

function isGroup(name: string): boolean {
  return name !== '' && (VALUE_GROUPS as readonly string[]).includes(name);
}

/** The preset that changed this value, something below it, or all that holds it. */
function ownerOf(work: WorkPod, place: Place, path: readonly string[]): PresetId | undefined {
  const key = valueKey(place, path);
  for (const [at, owner] of work.owners) {
    if (at === key || at.startsWith(`${key}\0`) || key.startsWith(`${at}\0`)) return owner.id;
  }
  return undefined;
}
