import type { WatchFormat } from '../../shared/kube/answer-format.ts';
import { createCoreFormat } from '../../shared/kube/protobuf/format.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { isPodAnnotationRead } from './pods.ts';

/**
 * How core objects are asked for: with the fields of shared/kube/protobuf/core-objects.ts and these annotations. A
 * projection that comes to read something else needs it there or here; the JSON would have it anyway.
 */
export function createCoreFormats(): Readonly<Record<'nodes' | 'pods' | 'namespaces', WatchFormat>> {
  return {
    nodes: createCoreFormat({ kind: 'Node', keepAnnotation: (key) => key === ANNOTATION.hostFacts }),
    pods: createCoreFormat({ kind: 'Pod', keepAnnotation: isPodAnnotationRead }),
    namespaces: createCoreFormat({ kind: 'Namespace', keepAnnotation: () => false }),
  };
}
