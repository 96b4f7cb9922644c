import type { Discoverer, Discovery } from '../shared/discovery/discover.ts';
import type { HangingCall } from '../shared/discovery/disk-files.ts';
import { shortHash } from '../shared/host-facts/codec.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { KubeError } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import type { HostProblem } from '../shared/names.ts';
import type { AgentMetrics } from './metrics.ts';
import { CONFIRM_MS, completeFacts, type OwnNode, type Publisher, type PublishOutcome } from './publish.ts';

export interface LoopOptions {
  readonly discoverer: Discoverer;
  readonly publisher: Publisher;
  readonly metrics: AgentMetrics;
  readonly log: Log;
  /** Between polls. */
  readonly intervalMs: number;
  /** Between a look and one that a change of the host asks for. Default 10 s. */
  readonly restMs?: number;
  /** A full look is due after so long although nothing seems to have changed. */
  readonly lookEveryMs: number;
  /** What may change without any directory telling; another text: look again. */
  readonly poll: () => Promise<string>;
  /** Reads that have not come back. */
  readonly hanging: () => readonly HangingCall[];
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Seconds since 1970, for the metric only. */
  readonly wallSeconds: () => number;
  /** 0 ≤ random < 1 */
  readonly random: () => number;
  /** After each look. */
  readonly onLook?: (discovery: Discovery) => Promise<void>;
  /** The facts that the Node carries now, and the Node as it was before. */
  readonly onPublished?: (node: OwnNode, facts: HostFacts) => void;
}

export interface Loop {
  /** One look, if one is due, and, where needed, one write. */
  step(): Promise<StepResult>;
  /** Steps until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks again soon. */
  wake(): void;
  unhealthy(): string | undefined;
  unready(): string | undefined;
}

export interface StepResult {
  readonly ok: boolean;
  /** Milliseconds until the next step. */
  readonly waitMs: number;
  /** A change of the host may end the wait: not after a failure, when the API server decides when to come back. */
  readonly mayWake: boolean;
}

/** Why the agent looked at the host. */
type LookReason = 'start' | 'watch' | 'poll' | 'failing' | 'unpublished' | 'interval';

const OF_KUBELET: ReadonlySet<string> = new Set<HostProblem>(['CapacityTooSmall', 'NotAllocatable']);

/** A read that hangs so long does not come back: then the agent is to be restarted, and to be looked at. */
const HANGS_AFTER_S = 120;

