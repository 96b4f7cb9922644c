import { describe, expect, it } from 'vitest';
import { compileExpression, type ExpressionContext } from './expression.ts';
import { typedHost } from './host-types.ts';

const compile = (source: string, late: 'never' | 'allowed' | 'always' = 'allowed') => {
  const result = compileExpression(source, late);
  if (!result.ok) throw new Error(result.message);
  return result.expression;
};
const refusal = (source: string, late: 'never' | 'allowed' | 'always' = 'allowed'): string => {
  const result = compileExpression(source, late);
  return result.ok ? 'compiled' : result.message;
};
const POD: ExpressionContext = {
  pod: {
    metadata: { name: 'p', namespace: 'n', labels: { app: 'x' }, annotations: {} },
    spec: { containers: [] },
  },
  namespaceObject: { metadata: { name: 'n', labels: {} } },
  resources: { gpu: 2n },
};
const NODE: ExpressionContext = {
  host: typedHost({ nvidia: { driver: { version: '550.54.15' } }, gpus: [{ memoryMiB: 80_000n }] }),
  node: { name: 'gpu-1', labels: { zone: 'a' } },
  pod: { metadata: { name: 'p', namespace: 'n', labels: {} } },
  resources: { gpu: 2n },
};

describe('an expression', () => {
  it.each<[string, unknown]>([
    [`pod.metadata.labels['app'] == 'x'`, true],
    [`resources['gpu'] > 1`, true],
    [`'a' in resources`, false],
    [`namespaceObject.metadata.name`, 'n'],
    [`has(pod.spec.volumes)`, false],
  ])('%s is settled at admission', (source, value) => {
    const expression = compile(source, 'never');
    expect(expression.late).toBe(false);
    expect(expression.evaluate(POD)).toEqual({ ok: true, value });
  });

  it.each<[string, unknown]>([
    [`host.nvidia.driver.version.atLeast('550.54')`, true],
    [`host.nvidia.driver.version.olderThan('550')`, false],
    [`host.gpus.all(g, g.memoryMiB >= 80000)`, true],
    [`node.labels['zone'] + pod.metadata.name`, 'ap'],
    [`resources['gpu'] * 2 + host.gpus.size()`, 5n],
    [`has(host.nvidia.libraryDir)`, false],
  ])('%s is late', (source, value) => {
    const expression = compile(source);
    expect(expression.late).toBe(true);
    expect(expression.evaluate(NODE)).toEqual({ ok: true, value });
  });

  it.each([
    [`host.nvidia.libraryDir`, true],
    [`node.labels['gone']`, true],
    [`host.gpus[3].memoryMiB`, true],
    [`resources['gpu'] / 0 == host.gpus.size()`, false],
  ])('%s fails, and says whether the fact is unknown: %s', (source, unknown) => {
    expect(compile(source).evaluate(NODE)).toMatchObject({ ok: false, unknown });
  });

  it.each<[string, 'never' | 'allowed' | 'always', string]>([
    ['host.gpus.size() > 0', 'never', 'must be known before a node is chosen'],
    ['host.nvidia.nothing', 'allowed', 'nothing'],
    ['host.gpus.all(g, g.nothing)', 'allowed', 'nothing'],
    ['hots.gpus', 'allowed', 'hots'],
    [`pod.spec.nodeName == node.name`, 'allowed', 'together with host and node only'],
    [`host.os.id.matches('a+')`, 'allowed', 'matches()'],
    [`pod.metadata.name.matches('a+')`, 'never', 'matches()'],
    [`host.gpus.all(a, host.gpus.all(b, host.gpus.all(c, true)))`, 'allowed', 'nests more than 2 loops'],
    [`cel.bind(a, [1, 1], cel.bind(b, a + a, b.all(x, b.all(y, x == y))))`, 'never', 'cel.bind()'],
    [`host.gpus ==`, 'allowed', 'at character'],
    ['x'.repeat(2_001), 'allowed', 'at most 2000'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'never', ''],
  ])('%s is refused (%s)', (source, late, message) => {
    expect(refusal(source, late)).toContain(message);
    expect(refusal(source, late)).not.toBe('compiled');
  });

  it('two nested loops are allowed', () => {
    expect(refusal('host.gpus.all(a, host.gpus.exists(b, a.memoryMiB == b.memoryMiB))')).toBe('compiled');
  });
});
