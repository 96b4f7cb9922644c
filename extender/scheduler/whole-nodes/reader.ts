import { Worker } from 'node:worker_threads';
import type { Pod } from '../../../shared/kube/objects.ts';
import { ProtocolError, Unavailable } from '../../answer.ts';
import type { ReadAnswer, ReadRequest } from './worker.ts';

/** From here on a body is read by another thread: JSON.parse of 1 MiB holds up every other request for about 5 ms. */
export const LARGE_BYTES = 1024 * 1024;

/** Of all bodies that wait for the thread: two of the largest. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024;

/** The scanner keeps well below; see there what happens above. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

export interface LargeArgs {
  readonly pod: Pod;
  readonly names: readonly string[];
  /** Undefined where the body had only names. */
  readonly nodes?: NodeBytes;
}

/** Whole nodes as they came: the scheduler takes those of our answer for its own, so not a byte may change. */
export interface NodeBytes {
  readonly body: Buffer;
  readonly ranges: Uint32Array;
}

export interface LargeReader {
  /** Takes the body away from its owner. Rejects with a ProtocolError, Unavailable, or what ended the thread. */
  read(body: Buffer, signal: AbortSignal): Promise<LargeArgs>;
}

/** Reads one body after the other on one thread, which starts with the first and stays. */
export function createLargeReader(start: () => Worker = startWorker): LargeReader {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waitingBytes = 0;

  function running(): Worker {
    if (worker !== undefined) return worker;
    const started = start();
    worker = started;
    const forget = (): void => {
      if (worker === started) worker = undefined;
    };
    // Without a listener an error of the thread would end the process.
    started.on('error', forget).on('exit', forget);
    // The process may end while the thread idles.
    started.unref();
    return started;
  }

  async function turn(body: Buffer, signal: AbortSignal): Promise<LargeArgs> {
    refuseGone(signal);
    const answer = await ask(running(), body);
    refuseGone(signal);
    if (!answer.ok) throw new ProtocolError(answer.message, answer.status);
    const { pod, names, nodes } = answer;
    if (nodes === undefined) return { pod, names };
    return { pod, names, nodes: { body: Buffer.from(nodes.body), ranges: nodes.ranges } };
  }

  return {
    read(body, signal) {
      const { length } = body;
      if (waitingBytes + length > MAX_WAITING_BYTES) {
        return Promise.reject(
          new Unavailable(
            `${waitingBytes} bytes of whole nodes are waiting; set nodeCacheCapable: true in the scheduler`,
          ),
        );
      }
      waitingBytes += length;
      const done = last
        .then(() => turn(body, signal))
        .finally(() => {
          waitingBytes -= length;
        });
      last = done.catch(() => undefined);
      return done;
    },
  };
}

function refuseGone(signal: AbortSignal): void {
  if (signal.aborted) throw new Unavailable('the connection has gone');
}

function ask(worker: Worker, body: Buffer): Promise<ReadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
  const onExit = (code: number): void => reject(new Error(`the thread for whole nodes ended with ${code}`));
  worker.once('message', resolve).once('error', reject).once('messageerror', reject).once('exit', onExit);
  const request: ReadRequest = { body: ownBuffer(body) };
  worker.postMessage(request, [request.body]);
  return promise.finally(() => {
    worker.off('message', resolve).off('error', reject).off('messageerror', reject).off('exit', onExit);
  });
}

/** A small Buffer is a part of one that others use too, which cannot be given away. */
function ownBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
    ? buffer
    : Uint8Array.prototype.slice.call(new Uint8Array(buffer, byteOffset, byteLength)).buffer;
}

/** scripts/build.ts puts the thread's program beside the extender's, and this file into a folder there. */
function startWorker(): Worker {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : '../extender-whole-nodes.mjs';
  return new Worker(new URL(file, import.meta.url), { resourceLimits: RESOURCE_LIMITS });
}
