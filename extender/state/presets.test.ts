import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../shared/names.ts';
import { clusterPreset, type PresetObject, preset } from '../../test/build/preset.ts';
import { engine } from '../engine.ts';
import { type CachedPreset, createPresetStore } from './presets.ts';

function setUp() {
  let compiled = 0;
  const changes: string[] = [];
  const store = createPresetStore({
    compile(object) {
      compiled += 1;
      return engine.compilePreset(object);
    },
  });
  store.onChange((id) => changes.push(id));
  return {
    store,
    compiled: () => compiled,
    changes,
    see({ kind, apiVersion: _apiVersion, ...object }: PresetObject, previous?: CachedPreset): CachedPreset {
      // Objects in a list carry neither kind nor apiVersion.
      const project = store.projection(kind === 'PodPreset' ? 'PodPreset' : 'ClusterPodPreset', API_VERSION);
      const item = project(object, previous);
      if (item !== previous) store.upsert(item, previous);
      return item;
    },
    ids: (namespace: string) => store.forNamespace(namespace).map(({ id }) => id),
  };
}

const nvidia = clusterPreset('nvidia').forResource('nvidia.com/gpu').env({ name: 'A', value: '1' });
const mine = preset('team-a', 'mine').forResource('nvidia.com/gpu').env({ name: 'B', value: '2' });
const broken = nvidia.env({ name: 'C', value: '${host.' }).metadata({ generation: 2 });

describe('presets', () => {
  it('of the cluster and of the namespace may select a pod, those of others may not', () => {
    const { see, ids, store } = setUp();
    see(nvidia.build());
    see(mine.build());
    expect(ids('team-a')).toEqual(['ClusterPodPreset/nvidia', 'PodPreset/team-a/mine']);
    expect(ids('team-b')).toEqual(['ClusterPodPreset/nvidia']);
    expect(store.lookup('PodPreset/team-a/mine')?.name).toBe('mine');
  });

  it('are compiled when their spec changes, and not for a new label', () => {
    const { see, compiled, changes } = setUp();
    const first = see(nvidia.build());
    expect(see(nvidia.metadata({ labels: { a: 'b' }, resourceVersion: '2' }).build(), first)).toBe(first);
    see(nvidia.metadata({ generation: 2 }).build(), first);
    expect(compiled()).toBe(2);
    expect(changes).toEqual(['ClusterPodPreset/nvidia', 'ClusterPodPreset/nvidia']);
  });

  it('that are not valid are counted and select nothing, whatever they were before', () => {
    const { see, ids, store } = setUp();
    const first = see(nvidia.build());
    see(mine.build());
    const second = see(broken.build(), first);
    expect(second.valid).toBe(false);
    expect(ids('team-a')).toEqual(['PodPreset/team-a/mine']);
    expect(store.lookup('ClusterPodPreset/nvidia')).toBeUndefined();
    expect(store.counts()).toContainEqual({ kind: 'ClusterPodPreset', valid: false, count: 1 });
    see(nvidia.metadata({ generation: 3 }).build(), second);
    expect(store.lookup('ClusterPodPreset/nvidia')).toBeDefined();
  });

  it('that are deleted are forgotten', () => {
    const { see, ids, store, changes } = setUp();
    store.delete(see(nvidia.build()));
    store.delete(see(mine.build()));
    expect(changes.at(-1)).toBe('PodPreset/team-a/mine');
    expect(ids('team-a')).toEqual([]);
    expect(store.lookup('PodPreset/team-a/mine')).toBeUndefined();
    expect(store.counts().every(({ count }) => count === 0)).toBe(true);
  });
});
