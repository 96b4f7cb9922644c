/** What is sent: a GPU pod to admit, and the pod that came out of it with 500 names to filter. */

import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitPod } from '../../shared/preset/admit.ts';
import { compilePreset } from '../../shared/preset/compile.ts';
import { podReview } from '../../test/build/review.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

export const NODES = Array.from({ length: 1000 }, (_, index) => `node-${index}`);
/** What kube-scheduler sends in a cluster of 5,000 nodes. */
const FILTERED = 500;

export interface Requests {
  readonly admission: string;
  readonly filter: string;
}

export async function requests(): Promise<Requests> {
  const read = async (path: string): Promise<unknown> => parse(await readFile(join(EXAMPLES, path), 'utf8'));
  const pod = (await read('pods/3-inference.yaml')) as Pod;
  const compiled = compilePreset(await read('presets/nvidia-driver.yaml'));
  if (!compiled.ok) throw new Error('the example preset does not compile');
  const admitted = admitPod({ pod, namespace: { name: 'team-a', labels: {} }, presets: [compiled.preset] });
  if (!admitted.admitted || admitted.slots === 0) throw new Error('the example pod has no slots');
  return {
    admission: JSON.stringify(podReview(pod)),
    filter: JSON.stringify({ Pod: admitted.pod, Nodes: null, NodeNames: NODES.slice(0, FILTERED) }),
  };
}

export class Client {
  readonly #agent: Agent;
  readonly #port: number;

  constructor(port: number, connections: number) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The body of the answer. */
  post(path: string, body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => {
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`${path}: ${response.statusCode} ${text}`));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
