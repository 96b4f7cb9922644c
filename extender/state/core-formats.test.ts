import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { type CoreJson, coreMessage, enveloped } from '../../test/build/core-protobuf.ts';
import { RUNS } from '../../test/build/runs.ts';
import { fleetNode } from '../../test/cluster/scale/fleet.ts';
import { engine } from '../engine.ts';
import { createCoreFormats } from './core-formats.ts';
import { createNamespaceStore } from './namespaces.ts';
import { createNodeStore } from './nodes.ts';
import { projectWatched } from './pods.ts';

const texts = fc.dictionary(
  fc.constantFrom(
    ...[
      'latebind.dev/host-facts',
      'latebind.dev/slots',
      'bind.latebind.dev/node',
      'kubernetes.io/config.mirror',
    ],
    ...['example.com/a', 'not-latebind.dev/a', 'latebind.dev.example/a', 'latebind.dev'],
  ),
  fc.string({ minLength: 1 }),
);
const text = fc.string({ minLength: 1 });
const object = fc.record({
  metadata: fc.record(
    {
      ...{ name: text, generateName: text, namespace: text, uid: text, resourceVersion: text },
      creationTimestamp: fc.constant('2026-05-04T09:21:07Z'),
      deletionTimestamp: fc.constant('2026-05-04T09:21:08Z'),
      annotations: texts,
      labels: fc.dictionary(text, text, { minKeys: 1 }),
    },
    { requiredKeys: ['name', 'uid', 'creationTimestamp'] },
  ),
  spec: fc.record({ nodeName: text }, { requiredKeys: [] }),
  status: fc.record({
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed'),
    nodeInfo: fc.record({ bootID: fc.string(), kernelVersion: fc.string(), osImage: text }),
  }),
});

const formats = createCoreFormats();
const nodes = createNodeStore({ readFacts: engine.factsOfNode, whenIdle: () => {} });
const namespaces = createNamespaceStore();
const projectNode = (raw: RawObject): unknown => {
  const { name, uid, version, labels, fingerprint, facts } = nodes.project(raw, undefined);
  return { name, uid, version, labels, fingerprint, facts };
};

/** The same object, once as each came. */
const inBoth = (kind: keyof typeof KINDS, json: CoreJson): [RawObject, RawObject] => [
  json as unknown as RawObject,
  formats[kind].readBody(enveloped(KINDS[kind], coreMessage(KINDS[kind], json))) as RawObject,
];
const KINDS = { nodes: 'Node', pods: 'Pod', namespaces: 'Namespace' } as const;

describe('what is kept of an object', () => {
  it.each([
    ['nodes', projectNode],
    ['pods', projectWatched],
    ['namespaces', namespaces.project],
  ] as const)('does not depend on how it came: %s', (kind, project) => {
    fc.assert(
      fc.property(object, (json) => {
        const [fromJson, fromProtobuf] = inBoth(kind, json);
        expect(project(fromProtobuf)).toEqual(project(fromJson));
      }),
      RUNS,
    );
  });

  it('does not depend on it for machines as there are, with their facts', () => {
    for (let index = 0; index < 46; index++) {
      const [fromJson, fromProtobuf] = inBoth('nodes', fleetNode(index));
      const kept = projectNode(fromProtobuf);
      expect(kept).toEqual(projectNode(fromJson));
      expect(kept).toMatchObject({ facts: { kind: 'fresh' } });
    }
  });
});
