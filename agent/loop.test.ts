import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { KubeError } from '../shared/kube/http.ts';
import { silentLog } from '../shared/kube/log.ts';
import type { Discoverer } from './discover.ts';
import { createLoop, type Loop } from './loop.ts';
import { type AgentMetrics, createMetrics } from './metrics.ts';
import type { Publisher, PublishOutcome } from './publish.ts';

const facts: HostFacts = {
  schema: 1,
  gpus: [{ seenByDriver: true }, { seenByDriver: false }, { seenByDriver: true, excluded: true }],
  nvidia: { driver: { skew: true } },
};
const unchanged: PublishOutcome = { kind: 'held', reason: 'unchanged', bytes: 400 };
const unavailable = new KubeError({
  method: 'PATCH',
  path: '/',
  status: 503,
  reason: 'ServiceUnavailable',
  message: '',
});

let clock: number;
let looks: number;
let remembered: HostFacts[];
let outcome: PublishOutcome;
let metrics: AgentMetrics;
let loop: Loop;
let stop: AbortController;
let afterLook: (() => void) | undefined;

beforeEach(() => {
  clock = 0;
  looks = 0;
  remembered = [];
  outcome = unchanged;
  afterLook = undefined;
  stop = new AbortController();
  metrics = createMetrics({ defaults: false });
  const discoverer: Discoverer = {
    remember: (published) => void remembered.push(published),
    look: () => {
      looks += 1;
      afterLook?.();
      return Promise.resolve({
        facts,
        reports: [
          { name: 'cpu', ok: true, seconds: 0.5 },
          { name: 'pci', ok: false, error: 'EIO', seconds: 1 },
        ],
      });
    },
  };
  const published: HostFacts = { schema: 1 };
  const node = { uid: 'u', published, hash: 'h', annotated: true, summary: '' };
  const publisher: Publisher = {
    ownNode: () => Promise.resolve({ ok: true, node }),
    publish: () => Promise.resolve(outcome),
  };
  loop = createLoop({
    discoverer,
    publisher,
    metrics,
    log: silentLog,
    intervalMs: 60_000,
    now: () => clock,
    wallSeconds: () => 1_700_000_000,
    random: () => 0.5,
  });
});
afterEach(() => stop.abort());

describe('a step', () => {
  test('remembers what is published before it looks', async () => {
    await loop.step();
    expect(remembered).toEqual([{ schema: 1 }]);
  });

  test('that leaves the Node up to date counts as success and waits an interval', async () => {
    expect(loop.unready()).toBeDefined();
    expect(await loop.step()).toEqual({ ok: true, waitMs: 60_000, mayWake: true });
    expect(loop.unready()).toBeUndefined();
    const text = await metrics.registry.metrics();
    for (const line of [
      'latebind_agent_facts_bytes 400',
      'latebind_agent_last_success_timestamp_seconds 1700000000',
      'latebind_agent_discovery_seconds{source="cpu"} 0.5',
      'latebind_agent_source_errors_total{source="pci",reason="EIO"} 1',
      'latebind_agent_writes_suppressed_total{reason="unchanged"} 1',
      'latebind_agent_gpus{state="pci"} 3',
      'latebind_agent_gpus{state="driver"} 2',
      'latebind_agent_gpus{state="excluded"} 1',
      'latebind_agent_driver_skew 1',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });

  test('that fails waits as long as it is told and is no success', async () => {
    outcome = { kind: 'failed', error: unavailable, retryMs: 17_000 };
    expect(await loop.step()).toEqual({ ok: false, waitMs: 17_000, mayWake: false });
    expect(loop.unready()).toBeDefined();
    expect(await metrics.registry.metrics()).toContain(
      'latebind_agent_api_errors_total{method="PATCH",reason="ServiceUnavailable"} 1',
    );
  });

  test('that holds facts back is no success either; fewer GPUs are looked at again soon', async () => {
    outcome = { kind: 'held', reason: 'rate', bytes: 400 };
    expect(await loop.step()).toMatchObject({ ok: false, waitMs: 60_000 });
    outcome = { kind: 'held', reason: 'shrink', bytes: 400 };
    expect(await loop.step()).toMatchObject({ ok: false, waitMs: 5000 });
  });
});

describe('liveness', () => {
  test('fails when no look has ended for three intervals', async () => {
    await loop.step();
    clock += 179_000;
    expect(loop.unhealthy()).toBeUndefined();
    clock += 2000;
    expect(loop.unhealthy()).toBe('no look at the host for 181 s');
  });

  test('holds while the API server wants to be left alone for longer than that', async () => {
    outcome = { kind: 'failed', error: unavailable, retryMs: 600_000 };
    const running = loop.run(stop.signal);
    await expect.poll(() => looks).toBe(1);
    // The step ends after its look.
    await new Promise(setImmediate);
    clock += 700_000;
    expect(loop.unhealthy()).toBeUndefined();
    clock += 81_000;
    expect(loop.unhealthy()).toBe('no look at the host for 781 s');
    stop.abort();
    await running;
  });
});

describe('the loop', () => {
  test('looks again when it is woken, and ends with its signal', async () => {
    const running = loop.run(stop.signal);
    await expect.poll(() => looks).toBe(1);
    loop.wake();
    await expect.poll(() => looks).toBe(2);
    stop.abort();
    await running;
  });

  test('does not lose a change that comes while it looks', async () => {
    afterLook = () => {
      if (looks === 1) loop.wake();
    };
    const running = loop.run(stop.signal);
    await expect.poll(() => looks).toBe(2);
    stop.abort();
    await running;
  });

  test('is not woken while the API server wants to be left alone', async () => {
    outcome = { kind: 'failed', error: unavailable, retryMs: 200 };
    const running = loop.run(stop.signal);
    await expect.poll(() => looks).toBe(1);
    const started = performance.now();
    loop.wake();
    await expect.poll(() => looks, { interval: 5 }).toBe(2);
    expect(performance.now() - started).toBeGreaterThan(100);
    stop.abort();
    await running;
  });

  test('survives a fault of ours', async () => {
    afterLook = () => {
      if (looks === 1) throw new Error('bug');
    };
    const running = loop.run(stop.signal);
    await expect.poll(() => looks).toBe(1);
    loop.wake();
    await expect.poll(() => looks).toBe(2);
    stop.abort();
    await running;
  });
});
