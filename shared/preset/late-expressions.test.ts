import { expect, it } from 'vitest';
import { compileLate } from './late-expressions.ts';

it('an expression is compiled once', () => {
  expect(compileLate('host.gpus.size() > 1')).toBe(compileLate('host.gpus.size() > 1'));
  expect(compileLate('host.gpus.size() > 1')).not.toBe(compileLate('host.gpus.size() > 2'));
  expect(compileLate('host.')).toMatchObject({ ok: false });
  expect(compileLate('host.')).toBe(compileLate('host.'));
});

it('expressions that nobody asks for again are not kept for ever', () => {
  const first = compileLate('1 == 1');
  for (let count = 0; count < 1_500; count += 1) compileLate(`1 == ${count + 2}`);
  expect(compileLate('1 == 1')).not.toBe(first);
});
