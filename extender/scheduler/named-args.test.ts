import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bestNode, goodNode, nvidia, oldNode } from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { ProtocolError } from '../answer.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { createReadNodes } from './asked-nodes.ts';
import { filter, filterNames } from './filter.ts';
import { type NamedArgs, readNamedArgs } from './named-args.ts';
import { prioritize, prioritizeNames } from './prioritize.ts';
import { decodeExtenderArgs } from './wire.ts';

const MARK = ',"Nodes":null,"NodeNames":["other"]}';

/** In the order of the fields of Go's structs. */
function sent(asked: Pod, names: unknown = ['good', 'best', 'old', 'none'], typeMeta = {}): string {
  const { name, namespace, uid: ownUid, resourceVersion, ...rest } = asked.metadata;
  const metadata = { name, generateName: 'train-', namespace, uid: ownUid, resourceVersion, ...rest };
  return JSON.stringify({
    Pod: { ...typeMeta, metadata, spec: asked.spec, status: {} },
    Nodes: null,
    NodeNames: names,
  });
}

const versioned = (version: string, change: object = {}): Pod => {
  const asked = admitted();
  return { ...asked, metadata: { ...asked.metadata, resourceVersion: version, ...change } };
};

function setUp(watched: readonly Pod[] = [versioned('7')]) {
  const state = clusterState({ nodes: [goodNode, bestNode, oldNode], presets: [nvidia], pods: watched });
  const deps = { state, engine, metrics: createMetrics() };
  const reading = { pods: state.pods, readNodes: createReadNodes(state.nodes) };
  return {
    state,
    deps,
    read: (body: string): NamedArgs | undefined => readNamedArgs(Buffer.from(body), reading),
  };
}

const uid = versioned('7').metadata.uid ?? '';

describe('the body of a call with names', () => {
  it.each([
    ['as kube-scheduler writes it', sent(versioned('7'))],
    ['of a pod whose name nobody made', sent(versioned('7')).replace('"generateName":"train-",', '')],
    ['with the kind that some clients add', sent(versioned('7'), [], { kind: 'Pod', apiVersion: 'v1' })],
  ])('%s is about the pod that the watch has brought', (_what, body) => {
    const { read, state } = setUp();
    expect(read(body)?.pod).toBe(state.pods.byUid(uid));
  });

  it.each([
    ['in another version', versioned('8')],
    ['without a version', versioned('7', { resourceVersion: undefined })],
    ['with another uid', versioned('7', { uid: 'another' })],
  ])('is about the pod in it where the watch has it %s', (_what, asked) => {
    const { read, state } = setUp();
    const got = read(sent(asked))?.pod;
    expect(got).not.toBe(state.pods.byUid(uid));
    expect(got).toEqual(decodeExtenderArgs(JSON.parse(sent(asked))).pod);
  });

  it.each([
    ['an annotation', { annotations: { note: MARK } }],
    ['a label', { labels: { note: MARK } }],
    ['its name', { name: MARK }],
  ])('is not taken in by a pod that says the same as its end in %s', (_what, change) => {
    for (const watched of [[], [versioned('7', change)]]) {
      const args = setUp(watched).read(sent(versioned('7', change), ['good']));
      expect([args?.asked.length, args?.asked.name(0)]).toEqual([1, 'good']);
    }
  });

  it.each([
    ['nodes', JSON.stringify({ Pod: versioned('7'), Nodes: { items: [goodNode] }, NodeNames: null })],
    ['another order', JSON.stringify({ NodeNames: ['good'], Nodes: null, Pod: versioned('7') })],
    ['other letters', JSON.stringify({ pod: versioned('8'), nodenames: ['good'] })],
    ['blanks', JSON.stringify(JSON.parse(sent(versioned('7'))), undefined, 1)],
    ['a line break at the end', `${sent(versioned('7'))}\n`],
    ['names that have escapes', sent(versioned('7'), ['a"b'])],
    ['names that are none', sent(versioned('7'), [1])],
    ['null for names', sent(versioned('7'), null)],
    ['a pod that is no JSON', `{"Pod":{,"Nodes":null,"NodeNames":["good"]}`],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('is to be read as any JSON where it has %s', (_what, body) => {
    expect(setUp().read(body)).toBeUndefined();
  });

  it('of a pod without a name is refused', () => {
    const body = sent(versioned('8', { name: undefined }));
    expect(() => setUp().read(body)).toThrow(ProtocolError);
  });

  it('gets the answers that the same gets as any JSON, whether the pod is known or not', () => {
    const names = fc.array(fc.constantFrom('good', 'best', 'old', 'none', 'x y', 'ä', '"', ''), {
      maxLength: 8,
    });
    const pods = fc.constantFrom(versioned('7'), versioned('8'), pod().build(), pod().slots('{').build());
    fc.assert(
      fc.property(names, pods, fc.constantFrom([], [versioned('7')]), (asked, about, watched) => {
        const { deps, read } = setUp(watched);
        const body = sent(about, asked);
        const value: unknown = JSON.parse(body);
        const textOf = (reply: ReturnType<typeof filter>): unknown =>
          JSON.parse(reply.json?.() ?? JSON.stringify(reply.body));
        // One call after the other: what is read is good until the next.
        for (const [named, any] of [
          [filterNames, filter],
          [prioritizeNames, prioritize],
        ] as const) {
          const args = read(body);
          const reply = args === undefined ? undefined : named(args.pod, args.asked, deps);
          if (reply === undefined) continue;
          expect(textOf(reply)).toEqual(textOf(any(value, deps)));
          expect(reply.body).toEqual(any(value, deps).body);
        }
      }),
    );
  });

  it('of a pod that the watch has says what that one says, not what is written in it', () => {
    const { read, deps } = setUp([versioned('7')]);
    const other = { ...versioned('7').metadata.annotations, [ANNOTATION.slots]: '{' };
    const args = read(sent(versioned('7', { annotations: other }), ['good']));
    const reply = args === undefined ? undefined : filterNames(args.pod, args.asked, deps);
    expect(reply?.body).toMatchObject({ NodeNames: ['good'] });
  });
});

describe('an answer about names', () => {
  it('has no getter of its own, which V8 would keep with all that it reaches', () => {
    const { read, deps } = setUp();
    const args = read(sent(versioned('7')));
    if (args === undefined) throw new Error('not read');
    for (const reply of [filterNames, prioritizeNames].map((verb) => verb(args.pod, args.asked, deps))) {
      expect(Object.getOwnPropertyDescriptor(reply, 'body')).toBeUndefined();
      expect(reply.body).toBeDefined();
    }
  });
});
