import { KubeError, type Transport } from '../../shared/kube/http.ts';
import type { Log } from '../../shared/kube/log.ts';
import type { Binding, Pod } from '../../shared/kube/objects.ts';
import { bindingFormat, statusFormat } from '../../shared/kube/protobuf/binding.ts';
import type { ReasonCode } from '../../shared/names.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import { valuesOn } from '../node-values.ts';
import type { ClusterState } from '../state/cluster.ts';
import { podPath, readPod } from '../state/pods.ts';
import { type Attempts, type AttemptsOptions, createAttempts } from './attempts.ts';
import { decodeBindingArgs, type ExtenderBindingArgs, type ExtenderBindingResult } from './wire.ts';

export interface BindDeps extends Omit<AttemptsOptions, 'deadlineMs'> {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'plainPods'>;
  readonly engine: Pick<Engine, 'planOf' | 'bindValues' | 'dependsOnNode' | 'isFilled'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'rejection' | 'slotsFilled'>;
  readonly log: Log;
  /** Milliseconds for the whole verb; below the scheduler's httpTimeout of 5 s. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 4000;
/** Of the API server's own words; the scheduler puts them into an event of 1 KB. */
const MAX_CAUSE = 400;

type Bound = NonNullable<Reply['bound']>;

/** The answer of the verb is an Error with this text. */
class BindRefused extends Error {
  override readonly name = 'BindRefused';
  readonly reason: ReasonCode | undefined;
  readonly pod: Pod | undefined;

  constructor(message: string, { reason, pod }: { reason?: ReasonCode; pod?: Pod } = {}) {
    super(message);
    this.reason = reason;
    this.pod = pod;
  }
}

/**
 * Fills the pod's slots with values of the chosen node and assigns the pod to it, in one write.
 *
 * Without locks: the Binding carries the pod's uid, the API server binds a pod only once, and a call that is
 * repeated after a success answers success. So a write whose answer was lost may simply be sent again. Everything
 * but abuse of the protocol (ProtocolError) is answered with 200 and `Error`, because the scheduler reads nothing else.
 */
export async function bind(body: unknown, deps: BindDeps): Promise<Reply> {
  const args = decodeBindingArgs(body);
  const attempts = createAttempts({ ...deps, deadlineMs: deps.deadlineMs ?? DEFAULT_DEADLINE_MS });
  const about = { pod: args.podName, namespace: args.podNamespace, uid: args.podUid, node: args.node };
  try {
    const { slots, bound } = await bindPod(args, deps, attempts);
    deps.log.debug({ ...about, slots }, 'pod bound');
    return reply('', 'ok', bound);
  } catch (err) {
    if (err instanceof BindRefused) {
      if (err.reason !== undefined) deps.metrics.rejection('bind', err.reason);
      deps.log.info({ ...about, why: err.message }, 'bind refused');
      return reply(
        err.message,
        'refused',
        err.pod === undefined ? undefined : { pod: err.pod, annotations: {} },
      );
    }
    const tries = attempts.tries();
    deps.log.warn({ err, ...about, tries }, 'bind failed');
    const tried = tries === 1 ? 'tried once' : `tried ${tries} times`;
    return reply(`latebind: ${causeOf(err)} (${tried})`, 'error');
  }
}

function reply(error: string, result: Reply['result'], bound?: Bound): Reply {
  const body = { Error: error } satisfies ExtenderBindingResult;
  return { status: 200, body, result, ...(bound === undefined ? {} : { bound }) };
}

/** In one line, without the path, which the event is about anyway. */
function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const prefix = error instanceof KubeError ? `${error.method} ${error.path}: ` : '';
  const cause = (text.startsWith(prefix) ? text.slice(prefix.length) : text).replace(/\s+/g, ' ').trim();
  return cause.length > MAX_CAUSE ? `${cause.slice(0, MAX_CAUSE - 1)}…` : cause;
}

/** What a pod is bound with. */
interface Decision {
  readonly slots: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Absent where the pod need not be known. */
  readonly pod?: Pod;
}

interface Outcome {
  /** Number of slots filled. */
  readonly slots: number;
  readonly bound?: Bound;
}

