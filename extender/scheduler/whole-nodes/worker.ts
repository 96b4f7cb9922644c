/** A thread of its own, started by reader.ts: reads large bodies of filter and prioritize, one at a time. */
import { parentPort } from 'node:worker_threads';
import type { Pod } from '../../../shared/kube/objects.ts';
import { ProtocolError } from '../../answer.ts';
import { scanExtenderArgs } from './scan.ts';

export interface ReadRequest {
  readonly body: ArrayBuffer;
}

export type ReadAnswer =
  | {
      readonly ok: true;
      readonly pod: Pod;
      readonly names: readonly string[];
      /** Whole nodes: the body again, and where each node is in it. */
      readonly nodes?: { readonly body: ArrayBuffer; readonly ranges: Uint32Array };
    }
  | { readonly ok: false; readonly message: string; readonly status: number };

// Anything but a ProtocolError ends the thread, and with it the call that it was for.
parentPort?.on('message', ({ body }: ReadRequest) => {
  const answer = read(body);
  parentPort?.postMessage(answer, answer.ok && answer.nodes !== undefined ? [body] : []);
});

function read(body: ArrayBuffer): ReadAnswer {
  try {
    const { args, ranges } = scanExtenderArgs(Buffer.from(body));
    const { form, names } = args.nodes;
    return { ok: true, pod: args.pod, names, ...(form === 'objects' ? { nodes: { body, ranges } } : {}) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { ok: false, message: error.message, status: error.status };
  }
}
