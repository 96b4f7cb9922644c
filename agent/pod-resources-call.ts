import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';

/** What stands for a call that brought no message; `detail` is for people. */
export interface CallFailure {
  readonly ok: false;
  /**
   * ENOENT, EACCES, ECONNREFUSED, …: nobody could be called. Timeout. TooLarge, Malformed: the answer is not taken.
   * Otherwise what the server said, by gRPC's name: Unimplemented, ResourceExhausted, …
   */
  readonly reason: string;
  readonly detail: string;
}

export type CallResult = { readonly ok: true; readonly message: Uint8Array } | CallFailure;

export interface Call {
  /** /v1.PodResourcesLister/List */
  readonly method: string;
  readonly message: Uint8Array;
  /** Milliseconds until the whole answer must be there. */
  readonly deadlineMs: number;
  /** Longest message that is read, in bytes. */
  readonly maxBytes: number;
}

export interface Caller {
  /** Never throws. */
  call(call: Call): Promise<CallResult>;
  /** Calls under way fail. */
  close(): void;
}

/** The codes of gRPC's doc/statuscodes.md by number. */
const STATUS = [
  'OK',
  'Cancelled',
  'Unknown',
  'InvalidArgument',
  'Timeout',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];

/** Before each message, by gRPC's PROTOCOL-HTTP2.md: a byte that says whether it is compressed, and its length in four. */
const PREFIX_BYTES = 5;

/**
 * Unary calls of gRPC to a Unix socket: a POST, one message each way with its length before it, the outcome in the
 * trailers. That is all that is needed here of a library many times the size. The connection is kept while calls
 * succeed: what a new one for each call leaves behind is freed late, and costs 7 MB. It does not keep the process.
 */
export function createCaller(socketPath: string): Caller {
  let connection: Connection | undefined;

  function connected(): Connection {
    const { closed = true, destroyed = true } = connection?.session ?? {};
    if (connection === undefined || closed || destroyed) connection = open(socketPath);
    return connection;
  }

  return {
    async call(call) {
      const used = connected();
      const result = await callOnce(used, call);
      // Whatever went wrong may lie in the connection. Where the server answered with a refusal it does not matter.
      if (!result.ok) used.session.destroy();
      return result;
    },
    close() {
      connection?.session.destroy();
    },
  };
}

interface Connection {
  readonly session: ClientHttp2Session;
  /** Why it ended. */
  error: NodeJS.ErrnoException | undefined;
}

function open(socketPath: string): Connection {
  const socket = connectSocket(socketPath);
  const session = connect('http://localhost', { createConnection: () => socket });
  const connection: Connection = { session, error: undefined };
  const note = (error: NodeJS.ErrnoException): void => {
    connection.error ??= error;
  };
  // HTTP/2 gives what the socket says another name.
  socket.prependListener('error', note);
  session.on('error', note);
  session.unref();
  return connection;
}

async function callOnce(connection: Connection, call: Call): Promise<CallResult> {
  return await new Promise((resolve) => {
    const stream = connection.session.request({
      ':method': 'POST',
      ':path': call.method,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const settle = (result: CallResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    const timer = setTimeout(
      () => settle(failure('Timeout', `no complete answer in ${call.deadlineMs} ms`)),
      call.deadlineMs,
    );
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const { code = 'Failed', message } = connection.error ?? error;
      settle(failure(code, message));
    });
    collect(stream, call.maxBytes, settle);
    stream.end(framed(call.message));
  });
}

function collect(stream: ClientHttp2Stream, maxBytes: number, settle: (result: CallResult) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let head: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  stream.on('response', (headers) => {
    head = headers;
  });
  stream.on('trailers', (headers) => {
    trailers = headers;
  });
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > PREFIX_BYTES + maxBytes) settle(failure('TooLarge', `more than ${maxBytes} bytes`));
    else chunks.push(chunk);
  });
  // Comes last in every case. A server that fails at once says so in the head and sends no trailers.
  stream.on('close', () => settle(judge({ ...head, ...trailers }, Buffer.concat(chunks))));
}

function judge(headers: IncomingHttpHeaders, body: Buffer): CallResult {
  const code = headers['grpc-status'];
  if (typeof code !== 'string' || !/^\d{1,2}$/.test(code)) {
    const status = headers[':status'];
    return status === undefined
      ? failure('Unavailable', 'the connection ended without an answer')
      : failure('Malformed', `HTTP ${String(status)} without a grpc-status`);
  }
  if (code !== '0') {
    return failure(STATUS[Number(code)] ?? `Status${code}`, percentDecoded(headers['grpc-message']));
  }
  // We offer no compression, so none may come.
  if (body.length < PREFIX_BYTES || body[0] !== 0 || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
    return failure('Malformed', `${body.length} bytes that are not one message`);
  }
  return { ok: true, message: body.subarray(PREFIX_BYTES) };
}

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function percentDecoded(text: string | string[] | undefined): string {
  const raw = String(text ?? '');
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

const failure = (reason: string, detail: string): CallFailure => ({ ok: false, reason, detail });
