import { describe, expect, test } from 'vitest';
import type { HostFacts, Problem } from '../shared/host-facts/model.ts';
import { type Answer, KubeError, type RequestSpec } from '../shared/kube/http.ts';
import { createEventReporter, type EventResult } from './events.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

interface Sent {
  readonly metadata: { readonly name: string };
  readonly reason: string;
  readonly type: string;
  readonly message: string;
}

function setUp(nodeName = 'node-a', published?: HostFacts) {
  let passed = 0;
  const sent: { readonly path: string; readonly body: Sent }[] = [];
  const results: EventResult[] = [];
  const warnings: object[] = [];
  let serve: (spec: RequestSpec) => Promise<void> = () => Promise.resolve();
  const reporter = createEventReporter({
    transport: {
      async request<T>(spec: RequestSpec): Promise<Answer<T>> {
        sent.push({ path: spec.path, body: spec.body as Sent });
        await serve(spec);
        return { status: 201, headers: {}, body: spec.body as T };
      },
    },
    nodeName,
    now: () => passed,
    clock: () => START + passed,
    log: { warn: (fields) => warnings.push(fields) },
    count: (result) => results.push(result),
  });
  return {
    sent,
    results,
    warnings,
    reasons: () => sent.map(({ body }) => body.reason),
    pass(ms: number) {
      passed += ms;
    },
    answer(how: typeof serve) {
      serve = how;
    },
    reportOnly(facts: HostFacts) {
      reporter.report({ uid: 'uid-1', published }, facts);
    },
    async report(facts: HostFacts) {
      reporter.report({ uid: 'uid-1', published }, facts);
      await reporter.idle();
    },
    idle: () => reporter.idle(),
  };
}

const sick = (...problems: Problem[]): HostFacts => ({ healthy: false, problems });
const well: HostFacts = { healthy: true };

const offTheBus: Problem = { code: 'GpuNotSeen', detail: '0000:1b:00.0 is on the bus' };
const another: Problem = { code: 'GpuNotSeen', detail: '0000:9a:00.0 is on the bus' };
const skew: Problem = { code: 'DriverSkew', detail: 'the loaded module is 535.1, the libraries are 550.2' };

describe('a new problem', () => {
  test('makes one event on the own Node, which says what to do', async () => {
    const { report, sent } = setUp();
    await report(sick(offTheBus));
    expect(sent).toEqual([
      {
        path: '/api/v1/namespaces/default/events',
        body: {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name: expect.stringMatching(/^node-a\.[0-9a-f]+$/), namespace: 'default' },
          involvedObject: { apiVersion: 'v1', kind: 'Node', name: 'node-a', uid: 'uid-1' },
          type: 'Warning',
          reason: 'GpuNotSeen',
          message: expect.stringMatching(/^latebind: GpuNotSeen: 0000:1b:00\.0 is on the bus; next: drain/),
          source: { component: 'latebind-agent', host: 'node-a' },
          reportingComponent: 'latebind-agent',
          reportingInstance: 'node-a',
          firstTimestamp: '2026-01-01T00:00:00Z',
          lastTimestamp: '2026-01-01T00:00:00Z',
          count: 1,
        },
      },
    ]);
  });

  test('is said once, however often it is seen', async () => {
    const { report, pass, reasons } = setUp();
    for (let look = 0; look < 100; look += 1) {
      await report(sick(offTheBus));
      pass(60_000);
    }
    expect(reasons()).toEqual(['GpuNotSeen']);
  });

  test('is said although another one is known, and without it', async () => {
    const { report, sent } = setUp();
    await report(sick(offTheBus));
    await report(sick(offTheBus, another));
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body.message).not.toContain('0000:1b:00.0');
  });

  test('shares its event with those that came with it, and the worst gives the reason', async () => {
    const { report, sent } = setUp();
    await report(
      sick({ code: 'CdiStale', detail: 'a' }, { code: 'FromTheFuture', detail: 'b' }, offTheBus, skew),
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body.reason).toBe('DriverSkew');
    expect(sent[0]?.body.message).toMatch(/DriverSkew: .*GpuNotSeen: .*CdiStale: .*FromTheFuture: b$/);
  });

  test('of many devices names a few of them', async () => {
    const { report, sent } = setUp();
    const problems = Array.from({ length: 16 }, (_, index) => ({
      code: 'GpuNotSeen',
      detail: `gpu ${index}`,
    }));
    await report(sick(...problems));
    expect(sent[0]?.body.message).toContain('gpu 0, gpu 1, gpu 2 and 13 more');
  });

  test('that comes back is said again', async () => {
    const { report, reasons } = setUp();
    await report(sick(offTheBus, skew));
    await report(sick(skew));
    await report(sick(offTheBus, skew));
    expect(reasons()).toEqual(['DriverSkew', 'GpuNotSeen']);
  });
});

