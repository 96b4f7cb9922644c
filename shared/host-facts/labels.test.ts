import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelValueProblem, qualifiedNameProblem } from '../preset/label-value.ts';
import { hostLabels } from './labels.ts';
import type { Gpu, HostFacts } from './model.ts';
import { fieldsOf } from './schema.ts';

const h100: Gpu = {
  vendor: 'nvidia',
  address: '0000:1b:00.0',
  deviceId: '10de:2330',
  boundDriver: 'nvidia',
  seenByDriver: true,
  model: 'NVIDIA H100 80GB HBM3',
  architecture: 'hopper',
  mig: { capable: true, enabled: false },
};
const a100: Gpu = { ...h100, deviceId: '10de:20b2', model: 'NVIDIA A100-SXM4-80GB', architecture: 'ampere' };
const lost: Gpu = { vendor: 'nvidia', deviceId: '10de:2330', boundDriver: 'nvidia', seenByDriver: false };

/** A healthy host with the driver 550 and these GPUs. */
const host = (gpus: readonly Gpu[], more: HostFacts = {}): HostFacts => ({
  gpus,
  healthy: true,
  nvidia: { present: true, driver: { version: '550.54.15', skew: false }, cudaVersion: '12.4' },
  ...more,
});

/** Without the prefix that all have. */
const labelsOf = (facts: HostFacts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(hostLabels(facts)).map(([key, value]) => [key.replace('host.latebind.dev/', ''), value]),
  );

describe('labels of a host', () => {
  test('say what its accelerators are, by which a pod may choose its node', () => {
    expect(hostLabels(host([h100, h100]))).toEqual({
      'host.latebind.dev/cuda-major': '12',
      'host.latebind.dev/driver-major': '550',
      'host.latebind.dev/gpu-architecture': 'hopper',
      'host.latebind.dev/gpu-count': '2',
      'host.latebind.dev/gpu-model': 'NVIDIA-H100-80GB-HBM3',
      'host.latebind.dev/gpu-vendor': 'nvidia',
      'host.latebind.dev/mig': 'false',
      'host.latebind.dev/ready': 'true',
    });
  });

  test('are none without accelerators, or where all are given to virtual machines', () => {
    expect(hostLabels({ healthy: true, cpu: { logical: 8 }, nvidia: { present: false } })).toEqual({});
    expect(hostLabels(host([{ ...h100, boundDriver: 'vfio-pci', seenByDriver: false }]))).toEqual({});
  });

  test('are none where nothing is known', () => {
    expect(labelsOf({ gpus: [{}] })).toEqual({ 'gpu-count': '1' });
  });

  test('say mixed where devices differ', () => {
    const amd: Gpu = {
      vendor: 'amd',
      model: 'AMD Instinct MI300X',
      architecture: 'gfx942',
      seenByDriver: true,
    };
    expect(labelsOf(host([h100, a100]))).toMatchObject({
      'gpu-model': 'mixed',
      'gpu-architecture': 'mixed',
      'gpu-vendor': 'nvidia',
      'driver-major': '550',
    });
    const mixed = labelsOf(host([h100, amd]));
    expect(mixed).toMatchObject({ 'gpu-vendor': 'mixed', 'gpu-count': '2' });
    expect(mixed).not.toHaveProperty('driver-major');
    expect(labelsOf(host([h100, { ...h100, mig: { capable: true, enabled: true } }]))).toMatchObject({
      mig: 'mixed',
    });
  });

  test('count a device that its driver has lost, and know it by its PCI id', () => {
    expect(labelsOf(host([h100, lost], { healthy: false }))).toMatchObject({
      'gpu-count': '2',
      'gpu-model': 'NVIDIA-H100-80GB-HBM3',
      ready: 'false',
    });
  });

  test('do not guess a model from devices of another PCI id', () => {
    expect(labelsOf(host([a100, lost]))).not.toHaveProperty('gpu-model');
  });

  test('leave out what the driver leaves out', () => {
    expect(labelsOf(host([h100, { ...a100, excluded: true, seenByDriver: false }]))).toMatchObject({
      'gpu-count': '1',
      'gpu-model': 'NVIDIA-H100-80GB-HBM3',
      ready: 'true',
    });
  });

  test('have no mig on devices that cannot', () => {
    expect(labelsOf(host([{ ...h100, mig: { capable: false } }]))).not.toHaveProperty('mig');
  });

  test.each<[string, HostFacts, string | undefined]>([
    ['amd', { gpus: [{ vendor: 'amd' }], amd: { driverVersion: '6.7.0' } }, '6'],
    ['habana', { gpus: [{ vendor: 'habana' }], gaudi: { driverVersion: '1.17.0-28a11ca' } }, '1'],
    ['intel', { gpus: [{ vendor: 'intel' }], intel: { driver: 'xe' } }, undefined],
    ['an unknown version', { gpus: [h100], nvidia: { driver: { version: 'r550' } } }, undefined],
  ])('know the driver of %s', (_vendor, facts, major) => {
    expect(labelsOf(facts)['driver-major']).toBe(major);
  });

  test.each<[string, HostFacts, string | undefined]>([
    ['seen by the driver, nothing broken', host([h100]), 'true'],
    ['one not listed by the driver', host([h100, lost]), 'false'],
    ['something else broken', host([h100], { healthy: false }), 'false'],
    ['no driver bound', { gpus: [{ vendor: 'nvidia', boundDriver: '' }], healthy: true }, 'false'],
    ['nouveau', { gpus: [{ vendor: 'nvidia', boundDriver: 'nouveau' }], healthy: true }, 'false'],
    ['skew', host([h100], { healthy: false, nvidia: { driver: { skew: true } } }), 'skew'],
    ['a driver that could not be asked', host([{ vendor: 'nvidia', boundDriver: 'nvidia' }]), undefined],
    ['nothing could be compared', { gpus: [h100] }, undefined],
  ])('say whether it is ready: %s', (_what, facts, ready) => {
    expect(labelsOf(facts)['ready']).toBe(ready);
  });

  test.each([
    ['NVIDIA RTX 6000 Ada Generation', 'NVIDIA-RTX-6000-Ada-Generation'],
    ['  (R) Arc™ A770  ', 'R-Arc-A770'],
    [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
    ['???', undefined],
  ])('write the model %j as %s', (model, label) => {
    expect(labelsOf({ gpus: [{ model }] })['gpu-model']).toBe(label);
  });

  test('are valid, at most eight and always the same, whatever the facts', () => {
    fc.assert(
      fc.property(anyMessage('HostFacts') as fc.Arbitrary<HostFacts>, (facts) => {
        const labels = hostLabels(facts);
        expect(Object.keys(labels).length).toBeLessThanOrEqual(8);
        for (const [key, value] of Object.entries(labels)) {
          expect(qualifiedNameProblem(key)).toBeUndefined();
          expect(labelValueProblem(value)).toBeUndefined();
          expect(value).not.toBe('');
        }
        const { gpus = [] } = facts;
        expect(hostLabels({ ...structuredClone(facts), gpus: gpus.toReversed() })).toEqual(labels);
      }),
    );
  });
});

/** Any message of the schema, with long and strange strings. */
function anyMessage(name: string): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(name).map((field) => {
    const one: fc.Arbitrary<unknown> =
      field.message !== undefined
        ? anyMessage(field.message)
        : field.kind === 'string'
          ? fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('nvidia', 'amd', '550.1'))
          : field.kind === 'bool'
            ? fc.boolean()
            : fc.nat();
    return [field.name, field.list ? fc.array(one, { maxLength: 3 }) : one] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}
