import { constants, type ServerHttp2Stream } from 'node:http2';

export interface BodyLimits {
  /** Milliseconds that a body may take. */
  readonly bodyMs: number;
  /** Milliseconds from one look at them to the next. */
  readonly everyMs: number;
}

export interface OpenBodies {
  add(stream: ServerHttp2Stream): void;
  /** Its call is answered. */
  delete(stream: ServerHttp2Stream): void;
}

/**
 * As Node's own limit for HTTP/1.1, which HTTP/2 has none of: from the head of a request to its last byte. One timer for all,
 * while there are any; they stand in the order in which they came.
 */
export function createOpenBodies({ bodyMs, everyMs }: BodyLimits): OpenBodies {
  const since = new Map<ServerHttp2Stream, number>();
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    const now = performance.now();
    for (const [stream, started] of since) {
      if (!stream.readableEnded && !stream.destroyed) {
        if (now - started < bodyMs) break;
        stream.close(constants.NGHTTP2_CANCEL);
      }
      since.delete(stream);
    }
    if (since.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }
  return {
    add(stream) {
      since.set(stream, performance.now());
      timer ??= setInterval(look, everyMs).unref();
    },
    delete: (stream) => void since.delete(stream),
  };
}
