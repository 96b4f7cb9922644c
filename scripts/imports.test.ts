import { describe, expect, it } from 'vitest';
import { checkImports, importsOf } from './imports.ts';

const file = (path: string, text: string) => ({ path, text });

describe('importsOf', () => {
  it('finds every form of import, over several lines, and none in comments', () => {
    const text = `
import type { A } from './a.ts';
import {
  b,
} from './b.ts';
export { c } from './c.ts';
import './d.ts';
const e = await import('./e.ts');
// import './no.ts'
/* import './neither.ts' */
`;
    expect(importsOf(text).map(({ specifier }) => specifier)).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
    ]);
  });
});

describe('checkImports', () => {
  it('accepts programs that import shared and packages', () => {
    expect(
      checkImports([
        file('agent/main.ts', `import fs from 'node:fs';\nimport { x } from '../shared/names.ts';`),
        file('shared/names.ts', 'export const x = 1;'),
        file('shared/preset/a.ts', `import { inflateRawSync } from 'node:zlib';`),
      ]),
    ).toEqual([]);
  });

  it.each([
    ['a program that imports another', 'cli/a.ts', `import { x } from '../agent/b.ts';`],
    ['shared that imports a program', 'shared/a.ts', `import { x } from '../extender/b.ts';`],
    ['code that ships and imports test code', 'extender/a.ts', `import { x } from '../test/build/pod.ts';`],
    ['scheduler that imports admission', 'extender/scheduler/a.ts', `import { x } from '../admission/b.ts';`],
    ['the engine that opens files', 'shared/preset/a.ts', `import { readFileSync } from 'node:fs';`],
    ['the engine that reads the clock', 'shared/preset/a.ts', 'const now = Date.now();'],
    ['the engine that reads the environment', 'shared/expression.ts', 'const x = process.env.X;'],
  ])('refuses %s', (_name, path, text) => {
    expect(checkImports([file(path, text)])).toHaveLength(1);
  });

  it('lets a test import builders', () => {
    expect(checkImports([file('shared/a.test.ts', `import { x } from '../test/build/pod.ts';`)])).toEqual([]);
  });

  it('lets types point both ways', () => {
    expect(
      checkImports([
        file('shared/a.ts', `import { b } from './b.ts';`),
        file('shared/b.ts', `import type { A } from './a.ts';`),
      ]),
    ).toEqual([]);
  });

  it('finds a circle and says how it goes', () => {
    expect(
      checkImports([
        file('shared/a.ts', `import { b } from './b.ts';`),
        file('shared/b.ts', `import { a } from './a.ts';`),
      ]),
    ).toEqual(['circle: shared/a.ts → shared/b.ts → shared/a.ts']);
  });
});