const NOTHING: Decision = { slots: 0, annotations: {} };
const BOUND_BEFORE: Outcome = { slots: 0 };

async function bindPod(args: ExtenderBindingArgs, deps: BindDeps, attempts: Attempts): Promise<Outcome> {
  const { podUid, podNamespace, podName } = args;
  const watched = deps.state.pods.byUid(podUid);
  const isPlain = watched === undefined && deps.state.plainPods.has(podUid, podNamespace, podName);
  // A pod that was created a moment ago may be ahead of the watch: without its recipe it would be bound empty.
  const decision = isPlain ? NOTHING : decide(watched ?? (await readLive(args, deps, attempts)), args, deps);
  if (decision === 'already bound') return BOUND_BEFORE;
  const { slots, annotations, pod } = decision;
  try {
    await attempts.run((timeoutMs) =>
      deps.transport.request({
        method: 'POST',
        path: `${podPath(args.podNamespace, args.podName)}/binding`,
        body: bindingOf(args, annotations),
        bodyFormat: bindingFormat,
        format: statusFormat,
        timeoutMs,
      }),
    );
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) throw gone();
    if (!(error instanceof KubeError) || error.status !== 409) throw error;
    const isRepeated = attempts.tries() > 1;
    const now = await readLive(args, deps, attempts);
    // Not by a call whose answer was lost, nor by another replica: the pod is being deleted, say.
    if (!isBound(now, args, deps)) {
      throw new BindRefused(`latebind: bind conflict: ${causeOf(error)}`, { pod: now });
    }
    if (!isRepeated) return BOUND_BEFORE;
  }
  if (slots > 0) deps.metrics.slotsFilled('bind', slots);
  return { slots, ...(pod === undefined ? {} : { bound: { pod, annotations } }) };
}

function decide(pod: Pod, args: ExtenderBindingArgs, deps: BindDeps): Decision | 'already bound' {
  if (isBound(pod, args, deps)) return 'already bound';
  const planned = deps.engine.planOf(pod);
  if (!planned.ok) throw new BindRefused(reasonText(planned), { reason: planned.reason, pod });
  const { plan } = planned;
  if (plan === null) return { slots: 0, annotations: {}, pod };
  const values = valuesOn(plan, args.node, deps);
  if (!values.ok) {
    throw new BindRefused(`${reasonText(values)} (${values.detail})`, { reason: values.reason, pod });
  }
  return { slots: plan.slots, annotations: values.annotations, pod };
}

async function readLive(
  { podNamespace, podName }: ExtenderBindingArgs,
  { transport }: BindDeps,
  attempts: Attempts,
): Promise<Pod> {
  const pod = await attempts.run((timeoutMs) =>
    readPod(transport, podNamespace, podName, AbortSignal.timeout(timeoutMs)),
  );
  if (pod === undefined) throw gone();
  return pod;
}

const gone = (): BindRefused => new BindRefused('latebind: the pod does not exist any more');

/** True: as wanted. False: nowhere yet. Refuses what can never become as wanted. */
function isBound(
  pod: Pod,
  { podUid, podName, podNamespace, node }: ExtenderBindingArgs,
  deps: BindDeps,
): boolean {
  const { uid, name, namespace } = pod.metadata;
  if (uid !== podUid || name !== podName || namespace !== podNamespace) {
    throw new BindRefused(`latebind: the pod with this name has another uid, ${String(uid)}`);
  }
  const { nodeName = '' } = pod.spec;
  if (nodeName === '') return false;
  if (nodeName !== node) {
    throw new BindRefused(
      `latebind: the pod is already on node ${nodeName} and cannot be bound to node ${node}`,
      { pod },
    );
  }
  if (!deps.engine.isFilled(pod, node)) {
    throw new BindRefused(`latebind: the pod is already on node ${node}, without its values, which follow`, {
      pod,
    });
  }
  return true;
}

function bindingOf(args: ExtenderBindingArgs, annotations: Readonly<Record<string, string>>): Binding {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: {
      name: args.podName,
      namespace: args.podNamespace,
      uid: args.podUid,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
    },
    target: { apiVersion: 'v1', kind: 'Node', name: args.node },
  };
}