describe('a host without problems', () => {
  test('makes no event when it never had one', async () => {
    const { report, sent } = setUp();
    await report(well);
    await report(well);
    expect(sent).toEqual([]);
  });

  test('makes one normal event when the last problem is gone', async () => {
    const { report, sent } = setUp();
    await report(sick(offTheBus, skew));
    await report(sick(skew));
    await report(well);
    await report(well);
    expect(sent.map(({ body }) => [body.type, body.reason])).toEqual([
      ['Warning', 'DriverSkew'],
      ['Normal', 'HostHealthy'],
    ]);
  });

  test('is not called healthy as long as nobody can know it', async () => {
    const { report, reasons } = setUp();
    await report(sick(skew));
    await report({});
    await report(sick(skew));
    expect(reasons()).toEqual(['DriverSkew']);
    await report(well);
    expect(reasons()).toEqual(['DriverSkew', 'HostHealthy']);
  });
});

describe('an agent that starts', () => {
  test('says nothing of what its predecessor has published', async () => {
    const { report, sent } = setUp('node-a', sick(offTheBus));
    await report(sick(offTheBus));
    expect(sent).toEqual([]);
  });

  test('says what changed while there was none', async () => {
    const { report, reasons } = setUp('node-a', sick(offTheBus));
    await report(well);
    expect(reasons()).toEqual(['HostHealthy']);
  });
});

describe('events', () => {
  test('are five in a row and then one a minute, and what is still true is said late', async () => {
    const { report, pass, reasons, results } = setUp();
    for (let round = 0; round < 10; round += 1) {
      await report(sick(offTheBus));
      await report(well);
    }
    expect(reasons()).toHaveLength(5);
    expect(results).toContain('held');
    await report(sick(skew));
    pass(60_000);
    await report(sick(skew));
    await report(well);
    expect(reasons().slice(5)).toEqual(['DriverSkew']);
  });

  test('that fail are counted and logged, and not sent again', async () => {
    const { report, answer, sent, results, warnings } = setUp();
    answer(({ method, path }) =>
      Promise.reject(new KubeError({ method, path, status: 403, reason: 'Forbidden', message: 'no' })),
    );
    await report(sick(skew));
    await report(sick(skew));
    expect(sent).toHaveLength(1);
    expect(results).toEqual(['failed']);
    expect(warnings).toHaveLength(1);
  });

  test('under way are not waited for, and what came meanwhile is said at the next look', async () => {
    const { reportOnly, report, idle, answer, reasons } = setUp();
    let finish = (): void => undefined;
    answer(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    reportOnly(sick(skew));
    reportOnly(sick(skew, offTheBus));
    expect(reasons()).toEqual(['DriverSkew']);
    finish();
    await idle();
    answer(() => Promise.resolve());
    await report(sick(skew, offTheBus));
    expect(reasons()).toEqual(['DriverSkew', 'GpuNotSeen']);
  });

  test('keep within the limits of the API server', async () => {
    const { report, sent } = setUp(`${'a'.repeat(62)}.`.repeat(4) + 'b');
    await report(sick({ code: 'CdiStale', detail: 'x'.repeat(3000) }));
    const [{ body } = { body: undefined }] = sent;
    expect(body?.metadata.name.length).toBeLessThanOrEqual(253);
    expect(body?.message.length).toBe(1024);
  });
});
