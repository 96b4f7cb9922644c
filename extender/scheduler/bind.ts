import { KubeError, type Transport } from '../../shared/kube/http.ts';
import type { Log } from '../../shared/kube/log.ts';
import type { Binding, Pod } from '../../shared/kube/objects.ts';
import type { ReasonCode } from '../../shared/names.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import { valuesOn } from '../node-values.ts';
import type { ClusterState } from '../state/cluster.ts';
import { podPath, readPod } from '../state/pods.ts';
import { decodeBindingArgs, type ExtenderBindingArgs, type ExtenderBindingResult } from './wire.ts';

export interface BindDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'plainPods'>;
  readonly engine: Pick<Engine, 'planOf' | 'bindValues' | 'dependsOnNode' | 'isFilled'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'rejection' | 'slotsFilled'>;
  readonly log: Log;
  /** Milliseconds for the whole verb; below the scheduler's httpTimeout of 5 s. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 4000;

/** The answer of the verb is an Error with this text. */
class BindRefused extends Error {
  override readonly name = 'BindRefused';
  readonly reason: ReasonCode | undefined;

  constructor(message: string, reason?: ReasonCode) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Fills the pod's slots with values of the chosen node and assigns the pod to it, in one write.
 *
 * Without locks: the Binding carries the pod's uid, the API server binds a pod only once, and a call that is
 * repeated after a success answers success. Everything but abuse of the protocol (ProtocolError) is answered with
 * 200 and `Error`, because the scheduler reads nothing else.
 */
export async function bind(body: unknown, deps: BindDeps): Promise<Reply> {
  const args = decodeBindingArgs(body);
  const signal = AbortSignal.timeout(deps.deadlineMs ?? DEFAULT_DEADLINE_MS);
  const about = { pod: args.podName, namespace: args.podNamespace, uid: args.podUid, node: args.node };
  try {
    const slots = await bindPod(args, deps, signal);
    deps.log.debug({ ...about, slots }, 'pod bound');
    return reply('', 'ok');
  } catch (err) {
    if (err instanceof BindRefused) {
      if (err.reason !== undefined) deps.metrics.rejection('bind', err.reason);
      deps.log.info({ ...about, why: err.message }, 'bind refused');
      return reply(err.message, 'refused');
    }
    deps.log.warn({ err, ...about }, 'bind failed');
    return reply(`latebind: ${err instanceof Error ? err.message : String(err)}`, 'error');
  }
}

function reply(error: string, result: Reply['result']): Reply {
  return { status: 200, body: { Error: error } satisfies ExtenderBindingResult, result };
}

/** Number of slots filled. */
async function bindPod(args: ExtenderBindingArgs, deps: BindDeps, signal: AbortSignal): Promise<number> {
  const values = await valuesFor(args, deps, signal);
  if (values === 'already bound') return 0;
  try {
    await deps.transport.request({
      method: 'POST',
      path: `${podPath(args.podNamespace, args.podName)}/binding`,
      body: bindingOf(args, values.annotations),
      signal,
    });
  } catch (error) {
    if (!(error instanceof KubeError) || error.status !== 409) throw error;
    const now = await readPod(deps.transport, args.podNamespace, args.podName, signal);
    // Ours, of a call whose answer was lost; or of another replica.
    if (now === undefined || !isDone(now, args, deps))
      throw new BindRefused(`latebind: bind conflict: ${error.message}`);
    return 0;
  }
  if (values.slots > 0) deps.metrics.slotsFilled('bind', values.slots);
  return values.slots;
}

interface Filled {
  readonly slots: number;
  readonly annotations: Readonly<Record<string, string>>;
}

async function valuesFor(
  args: ExtenderBindingArgs,
  deps: BindDeps,
  signal: AbortSignal,
): Promise<Filled | 'already bound'> {
  const { state, engine } = deps;
  const { podNamespace, podName, podUid, node: nodeName } = args;
  const watched = state.pods.byUid(podUid);
  if (watched === undefined && state.plainPods.has(podUid, podNamespace, podName)) {
    return { slots: 0, annotations: {} };
  }
  const pod = watched ?? (await readPod(deps.transport, podNamespace, podName, signal));
  if (pod === undefined) throw new BindRefused('latebind: the pod does not exist any more');
  const { uid, name, namespace } = pod.metadata;
  if (uid !== podUid || name !== podName || namespace !== podNamespace) {
    throw new BindRefused(`latebind: the pod with this name has another uid, ${String(uid)}`);
  }
  if (pod.spec.nodeName !== undefined && pod.spec.nodeName !== '') {
    if (isDone(pod, args, deps)) return 'already bound';
    throw new BindRefused(`latebind: the pod is already on node ${pod.spec.nodeName}`);
  }
  const planned = engine.planOf(pod);
  if (!planned.ok) throw new BindRefused(reasonText(planned), planned.reason);
  const { plan } = planned;
  if (plan === null) return { slots: 0, annotations: {} };
  const values = valuesOn(plan, nodeName, deps);
  if (!values.ok) throw new BindRefused(`${reasonText(values)} (${values.detail})`, values.reason);
  return { slots: plan.slots, annotations: values.annotations };
}

const isDone = (pod: Pod, args: ExtenderBindingArgs, { engine }: BindDeps): boolean =>
  pod.metadata.uid === args.podUid && pod.spec.nodeName === args.node && engine.isFilled(pod, args.node);

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
