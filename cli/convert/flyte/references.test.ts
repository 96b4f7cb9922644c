import { describe, expect, it } from 'vitest';
import { writtenOut } from './references.ts';

const first = { name: 'A', value: 't' };

describe('writtenOut', () => {
  it.each([
    ['$(A)/x', 't/x'],
    ['$(A)$(A)', 'tt'],
    ['$$(A)', '$$(A)'],
    ['$$$(A)', '$$t'],
    ['$${$(A)}', '$${t}'],
    ['$(OTHER)/$(A)', '$(OTHER)/t'],
    ['$(A', '$(A'],
  ])('%s becomes %s behind A=t', (value, expected) => {
    expect(writtenOut([first, { name: 'B', value }]).env).toEqual([first, { name: 'B', value: expected }]);
  });

  it('follows references of references', () => {
    const env = [first, { name: 'B', value: '$(A)/b' }, { name: 'C', value: '$(B)/c' }];
    expect(writtenOut(env).env.map(({ value }) => value)).toEqual(['t', 't/b', 't/b/c']);
  });

  const fromField = { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
  const reference = { name: 'B', value: '$(A)/x' };

  it.each<[string, readonly Record<string, unknown>[]]>([
    ['stands behind', [reference, first]],
    ['has its value from elsewhere', [fromField, reference]],
    ['came again with a value from elsewhere', [first, fromField, reference]],
    ['has a text that would be read again', [{ name: 'A', value: '$(X)' }, reference]],
  ])('leaves a reference as it is where the variable %s', (_why, env) => {
    expect(writtenOut(env).env).toEqual(env);
  });

  it('knows variables of before', () => {
    expect(writtenOut([reference], writtenOut([first]).texts).env).toEqual([{ name: 'B', value: 't/x' }]);
  });
});
