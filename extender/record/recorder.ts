/**
 * Writes down what the extender answered and what it answered from (docs/replay.md). Only what would be gone a moment
 * later is looked up while a request is answered; redacting and writing come after it, a little at a time.
 */
import { isObject } from '../../shared/json.ts';
import type { Log } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import type { AdmitInput } from '../../shared/preset/admit.ts';
import type { AdmitResult, NodeView, PresetId } from '../../shared/preset/api.ts';
import type { CompiledPreset } from '../../shared/preset/compile.ts';
import {
  admissionOf,
  boundWith,
  decideAdmission,
  decideBind,
  sameOutcome,
} from '../../shared/traffic/decide.ts';
import {
  type BindOutcome,
  type CallLine,
  type PodLine,
  type PresetSource,
  TRAFFIC_FORMAT,
  type TrafficLine,
} from '../../shared/traffic/format.ts';
import { type Outcomes, toOutcomes } from '../../shared/traffic/outcomes.ts';
import type { Exchange } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { ClusterState } from '../state/cluster.ts';
import { type Bind, bindCall, filterCall, type Placing, preemptCall, prioritizeCall } from './calls.ts';
import { watchEngine } from './engine.ts';
import { keyOf } from './key-of.ts';
import { createNodeLines, type SeenNode } from './node-lines.ts';
import { redactFacts } from './redact-facts.ts';
import { concernsUs, redactNewPod, redactPlacedPod } from './redact-pod.ts';
import { createStandIns } from './stand-ins.ts';
import type { TrafficFile } from './traffic-file.ts';
import { weightOf } from './weight.ts';

export interface TrafficRecorder {
  /** To answer with: the recorder cannot see everything from outside. */
  readonly engine: Engine;
  /** Before the caches are filled. */
  follow(state: FollowedState): void;
  /** As soon as a request was answered. */
  readonly onExchange: (exchange: Exchange) => void;
  /** Resolves when all of it is written; never rejects. */
  close(): Promise<void>;
}

export type FollowedState = Pick<ClusterState, 'nodes' | 'presets' | 'pods'>;

export interface TrafficRecorderOptions {
  readonly file: Pick<TrafficFile, 'write' | 'close'>;
  readonly engine: Engine;
  readonly log: Log;
  /** Of this program. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Of stand-ins for words; in no file. */
  readonly salt: Buffer;
  /** Runs a piece of work when nothing else waits. Default setImmediate. */
  readonly whenIdle?: (work: () => void) => void;
}

/** Lines, made when it is their turn. */
interface Work {
  readonly lines: Iterator<TrafficLine>;
  /** Roughly what it keeps in memory. */
  readonly bytes: number;
}

/** Of work at a time: requests that come meanwhile wait for it. */
const SLICE_MS = 2;
/** Answers that may wait to be written, and roughly the bytes of what they refer to. */
const MAX_WAITING = { works: 20_000, bytes: 64 * 1024 * 1024 };
/** Pods that are remembered, so that the verbs and tries of one pod do not repeat it. */
const MAX_PODS = 2_000;

type Head = Pick<CallLine, 't' | 'at' | 'ms'>;

