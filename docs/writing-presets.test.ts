import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compilePreset } from '../shared/preset/compile.ts';

const page = readFileSync(join(import.meta.dirname, 'writing-presets.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);

describe('the examples of writing-presets.md', () => {
  test('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples.map((yaml) => [yaml.split('\n')[0], yaml]))('%s', (_, yaml) => {
    expect(compilePreset(parse(yaml ?? ''))).toMatchObject({ ok: true, warnings: [] });
  });
});
