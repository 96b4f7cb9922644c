import { describe, expect, it } from 'vitest';
import { objectName, PresetNames } from './preset-names.ts';

describe('objectName', () => {
  it.each([
    ['mnist_tf', 'mnist-tf'],
    ['MNIST (PyTorch)', 'mnist-pytorch'],
    ['v1.2-.x', 'v1.2.x'],
    ['--a--', 'a'],
    ['Größe', 'gr-e'],
    ['***', ''],
    [`${'a'.repeat(199)}-b`, 'a'.repeat(199)],
  ])('%s is %s', (text, name) => {
    expect(objectName(text)).toBe(name);
  });
});

describe('PresetNames', () => {
  it('gives a number to a name that is taken', () => {
    const names = new PresetNames();
    expect(['a', 'a', 'a-2', 'a'].map((name) => names.take(name))).toEqual(['a', 'a-2', 'a-2-2', 'a-3']);
  });

  it('stays within the length of names', () => {
    const names = new PresetNames();
    const long = 'a'.repeat(253);
    names.take(long);
    expect(names.take(long)).toHaveLength(250);
  });
});