export function createTrafficRecorder(options: TrafficRecorderOptions): TrafficRecorder {
  const { file, log, clock, now, whenIdle = setImmediate } = options;
  const watched = watchEngine(options.engine);
  const standIns = createStandIns(options.salt);
  const nodes = createNodeLines();
  /** As they are at the line that is written; the caches may be further by now. */
  const presets = new Map<PresetId, CompiledPreset>();
  const lookup = (id: PresetId): CompiledPreset | undefined => presets.get(id);
  const pods = new Map<string, number>();
  let podCount = 0;
  let followed: FollowedState | undefined;
  const waiting: Work[] = [];
  let waitingBytes = 0;
  let scheduled = false;
  let ended = false;

  function add(lines: Iterable<TrafficLine>, bytes = 0): void {
    if (ended) return;
    if (waiting.length >= MAX_WAITING.works || waitingBytes >= MAX_WAITING.bytes) {
      log.warn(
        { waiting: waiting.length, waitingBytes },
        'recording ended: requests come faster than they can be written',
      );
      ended = true;
      waiting.length = 0;
      void file.close('slow');
      return;
    }
    waiting.push({ lines: lines[Symbol.iterator](), bytes });
    waitingBytes += bytes;
    if (scheduled) return;
    scheduled = true;
    whenIdle(writeSome);
  }

  function writeSome(): void {
    scheduled = false;
    writeUntil(now() + SLICE_MS);
    if (waiting.length === 0) return;
    scheduled = true;
    whenIdle(writeSome);
  }

  function writeUntil(deadline: number): void {
    let done = 0;
    while (done < waiting.length && !ended && now() < deadline) {
      try {
        const next = waiting[done]?.lines.next();
        if (next === undefined || next.done === true) done += 1;
        else if (!file.write(JSON.stringify(next.value))) ended = true;
      } catch (err) {
        // A call that cannot be recorded is one that is missing, not the end of the process.
        log.error({ err }, 'a call could not be recorded');
        done += 1;
      }
    }
    for (const { bytes } of waiting.splice(0, ended ? waiting.length : done)) waitingBytes -= bytes;
  }

  /** The first lines of a call: what it refers to and was not written before. */
  function* podLine(pod: Pod): Generator<PodLine, number> {
    const metadata = redactPlacedPod(pod, standIns);
    const key = keyOf(metadata);
    const known = pods.get(key);
    if (known !== undefined) return known;
    if (pods.size >= MAX_PODS) pods.clear();
    pods.set(key, podCount);
    podCount += 1;
    yield { t: 'pod', metadata };
    return podCount - 1;
  }

  function* nodeLine(node: SeenNode): Generator<TrafficLine, number> {
    const known = nodes.indexOf(node);
    if (known !== undefined) return known;
    yield* nodes.linesOf(node);
    return nodes.indexOf(node) ?? 0;
  }

  function* placing<T>(
    call: Placing<T>,
    seen: readonly SeenNode[],
    line: (pod: number, nodes: Outcomes<T>) => CallLine,
  ): Generator<TrafficLine> {
    const pod = yield* podLine(call.pod);
    const outcomes = new Map<number, T>();
    for (const node of seen) {
      // Without a generator where there is nothing to write: this is asked hundreds of times a call.
      const index = nodes.indexOf(node) ?? (yield* nodeLine(node));
      outcomes.set(index, call.outcomeOf(node.name));
    }
    yield line(pod, toOutcomes(outcomes));
  }

  function* binding(head: Head, asked: Pod, node: SeenNode, outcome: BindOutcome): Generator<TrafficLine> {
    const pod = yield* podLine(asked);
    const index = yield* nodeLine(node);
    const { view } = node;
    const facts = view?.facts.kind === 'fresh' ? redactFacts(view.facts.facts) : undefined;
    const redacted = outcome.ok && facts !== undefined ? redactValues(outcome.values, facts.text) : outcome;
    const metadata = redactPlacedPod(asked, standIns);
    const again = decideBind({ metadata }, view && facts ? redactedView(view, facts.facts) : view, lookup);
    const same = sameOutcome(again, redacted);
    yield {
      ...head,
      verb: 'bind',
      pod,
      node: index,
      outcome: same || !redacted.ok ? redacted : withoutFacts(redacted.values, again),
      ...(same ? {} : { inexact: true }),
    };
  }

  function* admission(head: Head, input: AdmitInput, result: AdmitResult): Generator<TrafficLine> {
    const { namespace, node } = input;
    const index = node === undefined ? undefined : yield* nodeLine({ name: node.name, view: node });
    const pod = redactNewPod(input.pod, standIns);
    const outcome = admissionOf(result);
    const view =
      node?.facts.kind === 'fresh' ? redactedView(node, redactFacts(node.facts.facts).facts) : node;
    const again = decideAdmission({
      pod,
      namespace,
      presets: input.presets,
      ...(view === undefined ? {} : { node: view }),
    });
    yield {
      ...head,
      verb: 'admit_pod',
      namespace,
      pod,
      ...(index === undefined ? {} : { node: index }),
      outcome,
      ...(sameOutcome(again, outcome) ? {} : { inexact: true }),
    };
  }

  function* presetLine(id: PresetId, preset: CompiledPreset | undefined): Generator<TrafficLine> {
    const source = preset === undefined ? undefined : sourceOf(watched.sources.get(preset));
    if (preset === undefined) presets.delete(id);
    else presets.set(id, preset);
    standIns.keepWordsOf(JSON.stringify(source ?? {}));
    yield { t: 'preset', id, preset: source ?? null };
  }

  add([
    { t: 'start', format: TRAFFIC_FORMAT, program: options.version, at: new Date(clock()).toISOString() },
  ]);

  function bindWork(
    head: Head,
    call: Bind,
    { reply }: Exchange,
    state: FollowedState,
  ): Iterable<TrafficLine> | undefined {
    const pod = reply.bound?.pod ?? state.pods.byUid(call.podUid);
    if (pod === undefined || !concernsUs(pod)) return undefined;
    if (reply.result === 'refused') {
      // Without a reason of ours the API server was in the way, and nothing was decided.
      if (call.refused === undefined) return undefined;
      const node = { name: call.node, view: state.nodes.get(call.node) };
      return binding(head, pod, node, { ok: false, reason: call.refused });
    }
    const annotations = reply.bound?.annotations;
    if (annotations === undefined) return undefined;
    // The node may have changed while the API server was asked.
    const boundOn = watched.boundOn.get(annotations);
    const view = boundOn?.name === call.node ? boundOn : state.nodes.get(call.node);
    return binding(head, pod, { name: call.node, view }, boundWith(annotations));
  }

  function workOf(exchange: Exchange, state: FollowedState): Iterable<TrafficLine> | undefined {
    const { verb, request, seconds } = exchange;
    const head: Head = {
      t: 'call',
      at: new Date(clock()).toISOString(),
      ms: Math.round(seconds * 1e6) / 1e3,
    };
    const see = (names: readonly string[]): SeenNode[] =>
      names.map((name) => ({ name, view: state.nodes.get(name) }));
    const place = <T>(call: Placing<T> | undefined, line: (pod: number, nodes: Outcomes<T>) => CallLine) =>
      call && concernsUs(call.pod) ? placing(call, see(call.names), line) : undefined;
    switch (verb) {
      case 'filter':
        return place(filterCall(exchange), (pod, nodes) => ({ ...head, verb, pod, nodes }));
      case 'preempt':
        return place(preemptCall(exchange), (pod, nodes) => ({ ...head, verb, pod, nodes }));
      case 'prioritize':
        return place(prioritizeCall(exchange), (pod, nodes) => ({ ...head, verb, pod, nodes }));
      case 'bind': {
        const call = bindCall(exchange);
        return call && bindWork(head, call, exchange, state);
      }
      case 'admit_pod': {
        const pod =
          isObject(request) && isObject(request['request']) ? request['request']['object'] : undefined;
        const decided = isObject(pod) ? watched.admissions.get(pod) : undefined;
        return decided && admission(head, decided.input, decided.result);
      }
      case 'admit_binding':
      case 'admit_preset':
        return undefined;
      default:
        return verb satisfies never;
    }
  }

  return {
    engine: watched.engine,
    follow(state) {
      followed = state;
      state.presets.onChange((id) => add(presetLine(id, state.presets.lookup(id))));
    },
    onExchange(exchange) {
      if (ended || followed === undefined) return;
      try {
        const work = workOf(exchange, followed);
        if (work !== undefined) add(work, weightOf(exchange.request));
      } catch (err) {
        log.error({ err, verb: exchange.verb }, 'a call could not be recorded');
      }
    },
    async close() {
      writeUntil(Number.POSITIVE_INFINITY);
      ended = true;
      await file.close();
    },
  };
}

const redactedView = ({ name, uid, labels }: NodeView, facts: object): NodeView => ({
  name,
  uid,
  labels,
  facts: { kind: 'fresh', facts, hash: '' },
});

/** An expression may have cut or turned what was to be replaced: then none of its values is written. */
const withoutFacts = (values: Readonly<Record<string, string>>, again: BindOutcome): BindOutcome =>
  again.ok ? again : redactValues(values, () => '');

const redactValues = (
  values: Readonly<Record<string, string>>,
  text: (value: string) => string,
): BindOutcome => ({
  ok: true,
  values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)])),
});

function sourceOf(object: object | undefined): PresetSource | undefined {
  if (!isObject(object)) return undefined;
  const { apiVersion, kind, metadata, spec } = object;
  if (!isObject(metadata)) return undefined;
  const { name, namespace, generation, creationTimestamp } = metadata;
  const text = (field: string, value: unknown) => (typeof value === 'string' ? { [field]: value } : {});
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: {
      ...text('name', name),
      ...text('namespace', namespace),
      ...(typeof generation === 'number' ? { generation } : {}),
      ...text('creationTimestamp', creationTimestamp),
    },
    spec,
  };
}
