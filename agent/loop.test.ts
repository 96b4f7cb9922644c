import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Discoverer, SourceReport } from '../shared/discovery/discover.ts';
import type { HangingCall } from '../shared/discovery/disk-files.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { KubeError } from '../shared/kube/http.ts';
import { silentLog } from '../shared/kube/log.ts';
import { createLoop, type Loop } from './loop.ts';
import { type AgentMetrics, createMetrics } from './metrics.ts';
import type { OwnNode, Publisher, PublishOutcome } from './publish.ts';

const facts: HostFacts = {
  schema: 1,
  gpus: [{ seenByDriver: true }, { seenByDriver: false }, { seenByDriver: true, excluded: true }],
  nvidia: { driver: { skew: true } },
};
const hash = 'abc';
const unchanged: PublishOutcome = { kind: 'held', reason: 'unchanged', bytes: 400, hash };
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
let host: string;
let hanging: HangingCall[];
let pci: SourceReport;
let restMs: number;
let makeLoop: () => void;

beforeEach(() => {
  clock = 0;
  looks = 0;
  remembered = [];
  outcome = unchanged;
  afterLook = undefined;
  host = 'as it was';
  hanging = [];
  restMs = 0;
  pci = { name: 'pci', ok: false, error: 'EIO', seconds: 1 };
  stop = new AbortController();
  metrics = createMetrics({ defaults: false });
  const discoverer: Discoverer = {
    remember: (published) => void remembered.push(published),
    look: () => {
      looks += 1;
      afterLook?.();
      return Promise.resolve({
        facts,
        reports: [{ name: 'cpu', ok: true, seconds: 0.5 }, pci],
      });
    },
  };
  const published: HostFacts = { schema: 1 };
  const node: OwnNode = {
    uid: 'u',
    published,
    hash: 'h',
    annotated: true,
    summary: '',
    labels: {},
    kubelet: { capacity: {}, allocatable: {} },
  };
  const publisher: Publisher = {
    ownNode: () => Promise.resolve({ ok: true, node }),
    publish: () => Promise.resolve(outcome),
    forget: () => {},
  };
  makeLoop = () => {
    loop = createLoop({
      discoverer,
      publisher,
      metrics,
      log: silentLog,
      intervalMs: 60_000,
      lookEveryMs: 600_000,
      restMs,
      poll: () => Promise.resolve(host),
      hanging: () => hanging,
      now: () => clock,
      wallSeconds: () => 1_700_000_000,
      random: () => 0.5,
    });
  };
  makeLoop();
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
    outcome = { kind: 'held', reason: 'rate', bytes: 400, hash };
    expect(await loop.step()).toMatchObject({ ok: false, waitMs: 60_000 });
    outcome = { kind: 'held', reason: 'shrink', bytes: 400, hash };
    expect(await loop.step()).toMatchObject({ ok: false, waitMs: 5000 });
  });
});

describe('a look at the host', () => {
  const looksAfter = async (change: () => void): Promise<number> => {
    await loop.step();
    clock += 60_000;
    change();
    await loop.step();
    return looks;
  };

  test('is not due while nothing has changed', async () => {
    pci = { name: 'pci', ok: true, seconds: 1 };
    expect(await looksAfter(() => {})).toBe(1);
    expect(loop.unready()).toBeUndefined();
  });

  test.each<[string, () => void, string]>([
    ['a poll sees another host', () => (host = 'another'), 'poll'],
    ['a directory changed', () => loop.wake(), 'watch'],
    ['it was long ago', () => (clock += 600_000), 'interval'],
  ])('is due when %s', async (_, change, reason) => {
    pci = { name: 'pci', ok: true, seconds: 1 };
    expect(await looksAfter(change)).toBe(2);
    expect(await metrics.registry.metrics()).toContain(`latebind_agent_looks_total{reason="${reason}"} 1`);
  });

  test('is due while a source fails, and while the Node is not up to date', async () => {
    expect(await looksAfter(() => {})).toBe(2);
    pci = { name: 'pci', ok: true, seconds: 1 };
    outcome = { kind: 'held', reason: 'rate', bytes: 400, hash };
    await loop.step();
    await loop.step();
    expect(looks).toBe(4);
  });
});

test('after a look the host is left alone for a while, however much it changes', async () => {
  restMs = 300;
  pci = { name: 'pci', ok: true, seconds: 1 };
  afterLook = () => loop.wake();
  makeLoop();
  const started = performance.now();
  const realTime = loop.run(stop.signal);
  const timer = setInterval(() => {
    clock = performance.now() - started;
  }, 5);
  await expect.poll(() => looks, { interval: 5 }).toBe(3);
  clearInterval(timer);
  stop.abort();
  await realTime;
  expect(performance.now() - started).toBeGreaterThan(550);
});

describe('liveness', () => {
  test('fails when a read has hung for two minutes, and names it', async () => {
    await loop.step();
    hanging = [{ path: '/proc/driver/nvidia/gpus/0000:1b:00.0/information', seconds: 119 }];
    expect(loop.unhealthy()).toBeUndefined();
    hanging = [{ path: '/proc/driver/nvidia/gpus/0000:1b:00.0/information', seconds: 120 }];
    expect(loop.unhealthy()).toBe(
      'a read of /proc/driver/nvidia/gpus/0000:1b:00.0/information has hung for 120 s',
    );
  });

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
