import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../shared/expression/expression.ts';
import { all, celText, names, OF_FLYTE, PRIMARY } from './expressions.ts';

interface Given {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

function value(source: string, { annotations = {}, labels = {}, spec = {} }: Given = {}): unknown {
  const compiled = compileExpression(source, 'never');
  if (!compiled.ok) throw new Error(compiled.message);
  const result = compiled.expression.evaluate({
    pod: { metadata: { name: 'p', namespace: 'n', annotations, labels }, spec },
    resources: {},
  });
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe('celText', () => {
  it.each(["it's", 'a "b"', 'back\\slash', 'two\nlines', "\\'"])('%j comes out as it went in', (text) => {
    expect(value(celText(text))).toBe(text);
  });
});

describe('all', () => {
  it('keeps alternatives and choices together', () => {
    expect(value(all('false', 'true || true'))).toBe(false);
    expect(value(all('true ? true : false', 'false'))).toBe(false);
    expect(all('a', undefined)).toBe('a');
  });
});

describe('OF_FLYTE', () => {
  it.each<[boolean, Given]>([
    [true, {}],
    [true, { spec: { restartPolicy: 'Never' } }],
    [false, { spec: { restartPolicy: 'Never' }, labels: { 'batch.kubernetes.io/job-name': 'backup' } }],
    [false, { spec: { restartPolicy: 'Always' } }],
    [true, { spec: { restartPolicy: 'Always' }, labels: { 'execution-id': 'f7c1' } }],
    [true, { spec: { restartPolicy: 'Always' }, labels: { 'flyte.org/managed': 'true' } }],
    [true, { spec: { restartPolicy: 'Always' }, annotations: { primary_container_name: 'main' } }],
  ])('is %s for a pod with %j', (expected, given) => {
    expect(value(OF_FLYTE, given)).toBe(expected);
  });
});

describe('names', () => {
  it.each([
    ['a', true],
    ['x, a', true],
    ['ab', false],
    ['', false],
  ])('of a pod that names "%s" is %s', (presets, expected) => {
    expect(value(names(['a', 'b']), { annotations: { 'latebind.dev/presets': presets } })).toBe(expected);
  });

  it('is false for a pod that names none', () => {
    expect(value(names(['a']))).toBe(false);
  });
});

describe('PRIMARY', () => {
  const containers = [{ name: 'first' }, { name: 'node' }, { name: 'last' }];
  const primary = (annotations: Given['annotations'], among: readonly unknown[] = containers): unknown =>
    value(`${PRIMARY}.?name.orValue('none')`, {
      annotations: annotations ?? {},
      spec: { containers: among },
    });

  it('is the one that the pod names, the other spelling first', () => {
    expect(primary({ primary_container_name: 'last' })).toBe('last');
    expect(
      primary({ primary_container_name: 'last', 'kubectl.kubernetes.io/default-container': 'first' }),
    ).toBe('first');
  });

  it('is none when the pod names one that it does not have', () => {
    expect(primary({ primary_container_name: 'gone' })).toBe('none');
  });

  it('is otherwise one with a name that platforms use, else the first', () => {
    expect(primary({})).toBe('node');
    expect(primary({}, [{ name: 'a' }, { name: 'b' }])).toBe('a');
  });
});
