import { expect, test } from 'vitest';
import { createSmiAsker } from './ask-nvidia-smi.ts';
import type { SmiRequest } from './discover.ts';
import type { HostRoot } from './host-root.ts';
import { answering, SMI_BINARY, withSmi } from './testing/smi-program.ts';

const request = (root: HostRoot, key = 'key'): SmiRequest => ({
  root,
  binary: SMI_BINARY,
  libraryDir: undefined,
  key,
});

test('Looks that overlap have one answer of one program', async () => {
  await withSmi(answering({ '-q -x': 'v9-p100-390.xml' }), async (root, runs) => {
    const ask = createSmiAsker(() => 0);
    const [first, second] = await Promise.all([ask(request(root)), ask(request(root))]);
    expect(first).toMatchObject({ ok: true, facts: { gpus: [{ memoryMiB: 16280 }] } });
    expect(second).toBe(first);
    expect(runs()).toEqual(['-q -x']);
  });
});

test('Looks that overlap have one failure of one program', async () => {
  await withSmi('exit 9', async (root, runs) => {
    const ask = createSmiAsker(() => 0);
    const [first, second] = await Promise.all([ask(request(root)), ask(request(root))]);
    expect(first).toMatchObject({ ok: false, error: 'Exit', detail: 'code 9' });
    expect(second).toBe(first);
    expect(runs()).toEqual(['-q -x']);
  });
});

test('Another driver or other GPUs are asked anew, after the one that runs has ended', async () => {
  const busy = 'mkdir "$0.busy" || exit 3; sleep 0.2; rmdir "$0.busy"; exit 9';
  await withSmi(busy, async (root, runs) => {
    const ask = createSmiAsker(() => 0);
    const readings = await Promise.all([ask(request(root, 'a')), ask(request(root, 'b'))]);
    expect(readings.map(({ detail }) => detail)).toEqual(['code 9', 'code 9']);
    expect(runs()).toHaveLength(2);
  });
});

test('A look after one that threw has an answer', async () => {
  await withSmi(answering({ '-q -x': 'v9-p100-390.xml' }), async (root) => {
    const ask = createSmiAsker(() => 0);
    const broken = { ...root, localPath: () => Promise.reject(new Error('bug')) };
    const readings = await Promise.allSettled([ask(request(broken)), ask(request(root))]);
    expect(readings.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

test('An answer is kept for an hour: a mode may change without a sign', async () => {
  await withSmi(answering({ '-q -x': 'v9-p100-390.xml' }), async (root, runs) => {
    let clock = 0;
    const ask = createSmiAsker(() => clock);
    for (clock of [0, 3_599_999, 3_600_000]) await ask(request(root));
    expect(runs()).toHaveLength(2);
  });
});
