import { engine } from '../../extender/engine.ts';
import type { ClusterState } from '../../extender/state/cluster.ts';
import { createNamespaceStore } from '../../extender/state/namespaces.ts';
import { createNodeStore } from '../../extender/state/nodes.ts';
import { createPlainPods } from '../../extender/state/plain-pods.ts';
import { createPodStore, projectPod, projectWatched } from '../../extender/state/pods.ts';
import { createPresetStore } from '../../extender/state/presets.ts';
import type { Node, Pod } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { API_VERSION } from '../../shared/names.ts';
import type { PresetObject } from './preset.ts';

export interface Contents {
  nodes?: readonly Node[];
  pods?: readonly Pod[];
  presets?: readonly PresetObject[];
  /** Names to labels. */
  namespaces?: Readonly<Record<string, Record<string, string>>>;
  /** Read at each question, so a test may change it. */
  unsynced?: readonly string[];
}

export interface TestState extends ClusterState {
  /** As a watch event would. */
  seeNode(node: Node): void;
  seePod(pod: Pod): void;
  seePreset(preset: PresetObject): void;
}

/** The extender's caches with contents of a test's choice, and no API server. */
export function clusterState(contents: Contents = {}): TestState {
  const nodes = createNodeStore({ readFacts: engine.factsOfNode });
  const presets = createPresetStore({ compile: engine.compilePreset });
  const namespaces = createNamespaceStore();
  const pods = createPodStore();
  const raw = (object: object): RawObject => object as RawObject;
  const state: TestState = {
    nodes,
    presets,
    namespaces,
    pods,
    plainPods: createPlainPods(),
    unsynced: () => [...(contents.unsynced ?? [])],
    reflectors: () => [],
    seeNode: (node) => nodes.upsert(nodes.project(raw(node), undefined)),
    seePod(pod) {
      const watched = projectWatched(raw(pod));
      if (watched === undefined) pods.delete(projectPod(pod));
      else pods.upsert(watched);
    },
    seePreset(preset) {
      const kind = preset.kind === 'PodPreset' ? 'PodPreset' : 'ClusterPodPreset';
      presets.upsert(presets.projection(kind, API_VERSION)(raw(preset), undefined));
    },
  };
  for (const node of contents.nodes ?? []) state.seeNode(node);
  for (const preset of contents.presets ?? []) state.seePreset(preset);
  for (const [name, labels] of Object.entries(contents.namespaces ?? { 'team-a': {} })) {
    namespaces.upsert({ name, labels });
  }
  for (const pod of contents.pods ?? []) state.seePod(pod);
  return state;
}
