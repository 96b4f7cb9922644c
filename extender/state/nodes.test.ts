import { describe, expect, it } from 'vitest';
import type { FactsState } from '../../shared/host-facts/node-facts.ts';
import type { Node } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { node } from '../../test/build/node.ts';
import { type CachedNode, createNodeStore } from './nodes.ts';

function setUp(readFacts?: (node: Node) => FactsState) {
  let decoded = 0;
  const work: (() => void)[] = [];
  const changed: string[] = [];
  const store = createNodeStore({
    readFacts(source) {
      decoded += 1;
      return (
        readFacts?.(source) ?? {
          kind: 'unreadable',
          error: source.metadata.annotations?.['latebind.dev/host-facts'] ?? '',
        }
      );
    },
    whenIdle: (run) => work.push(run),
  });
  store.onChange((name) => changed.push(name));
  const see = (object: Node, previous?: CachedNode): CachedNode => {
    const item = store.project(object as unknown as RawObject, previous);
    if (item !== previous) store.upsert(item, previous);
    return item;
  };
  const rest = (): void => {
    for (let run = work.shift(); run !== undefined; run = work.shift()) run();
  };
  return { store, see, rest, changed, decoded: () => decoded, work };
}

describe('a node', () => {
  it('whose status changes all the time is one object, decoded once', () => {
    const { see, changed, decoded } = setUp();
    const first = see(node().facts('1.a').build());
    void first.facts;
    const second = see({ ...node().facts('1.a').resourceVersion('2').build() }, first);
    expect(second).toBe(first);
    void second.facts;
    expect(decoded()).toBe(1);
    expect(changed).toEqual(['gpu-1']);
  });

  it('with other labels is another object with the same decoded facts', () => {
    const { see, decoded } = setUp();
    const first = see(node().facts('1.a').build());
    void first.facts;
    const second = see(node().facts('1.a').label('zone', 'b').build(), first);
    expect(second).not.toBe(first);
    expect(second.labels).toMatchObject({ zone: 'b' });
    expect(second.facts).toBe(first.facts);
    expect(decoded()).toBe(1);
  });

  it.each([
    ['other facts', node().facts('1.b')],
    ['another boot', node().facts('1.a').booted('again')],
    ['another kernel', node().facts('1.a').booted('boot-of-gpu-1', '6.9.0')],
    ['another uid', node().facts('1.a').uid('another')],
  ])('with %s is decoded again', (_what, builder) => {
    const { see, decoded } = setUp();
    const first = see(node().facts('1.a').build());
    void first.facts;
    void see(builder.build(), first).facts;
    expect(decoded()).toBe(2);
  });

  it('whose facts break the decoder is unreadable, and nothing else happens', () => {
    const { see } = setUp(() => {
      throw new Error('bug');
    });
    expect(see(node().build()).facts).toEqual({ kind: 'unreadable', error: 'bug' });
  });
});

it('nodes are decoded a few at a time, when nothing else waits', () => {
  const { see, store, work, rest } = setUp(() => ({ kind: 'missing' }));
  for (let index = 0; index < 120; index += 1) see(node(`node-${index}`).build());
  expect(store.counts().missing).toBe(0);
  work.shift()?.();
  expect(store.counts().missing).toBe(50);
  rest();
  expect(store.counts()).toEqual({ fresh: 0, stale: 0, missing: 120, unreadable: 0 });
});

it('no more than 200 nodes wait to be decoded, however fast they come', () => {
  const { see, store, rest } = setUp(() => ({ kind: 'missing' }));
  for (let index = 0; index < 500; index += 1) see(node(`node-${index}`).build());
  expect(store.counts().missing).toBe(300);
  rest();
  expect(store.counts().missing).toBe(500);
});

it('a node that changes before its turn is decoded once', () => {
  const { see, rest, decoded } = setUp(() => ({ kind: 'missing' }));
  see(node().facts('1.b').build(), see(node().facts('1.a').build()));
  rest();
  expect(decoded()).toBe(1);
});

it('a node has the version with which it came to be as it is', () => {
  const { see } = setUp();
  const first = see(node().facts('1.a').resourceVersion('10').build());
  const reported = see(node().facts('1.a').resourceVersion('11').build(), first);
  expect(reported.version).toBe('10');
  expect(see(node().facts('1.b').resourceVersion('12').build(), reported).version).toBe('12');
});

it('a node that is gone is forgotten', () => {
  const { see, store, changed, rest } = setUp();
  const item = see(node().build());
  store.delete(item);
  rest();
  expect(store.get('gpu-1')).toBeUndefined();
  expect(store.size).toBe(0);
  expect(changed).toEqual(['gpu-1', 'gpu-1']);
});

describe('the place of a node', () => {
  it('is found by its name, and its serial number is another one whenever the node is another object', () => {
    const { store, see } = setUp();
    const serials = new Set<number>();
    let known = see(node('gpu-1').facts('1.a').build());
    see(node('gpu-2').facts('1.a').build());
    for (const facts of ['1.b', '1.c', '1.c']) {
      const next = see(node('gpu-1').facts(facts).build(), known);
      const place = store.placeOf('gpu-1');
      expect(store.at(place)).toBe(next);
      expect(serials.has(store.serialAt(place))).toBe(next === known);
      serials.add(store.serialAt(place));
      known = next;
    }
    store.delete(known);
    expect(store.at(store.placeOf('gpu-1'))).toBeUndefined();
    see(node('gpu-1').facts('1.c').build());
    expect(serials.has(store.serialAt(store.placeOf('gpu-1')))).toBe(false);
    expect(store.at(store.placeOf('unheard-of'))).toBeUndefined();
  });
});
