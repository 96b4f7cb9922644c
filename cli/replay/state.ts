/** What the extender knew at a call of a recording: presets, nodes and pods, built up line by line. */

import { FactsError } from '../../shared/host-facts/codec.ts';
import type { FactsState, HostFacts } from '../../shared/host-facts/node-facts.ts';
import { plainFacts } from '../../shared/host-facts/plain.ts';
import { isObject } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import type { NodeView, PresetId } from '../../shared/preset/api.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';
import type { NodeFacts, NodeLine, PresetLine, TrafficLine } from '../../shared/traffic/format.ts';
import { fromOutcomes, type Outcomes } from '../../shared/traffic/outcomes.ts';
import type { SourceDocument } from '../convert/types.ts';
import { compilePresets, type PresetDefaults, readPreset } from '../presets.ts';
import { UserError } from '../user-error.ts';

export interface RecordedNode {
  readonly name: string;
  /** undefined: the extender did not know it. */
  readonly view: NodeView | undefined;
}

export interface Presets {
  readonly lookup: (id: PresetId) => CompiledPreset | undefined;
  forNamespace(namespace: string): CompiledPreset[];
  /** One was recorded. */
  see(line: PresetLine, place: string): void;
}

/** Those of the recording, as they changed. */
export function recordedPresets(): Presets {
  const presets = new Map<PresetId, CompiledPreset>();
  return {
    ...accessTo(presets),
    see({ id, preset }, place) {
      presets.delete(id);
      if (preset === null) return;
      const result = compilePreset(preset);
      // That a new version refuses what an older one took is a difference: the extender would not apply it either.
      if (result.ok) presets.set(result.preset.id, result.preset);
      else if (!isObject(preset)) throw new UserError(`${place}: preset ${id} is no object`);
    },
  };
}

/** Those of files, whatever was recorded; as the cluster would have them if they were applied now. */
export function presetsOfFiles(documents: readonly SourceDocument[], defaults: PresetDefaults): Presets {
  const presets = new Map(compilePresets(documents, defaults).map((preset) => [preset.id, preset]));
  const byId = new Map(documents.map((document) => [readPreset(document, defaults).id, document]));
  return {
    ...accessTo(presets),
    see({ id, preset }) {
      const document = byId.get(id);
      const created = preset?.metadata.creationTimestamp;
      if (document === undefined || created === undefined) return;
      // An edit leaves a preset as old as it is, and age has a part in the order of presets.
      for (const compiled of compilePresets([document], { ...defaults, created })) presets.set(id, compiled);
    },
  };
}

const accessTo = (presets: ReadonlyMap<PresetId, CompiledPreset>): Omit<Presets, 'see'> => ({
  lookup: (id) => presets.get(id),
  forNamespace: (namespace) =>
    [...presets.values()].filter((preset) => (preset.namespace ?? namespace) === namespace),
});

export interface ReplayState {
  readonly presets: Presets;
  see(line: Exclude<TrafficLine, { t: 'call' }>, place: string): void;
  pod(index: number, place: string): Pod;
  node(index: number, place: string): RecordedNode;
  /** Each node of a call, with what was decided about it. */
  nodes<T>(outcomes: Outcomes<T>, place: string): (readonly [RecordedNode, T])[];
}

/** Of one file. */
export function createReplayState(presets: Presets): ReplayState {
  const parts: unknown[] = [];
  /** By their parts: what is asked of one kind of host is asked once. */
  const facts = new Map<string, HostFacts>();
  const nodes: RecordedNode[] = [];
  const pods: Pod[] = [];

  function factsState(state: NodeFacts, place: string): FactsState | undefined {
    switch (state.kind) {
      case 'fresh': {
        const key = JSON.stringify(state.parts);
        let known = facts.get(key);
        if (known === undefined) {
          const fields = Object.entries(state.parts ?? {}).map(([field, number]) => [
            field,
            at(parts, number, 'part', place),
          ]);
          known = readFacts(Object.fromEntries(fields), place);
          facts.set(key, known);
        }
        return { kind: 'fresh', facts: known, hash: key };
      }
      case 'unknown':
        return undefined;
      case 'missing':
      case 'stale':
      case 'unreadable':
        return state;
      default:
        state satisfies never;
        throw new UserError(`${place}: facts are of no known kind; was the file edited?`);
    }
  }

  function nodeOf({ name, facts: recorded, like, labels }: NodeLine, place: string): RecordedNode {
    if (typeof name !== 'string' || !isObject(recorded) || !isObject(labels))
      throw new UserError(`${place}: is no node; was the file edited?`);
    const state = factsState(recorded, place);
    if (state === undefined) return { name, view: undefined };
    const before = like === undefined ? {} : at(nodes, like, 'node', place).view?.labels;
    const merged = Object.entries({ ...before, ...labels }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    return {
      name,
      view: { name, uid: `uid-of-${name}`, labels: Object.fromEntries(merged), facts: state },
    };
  }

  return {
    presets,
    see(line, place) {
      switch (line.t) {
        case 'preset':
          presets.see(line, place);
          return;
        case 'part':
          parts.push(line.value);
          return;
        case 'node':
          nodes.push(nodeOf(line, place));
          return;
        case 'pod':
          if (!isObject(line.metadata)) throw new UserError(`${place}: is no pod; was the file edited?`);
          pods.push({ metadata: line.metadata, spec: { containers: [] } });
          return;
        case 'start':
        case 'end':
          return;
        default:
          line satisfies never;
      }
    },
    pod: (index, place) => at(pods, index, 'pod', place),
    node: (index, place) => at(nodes, index, 'node', place),
    nodes(outcomes, place) {
      const pairs = isObject(outcomes) ? fromOutcomes(outcomes, nodes.length) : undefined;
      if (pairs === undefined)
        throw new UserError(
          `${place}: nodes ${JSON.stringify(outcomes)?.slice(0, 80)} are not all there; was the file edited?`,
        );
      return pairs.map(([index, outcome]) => [at(nodes, index, 'node', place), outcome] as const);
    },
  };
}

function at<T>(items: readonly T[], index: number, what: string, place: string): T {
  const item = items[index];
  if (item === undefined)
    throw new UserError(
      `${place}: refers to ${what} ${index}, there are ${items.length}; was the file edited?`,
    );
  return item;
}

function readFacts(facts: unknown, place: string): HostFacts {
  try {
    return plainFacts(facts);
  } catch (error) {
    if (error instanceof FactsError) throw new UserError(`${place}: ${error.message}`);
    throw error;
  }
}
