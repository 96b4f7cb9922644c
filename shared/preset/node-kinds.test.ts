import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/build/runs.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { typedHost } from '../expression/host-types.ts';
import { union } from '../expression/reads.ts';
import { factsHash } from '../host-facts/codec.ts';
import { hostContext } from '../host-facts/host-context.ts';
import type { HostFacts } from '../host-facts/model.ts';
import { plainFacts } from '../host-facts/plain.ts';
import type { NodeView } from './api.ts';
import { createNodeKinds } from './node-kinds.ts';

const HOSTS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'hosts');
const FACTS: readonly HostFacts[] = readdirSync(HOSTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => plainFacts(JSON.parse(readFileSync(join(HOSTS, name, 'facts.json'), 'utf8'))));

function compile(source: string): Expression {
  const result = compileExpression(source, 'always');
  if (!result.ok) throw new Error(`${source}: ${result.message}`);
  return result.expression;
}

function nodeWith(facts: HostFacts, name = 'gpu-1', labels: Record<string, string> = {}): NodeView {
  return { name, uid: `uid-of-${name}`, labels, facts: { kind: 'fresh', facts, hash: factsHash(facts) } };
}

const EXPRESSIONS = [
  'host.nvidia.driver.version.atLeast("550")',
  'host.nvidia.driver.version',
  'has(host.nvidia.driver) && !host.nvidia.driver.skew',
  'host.nvidia.present || host.amd.present',
  'host.gpus.size() >= 8',
  'size(host.gpus) == host.deviceNodes.size()',
  'host.gpus.all(g, g.memoryMiB >= 80000)',
  'host.gpus.exists(g, g.model.contains("H100") && g.numaNode == 0)',
  'host.gpus.exists_one(g, g.minor == 0)',
  'host.gpus.filter(g, g.vendor == "nvidia").map(g, g.uuid).join(",")',
  'host.gpus.map(g, g.seenByDriver, g.address).join(",")',
  'host.gpus[0].mig.instances.map(i, i.profile).join(",")',
  'host.gpus[1].uuid',
  'host.gpus.exists(g, host.rdma.exists(r, r.numaNode == g.numaNode && r.active))',
  'host.?nvidia.?libraryDir.orValue("none")',
  '"nvidia" in host.runtime.handlers',
  'host.disks.filter(d, !d.rotational).map(d, d.mountPoint).join(":")',
  'host.counts.map(c, c.vendor).size()',
  'host.counts == host.counts.filter(c, has(c.cdi))',
  'host.os.id + host.os.versionId',
  'host.memory.totalMiB / host.cpu.numaNodes',
  'has(host.memory.hugePages) ? host.memory.hugePages.size() : host.cpu.logical',
  'host.healthy || host.problems.all(p, p.code == "CdiStale")',
  'size(host.kernel.release) > 10',
  'node.labels["zone"] == "a" && host.nvidia.present',
  '"zone" in node.labels',
  'node.labels.size() == 1',
  'node.name',
];

/** One fact other than it was: gone, doubled, emptied or another. */
function changed(facts: HostFacts, picks: readonly number[], how: number): HostFacts {
  const copy = structuredClone(facts) as Record<string, unknown>;
  let at = copy;
  for (const [step, pick] of picks.entries()) {
    const keys = Object.keys(at);
    const key = keys[pick % keys.length];
    if (key === undefined) break;
    const value = at[key];
    const inner = step < picks.length - 1 && typeof value === 'object' && value !== null;
    if (inner) {
      at = value as Record<string, unknown>;
      continue;
    }
    if (Array.isArray(at)) {
      if (how % 2 === 0) at.splice(Number(key), 1);
      else at.push(structuredClone(value));
    } else if (how === 0) delete at[key];
    else at[key] = other(value, how);
    break;
  }
  return plainFacts(copy);
}

function other(value: unknown, how: number): unknown {
  if (Array.isArray(value)) return [];
  switch (typeof value) {
    case 'string':
      return `${value}${how}`;
    case 'number':
      return value + how;
    case 'boolean':
      return !value;
    default:
      return value;
  }
}

