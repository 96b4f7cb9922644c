import { once } from 'node:events';
import { connect, constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createHttp2Calls } from './call.ts';

it('a body in HTTP/2 that does not end in time is given up, and one that does is not', async () => {
  const http2Call = createHttp2Calls({ bodyMs: 50, everyMs: 10 });
  const server = createServer().on('stream', (stream, headers) => {
    const call = http2Call(stream, headers);
    call.body.resume().on('end', () => setTimeout(() => call.send(200, '{}'), 100));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });

  const slow = session.request({ ':path': '/', ':method': 'POST' });
  slow.on('error', () => undefined).write('{');
  const quick = session.request({ ':path': '/', ':method': 'POST' });
  quick.end('{}');
  const [headers] = (await once(quick, 'response')) as [Record<string, unknown>];
  expect(headers[':status']).toBe(200);
  if (!slow.closed) await once(slow, 'close');
  expect(slow.rstCode).toBe(constants.NGHTTP2_CANCEL);
});
