/** The load client of test/cluster: outside both servers, written in Go as kube-scheduler is. */
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { run } from '../../../test/cluster/run.ts';
import type { Plane } from '../../../test/cluster/scale/plane.ts';
import { mustPassSome } from '../answers.ts';

/** Latencies in microseconds. */
export interface LoadResult {
  readonly count: number;
  readonly errors: number;
  readonly firstError: string;
  readonly seconds: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly bytes: number;
  readonly protocol: string;
}

export interface LoadOptions {
  readonly url: string;
  /** File with one body a line. */
  readonly bodies: string;
  readonly workers?: number;
  readonly count?: number;
  readonly warmUp?: number;
}

/** Throws where one answer was an error: a server that refuses is fast as well. */
export async function load({ cluster, certificates }: Plane, options: LoadOptions): Promise<LoadResult> {
  const file = (name: string): string => join(certificates, name);
  const { stdout } = await run(cluster.binaries.path('extender-load'), [
    ...['-url', options.url, '-bodies', options.bodies],
    ...['-ca-file', file('ca.crt'), '-cert-file', file('scheduler.crt'), '-key-file', file('scheduler.key')],
    ...['-workers', String(options.workers ?? 1), '-warm-up', String(options.warmUp ?? 0)],
    ...['-count', String(options.count ?? 0)],
  ]);
  const result = JSON.parse(stdout) as LoadResult;
  if (result.errors > 0)
    throw new Error(`${options.url}: ${result.errors} of ${result.count} failed: ${result.firstError}`);
  return result;
}

export async function writeBodies(plane: Plane, name: string, bodies: readonly object[]): Promise<string> {
  const path = join(plane.cluster.directory, `${name}.jsonl`);
  await writeFile(path, `${bodies.map((body) => JSON.stringify(body)).join('\n')}\n`);
  return path;
}

/** The load client counts errors only, so one answer is read here. */
export async function mustAnswer(
  { certificates }: Plane,
  verb: 'filter' | 'prioritize',
  url: string,
  body: string,
): Promise<void> {
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'scheduler.crt', 'scheduler.key'].map(
      async (name) => await readFile(join(certificates, name)),
    ),
  );
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const answer = await new Promise<string>((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', ca, cert, key, agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  mustPassSome(verb, body, answer);
}