describe('nodes of one kind', () => {
  const compiled = EXPRESSIONS.map(compile);
  const value = (expression: Expression, node: NodeView): unknown => {
    const facts = node.facts.kind === 'fresh' ? node.facts.facts : {};
    const result = expression.evaluate({
      host: typedHost(hostContext(facts)),
      node: { name: node.name, labels: node.labels },
      pod: { metadata: { name: '', namespace: '', labels: {} } },
      resources: {},
    });
    return result.ok ? result : { ok: false, unknown: result.unknown };
  };

  it('get the same value of each expression, whatever else differs', () => {
    let same = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...FACTS),
        fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
        fc.nat(3),
        fc.constantFrom(...compiled),
        fc.constantFrom({}, { zone: 'a' }, { zone: 'b' }, { zone: 'a', other: 'c' }),
        fc.constantFrom('gpu-1', 'gpu-2'),
        (facts, picks, how, expression, labels, name) => {
          const kinds = createNodeKinds(expression.reads);
          const one = nodeWith(facts, 'gpu-1', { zone: 'a' });
          const another = nodeWith(changed(facts, picks, how), name, labels);
          if (kinds.kindOf(one) !== kinds.kindOf(another)) return;
          same += 1;
          expect(value(expression, another)).toEqual(value(expression, one));
        },
      ),
      RUNS,
    );
    // A search in which every node is its own kind would find nothing.
    expect(same).toBeGreaterThan(RUNS.numRuns / 2);
  });

  it('and two of these hosts that get different values are of different kinds', () => {
    for (const expression of compiled) {
      const kinds = createNodeKinds(expression.reads);
      const nodes = FACTS.map((facts) => nodeWith(facts));
      const values = new Map<number | undefined, unknown>();
      for (const node of nodes) {
        const kind = kinds.kindOf(node);
        if (values.has(kind)) expect(value(expression, node), expression.source).toEqual(values.get(kind));
        values.set(kind, value(expression, node));
      }
    }
  });

  it('are those that differ in what is not read: serial numbers, boots, disks', () => {
    const facts = FACTS.find(({ gpus }) => (gpus?.length ?? 0) > 1) ?? {};
    const own = (index: number): HostFacts => ({
      ...facts,
      bootId: `boot-${index}`,
      nodeUid: `uid-${index}`,
      gpus: (facts.gpus ?? []).map((gpu, at) => ({ ...gpu, uuid: `GPU-${index}-${at}` })),
      disks: [{ name: 'nvme0n1', sizeMiB: 1000 + index }],
    });
    const nodes = Array.from({ length: 50 }, (_, index) => nodeWith(own(index), `gpu-${index}`));
    const count = (...sources: string[]): number => {
      const kinds = createNodeKinds(union(sources.map((source) => compile(source).reads)));
      return new Set(nodes.map((node) => kinds.kindOf(node))).size;
    };
    expect(
      count('host.gpus.all(g, g.memoryMiB >= 80000)', 'host.nvidia.driver.version', 'host.gpus.size()'),
    ).toBe(1);
    expect(count('host.gpus[0].uuid')).toBe(50);
    expect(count('host.os.id', 'node.name')).toBe(50);
  });
});

it('a kind keeps its number for as long as it is known, and a number is never used for two', () => {
  const kinds = createNodeKinds(compile('host.memory.totalMiB').reads);
  const node = (totalMiB: number): NodeView => nodeWith({ memory: { totalMiB } });
  const first = node(1);
  const seen = new Map<number | undefined, number>();
  expect(kinds.kindOf(first)).toBe(kinds.kindOf(first));
  for (let amount = 0; amount < 60_000; amount += 1) {
    const kind = kinds.kindOf(node(amount));
    expect(seen.get(kind) ?? amount).toBe(amount);
    seen.set(kind, amount);
  }
});

it('a node whose facts are not fresh is of no kind', () => {
  const kinds = createNodeKinds(compile('host.memory.totalMiB').reads);
  expect(kinds.kindOf({ ...nodeWith({}), facts: { kind: 'missing' } })).toBeUndefined();
  expect(kinds.kindOf(nodeWith({}))).toBeDefined();
});

it('of nodes at places a kind is known by serial number, and never that of another', () => {
  const amounts = fc.nat({ max: 3 });
  const steps = fc.array(fc.tuple(fc.nat({ max: 200 }), amounts, fc.boolean()), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (all) => {
      const kinds = createNodeKinds(compile('host.memory.totalMiB').reads);
      const placed = new Map<number, { readonly node: NodeView; readonly serial: number }>();
      all.forEach(([place, totalMiB, isStale], index) => {
        const fresh = nodeWith({ memory: { totalMiB } });
        const node: NodeView = isStale ? { ...fresh, facts: { kind: 'missing' } } : fresh;
        placed.set(place, { node, serial: index + 1 });
        for (const [at, { node: one, serial }] of placed)
          expect(kinds.kindOf(one, at, serial)).toBe(kinds.kindOf(one));
      });
    }),
  );
});

it('a node at a place that was asked about before is not looked at', () => {
  const kinds = createNodeKinds(compile('host.memory.totalMiB').reads);
  const kind = kinds.kindOf(nodeWith({ memory: { totalMiB: 1 } }), 7, 1);
  const closed = new Proxy({} as NodeView, {
    get: () => {
      throw new Error('looked at');
    },
  });
  expect(kinds.kindOf(closed, 7, 1)).toBe(kind);
  expect(() => kinds.kindOf(closed, 7, 2)).toThrow('looked at');
});
