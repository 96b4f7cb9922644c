import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostFacts } from './model.ts';
import { MAX_SUMMARY_BYTES, summary } from './summary.ts';

const HOSTS = join(import.meta.dirname, '../../test/fixtures/hosts');
const factsOf = (machine: string): HostFacts =>
  JSON.parse(readFileSync(join(HOSTS, machine, 'facts.json'), 'utf8')) as HostFacts;

test('a summary says at a glance what a node is', () => {
  expect(JSON.parse(summary(factsOf('ubuntu-h100')))).toEqual({
    gpus: '2 NVIDIA H100 80GB HBM3',
    driver: '550.54.15 open',
    cuda: '12.4',
    libraries: '/usr/lib/x86_64-linux-gnu',
    os: 'ubuntu 22.04',
    kernel: '5.15.0-102-generic',
    cpus: 4,
    memoryGiB: 2015,
    rdma: 2,
  });
});

test('a summary counts what has no model by its PCI id, and tells of skew', () => {
  expect(JSON.parse(summary(factsOf('off-the-bus')))).toMatchObject({
    gpus: '7 NVIDIA H100 80GB HBM3 + 1 10de:2330',
  });
  expect(JSON.parse(summary(factsOf('skew')))).toMatchObject({ skew: true });
});

test('a summary names no single device', () => {
  for (const entry of readdirSync(HOSTS, { withFileTypes: true })) {
    if (entry.isDirectory()) expect(summary(factsOf(entry.name))).not.toMatch(/GPU-|[0-9a-f]{2}:00\.0/);
  }
});

test('a summary is short JSON, whatever the names', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(text, text, text, (name, release, model) => {
      const short = summary({
        os: { id: name },
        kernel: { release },
        gpus: [{ model }],
        nvidia: { libraryDir: name },
      });
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
      JSON.parse(short);
    }),
  );
});
