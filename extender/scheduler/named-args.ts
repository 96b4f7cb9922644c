import type { Pod } from '../../shared/kube/objects.ts';
import type { PodStore } from '../state/pods.ts';
import type { AskedNodes, ReadNodes } from './asked-nodes.ts';
import { decodePod } from './wire.ts';

/** Of filter and prioritize, where the scheduler sends names. */
export interface NamedArgs {
  readonly pod: Pod;
  readonly asked: AskedNodes;
}

export interface NamedArgsDeps {
  readonly pods: Pick<PodStore, 'byUid'>;
  readonly readNodes: ReadNodes;
}

/**
 * As kube-scheduler writes it: encoding/json keeps the order of the Go structs (ExtenderArgs in
 * k8s.io/kube-scheduler/extender/v1, ObjectMeta in apimachinery).
 */
const POD = '{"Pod":';
const NAMES = ',"Nodes":null,"NodeNames":';
const END = '}'.charCodeAt(0);
const IDENTITY =
  /^\{"Pod":\{(?:"kind":"Pod","apiVersion":"v1",)?"metadata":\{"name":"[^"\\]+",(?:"generateName":"[^"\\]*",)?"namespace":"[^"\\]+",(?:"selfLink":"[^"\\]*",)?"uid":"([^"\\]+)","resourceVersion":"([^"\\]+)"[,}]/;
/** More than two names, a namespace, a uid and a version have. */
const IDENTITY_BYTES = 1_024;

/**
 * Reads a body without making strings of its names, and without reading its pod where the watch has brought the same version of
 * it: JSON.parse of both takes as long as all else of such a call. undefined where the body is written in another way; then
 * it is to be read as any JSON is. Throws a ProtocolError.
 */
export function readNamedArgs(body: Buffer, { pods, readNodes }: NamedArgsDeps): NamedArgs | undefined {
  const last = body.length - 1;
  // The last one: within the pod it could only be a part of a string, where its quotes have backslashes.
  const names = body.lastIndexOf(NAMES, undefined, 'latin1');
  if (names === -1 || body[last] !== END) return undefined;
  const asked = readNodes(body, names + NAMES.length, last);
  if (asked === undefined) return undefined;
  const head = body.toString('latin1', 0, IDENTITY_BYTES);
  const pod = watchedPod(head, pods) ?? (head.startsWith(POD) ? parsedPod(body, names) : undefined);
  return pod === undefined ? undefined : { pod, asked };
}

/** Of one uid and version there is one content. */
function watchedPod(head: string, pods: Pick<PodStore, 'byUid'>): Pod | undefined {
  const [, uid, version] = IDENTITY.exec(head) ?? [];
  const pod = uid === undefined ? undefined : pods.byUid(uid);
  return pod?.metadata.resourceVersion === version ? pod : undefined;
}

function parsedPod(body: Buffer, end: number): Pod | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8', POD.length, end));
  } catch {
    return undefined;
  }
  return decodePod('ExtenderArgs.Pod', value);
}