export function createLoop(options: LoopOptions): Loop {
  const { discoverer, publisher, metrics, log, now } = options;
  const stuckAfterMs = Math.max(3 * options.intervalMs, 120_000);
  const restMs = options.restMs ?? 10_000;
  let lastLookAt = now();
  /** How long the pause is that the API server or the interval asks for. */
  let pauseMs = 0;
  let published = false;
  let waking: (() => void) | undefined;
  let woken = false;
  const failing = new Set<string>();
  let polled: string | undefined;
  let fullLookAt: number | undefined;
  let current = false;

  /** Up to a tenth longer or shorter, so that agents that started together spread. */
  const interval = (): number => options.intervalMs * (0.9 + 0.2 * options.random());

  async function report(discovery: Discovery): Promise<void> {
    lastLookAt = now();
    metrics.set('latebind_agent_hanging_reads', options.hanging().length);
    for (const { name, ok, error, detail, seconds } of discovery.reports) {
      metrics.set('latebind_agent_discovery_seconds', seconds, { source: name });
      if (ok) {
        failing.delete(name);
        continue;
      }
      metrics.count('latebind_agent_source_errors_total', { source: name, reason: error ?? 'unknown' });
      // Said once, not at every look.
      if (!failing.has(name)) log.warn({ source: name, reason: error, detail }, 'source cannot be read');
      failing.add(name);
    }
    metrics.replace(
      'latebind_agent_source_disagreements',
      discovery.reports.flatMap(({ name, disagreements = 0 }) =>
        disagreements > 0 ? [{ labels: { source: name }, value: disagreements }] : [],
      ),
    );
    const gpus = discovery.facts.gpus ?? [];
    metrics.set('latebind_agent_gpus', gpus.length, { state: 'pci' });
    metrics.set('latebind_agent_gpus', gpus.filter((gpu) => gpu.seenByDriver === true).length, {
      state: 'driver',
    });
    metrics.set('latebind_agent_gpus', gpus.filter((gpu) => gpu.excluded === true).length, {
      state: 'excluded',
    });
    metrics.set('latebind_agent_driver_skew', discovery.facts.nvidia?.driver?.skew === true ? 1 : 0);
    await options.onLook?.(discovery);
  }

  function reportHealth(facts: HostFacts): void {
    const problems = new Map<string, number>();
    for (const { code = '' } of facts.problems ?? []) problems.set(code, (problems.get(code) ?? 0) + 1);
    metrics.replace(
      'latebind_agent_host_problems',
      [...problems].map(([code, value]) => ({ labels: { code }, value })),
    );
    if (facts.healthy !== undefined) metrics.set('latebind_agent_host_healthy', facts.healthy ? 1 : 0);
  }

  function failed(error: Error, retryMs: number): StepResult {
    if (error instanceof KubeError) {
      metrics.count('latebind_agent_api_errors_total', { method: error.method, reason: error.reason });
    }
    log.warn({ error: error.message, retryMs: Math.round(retryMs) }, 'facts not published');
    return { ok: false, waitMs: retryMs, mayWake: false };
  }

  function settle(outcome: PublishOutcome): StepResult {
    switch (outcome.kind) {
      case 'failed':
        return failed(outcome.error, outcome.retryMs);
      case 'written':
        metrics.count('latebind_agent_writes_total', { reason: outcome.reason });
        log.info({ reason: outcome.reason, bytes: outcome.bytes }, 'facts published');
        break;
      case 'held':
        metrics.count('latebind_agent_writes_suppressed_total', { reason: outcome.reason });
        if (outcome.reason !== 'unchanged') log.info({ reason: outcome.reason }, 'facts held back');
        break;
      default:
        outcome satisfies never;
    }
    metrics.set('latebind_agent_facts_bytes', outcome.bytes);
    metrics.replace('latebind_agent_facts_info', [{ labels: { hash: shortHash(outcome.hash) }, value: 1 }]);
    const current = outcome.kind === 'written' || outcome.reason === 'unchanged';
    if (current) {
      published = true;
      metrics.set('latebind_agent_last_success_timestamp_seconds', options.wallSeconds());
    }
    // Fewer GPUs are to be confirmed soon.
    const unconfirmed = outcome.kind === 'held' && outcome.reason === 'shrink';
    const waitMs = unconfirmed ? Math.min(interval(), CONFIRM_MS) : interval();
    return { ok: current, waitMs, mayWake: true };
  }

  /** Undefined: everything seems to be as it was at the last look. */
  async function reasonToLook(): Promise<LookReason | undefined> {
    // Before the look: what changes while it runs makes another.
    const seen = await options.poll();
    const changed = seen !== polled;
    polled = seen;
    if (fullLookAt === undefined) return 'start';
    if (changed) return 'poll';
    if (woken) return 'watch';
    if (failing.size > 0) return 'failing';
    if (!current) return 'unpublished';
    return now() - fullLookAt >= options.lookEveryMs ? 'interval' : undefined;
  }

  /** What only kubelet says may be minutes old, and its plugin be back: it is asked again before it is told. */
  async function complete(found: HostFacts, node: OwnNode): Promise<{ node: OwnNode; facts: HostFacts }> {
    const facts = completeFacts(found, node);
    const before = new Set(node.published?.problems?.map(({ code }) => code));
    const isNew = facts.problems?.some(({ code = '' }) => OF_KUBELET.has(code) && !before.has(code)) === true;
    if (!isNew) return { node, facts };
    publisher.forget();
    const again = await publisher.ownNode();
    return again.ok ? { node: again.node, facts: completeFacts(found, again.node) } : { node, facts };
  }

  async function step(): Promise<StepResult> {
    const reason = await reasonToLook();
    woken = false;
    if (reason === undefined) {
      metrics.set('latebind_agent_hanging_reads', options.hanging().length);
      lastLookAt = now();
      return { ok: true, waitMs: interval(), mayWake: true };
    }
    metrics.count('latebind_agent_looks_total', { reason });
    const own = await publisher.ownNode();
    // What stands on the Node may fill in for a reader that fails now.
    if (own.ok && own.node.published !== undefined) discoverer.remember(own.node.published);
    const discovery = await discoverer.look();
    fullLookAt = now();
    await report(discovery);
    if (!own.ok) {
      current = false;
      return failed(own.error, own.retryMs);
    }
    const { node, facts } = await complete(discovery.facts, own.node);
    reportHealth(facts);
    const result = settle(await publisher.publish(node, facts));
    current = result.ok;
    if (current) options.onPublished?.(node, facts);
    return result;
  }

  async function sleep(ms: number, mayWake: boolean, signal: AbortSignal): Promise<void> {
    if ((woken && mayWake) || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        waking = undefined;
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish, { once: true });
      if (mayWake) waking = finish;
    });
  }

  return {
    step,
    async run(signal) {
      while (!signal.aborted) {
        let waitMs = options.intervalMs;
        let mayWake = true;
        try {
          const result = await step();
          waitMs = result.waitMs;
          mayWake = result.mayWake;
        } catch (error) {
          // A fault of ours: the agent stays, the facts stay, and the log tells.
          log.error(
            { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
            'step failed',
          );
        }
        pauseMs = waitMs;
        await sleep(waitMs, mayWake, signal);
        // A host that changes all the time is not looked at all the time.
        const rest = woken && fullLookAt !== undefined ? fullLookAt + restMs - now() : 0;
        if (rest > 0) await sleep(rest, false, signal);
      }
    },
    wake() {
      woken = true;
      waking?.();
    },
    unhealthy() {
      const stuck = options.hanging().find(({ seconds }) => seconds >= HANGS_AFTER_S);
      if (stuck !== undefined) return `a read of ${stuck.path} has hung for ${stuck.seconds} s`;
      const age = now() - lastLookAt;
      return age > stuckAfterMs + pauseMs ? `no look at the host for ${Math.round(age / 1000)} s` : undefined;
    },
    unready: () => (published ? undefined : 'nothing published yet'),
  };
}
