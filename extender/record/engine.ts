/** The engine, with what it decided kept for as long as the decision itself: what a recording cannot see from outside. */
import type { AdmitInput } from '../../shared/preset/admit.ts';
import type { AdmitResult, NodeView } from '../../shared/preset/api.ts';
import type { CompiledPreset } from '../../shared/preset/compile.ts';
import type { Engine } from '../engine.ts';

export interface WatchedEngine {
  readonly engine: Engine;
  /** What a preset was compiled from. */
  readonly sources: WeakMap<CompiledPreset, object>;
  /** By the pod of an AdmissionReview. */
  readonly admissions: WeakMap<object, { readonly input: AdmitInput; readonly result: AdmitResult }>;
  /** The node by the annotations that were made for it. */
  readonly boundOn: WeakMap<object, NodeView>;
}

export function watchEngine(engine: Engine): WatchedEngine {
  const sources: WatchedEngine['sources'] = new WeakMap();
  const admissions: WatchedEngine['admissions'] = new WeakMap();
  const boundOn: WatchedEngine['boundOn'] = new WeakMap();
  return {
    sources,
    admissions,
    boundOn,
    engine: {
      ...engine,
      compilePreset(object) {
        const result = engine.compilePreset(object);
        if (result.ok && typeof object === 'object' && object !== null) sources.set(result.preset, object);
        return result;
      },
      admitPod(input) {
        const result = engine.admitPod(input);
        admissions.set(input.pod, { input, result });
        return result;
      },
      bindValues(plan, node, lookup) {
        const values = engine.bindValues(plan, node, lookup);
        if (values.ok) boundOn.set(values.annotations, node);
        return values;
      },
    },
  };
}
