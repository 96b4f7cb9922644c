/** For tests: an API server that knows one Node. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Node } from '../../shared/kube/objects.ts';
import { HOST_LABEL_PREFIX } from '../../shared/names.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: Node | undefined;
}

export interface NodeServer {
  readonly url: string;
  readonly node: Node;
  readonly seen: SeenRequest[];
  readonly patches: () => SeenRequest[];
  /** Answers of the next requests, before the server works again. */
  readonly failures: { status: number; reason?: string; retryAfter?: string }[];
  /** Labels that somebody else applied, too. */
  readonly held: Set<string>;
  readonly close: () => void;
}

/** Applies annotations and labels as server-side apply does, and refuses another uid. */
export async function startNodeServer(node: Node): Promise<NodeServer> {
  const seen: SeenRequest[] = [];
  const failures: NodeServer['failures'] = [];
  const held = new Set<string>();
  const server: Server = createServer((request, response) => {
    const reply = (status: number, body: object, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    };
    void bodyOf(request).then((text) => {
      const body = text === '' ? undefined : (JSON.parse(text) as Node);
      const { method = '', url = '' } = request;
      seen.push({ method, url, contentType: request.headers['content-type'], body });
      const failure = failures.shift();
      if (failure !== undefined) {
        const headers: Record<string, string> =
          failure.retryAfter === undefined ? {} : { 'retry-after': failure.retryAfter };
        reply(
          failure.status,
          { kind: 'Status', reason: failure.reason ?? 'Failed', message: 'as told' },
          headers,
        );
      } else if (method === 'PATCH' && body?.metadata.uid !== node.metadata.uid) {
        reply(422, { kind: 'Status', reason: 'Invalid', message: 'metadata.uid: field is immutable' });
      } else {
        if (method === 'PATCH') {
          node.metadata.annotations = { ...node.metadata.annotations, ...body?.metadata.annotations };
          node.metadata.labels = appliedLabels(node.metadata.labels, body?.metadata.labels, held);
        }
        reply(200, node);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    node,
    seen,
    patches: () => seen.filter((request) => request.method === 'PATCH'),
    failures,
    held,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Those of ours that are not applied again go. */
function appliedLabels(
  before: Readonly<Record<string, string>> | undefined,
  applied: Readonly<Record<string, string>> | undefined,
  held: ReadonlySet<string>,
): Record<string, string> {
  const others = Object.entries(before ?? {}).filter(
    ([key]) => !key.startsWith(HOST_LABEL_PREFIX) || held.has(key),
  );
  return { ...Object.fromEntries(others), ...applied };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
