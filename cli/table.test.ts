import { expect, it } from 'vitest';
import { table } from './table.ts';

it('pads every column but leaves nothing at the end of a line', () => {
  expect(table(['POD', 'NODE'], [['train', 'a'], ['web']])).toBe('POD     NODE\ntrain   a\nweb');
});
