import { describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/kube/log.ts';
import { nvidia } from '../../test/build/example.ts';
import { clusterPreset, preset } from '../../test/build/preset.ts';
import { presetReview } from '../../test/build/review.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { admitPresetReview } from './preset.ts';

interface Response {
  allowed: boolean;
  warnings?: string[];
  status?: { code: number; message: string };
}

function review(body: unknown, change: Partial<typeof engine> = {}): Response {
  const deps = { engine: { ...engine, ...change }, metrics: createMetrics(), log: silentLog };
  return (admitPresetReview(body, deps).body as { response: Response }).response;
}

describe('a preset', () => {
  it('that can be applied is allowed', () => {
    expect(review(presetReview(nvidia))).toMatchObject({ allowed: true });
  });

  it('that cannot is refused with 422 and every problem on a line of its own', () => {
    const broken = preset('team-a', 'broken')
      .forResource('nvidia.com/gpu')
      .env({ name: 'A', value: '${host.' })
      .requires('1 +', 'nonsense')
      .build();
    const { allowed, status } = review(presetReview(broken, { operation: 'UPDATE' }));
    expect(allowed).toBe(false);
    expect(status?.code).toBe(422);
    const [first, ...problems] = status?.message.split('\n') ?? [];
    expect(first).toBe('latebind PresetInvalid:');
    expect(problems.length).toBeGreaterThanOrEqual(2);
    for (const problem of problems) expect(problem).toMatch(/^spec\.\S+: ./);
  });

  it('with very many problems says how many more there are', () => {
    const problems = Array.from({ length: 60 }, (_, index) => ({
      path: `spec.env[${index}]`,
      message: 'bad',
    }));
    const { status } = review(presetReview(nvidia), { compilePreset: () => ({ ok: false, problems }) });
    expect(status?.message.split('\n')).toHaveLength(52);
    expect(status?.message).toMatch(/and 10 more$/);
  });

  it('passes warnings on', () => {
    const compilePreset: typeof engine.compilePreset = (object) => {
      const result = engine.compilePreset(object);
      return result.ok ? { ...result, warnings: ['careful'] } : result;
    };
    expect(review(presetReview(nvidia), { compilePreset }).warnings).toEqual(['careful']);
  });

  it('that is being deleted may be changed whatever it is like', () => {
    const dying = clusterPreset()
      .spec({ env: 'nonsense' })
      .metadata({ deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(review(presetReview(dying.build(), { operation: 'UPDATE' })).allowed).toBe(true);
  });
});

it.each([
  ['a deletion', { operation: 'DELETE', object: null }],
  ['another resource', { resource: { group: 'apps', version: 'v1', resource: 'deployments' } }],
])('%s is allowed', (_what, change) => {
  expect(review(presetReview(nvidia, change))).toEqual({ uid: 'review-1', allowed: true });
});

it('a review without an object is refused, with what was seen and wanted', () => {
  expect(() => review(presetReview(nvidia, { object: null }))).toThrow(/got null, wanted a preset/);
});
