import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Pod } from '../shared/kube/objects.ts';
import { admitPod } from '../shared/preset/admit.ts';
import { compilePreset } from '../shared/preset/compile.ts';
import { planOf } from '../shared/preset/place.ts';

const page = readFileSync(join(import.meta.dirname, 'writing-presets.md'), 'utf8');
const yamls = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => yaml);
const isPod = (yaml: string): boolean => /^kind: Pod$/m.test(yaml);
const examples = yamls.filter((yaml) => !isPod(yaml));

describe('the examples of writing-presets.md', () => {
  test('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples.map((yaml) => [yaml.split('\n')[0], yaml]))('%s', (_, yaml) => {
    expect(compilePreset(parse(yaml ?? ''))).toMatchObject({ ok: true, warnings: [] });
  });

  test('have a pod with a requirement of its own', () => {
    const [pod] = yamls.filter(isPod).map((yaml) => parse(yaml) as Pod);
    if (pod === undefined) throw new Error('there is none');
    const result = admitPod({ pod, namespace: { name: 'default', labels: {} }, presets: [] });
    expect(result.admitted && planOf(result.pod)).toMatchObject({
      plan: { own: { expression: { type: 'bool' } } },
    });
  });
});
