import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createLargeReader } from './reader.ts';

const bodyOf = (...names: string[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      Pod: { metadata: { name: 'train' } },
      Nodes: { items: names.map((name) => ({ metadata: { name } })) },
    }),
  );

const staying = (): AbortSignal => new AbortController().signal;

describe('the thread that reads large bodies', () => {
  it('gives the pod, the names, and the bytes with the place of each node', async () => {
    const got = await createLargeReader().read(bodyOf('a', 'b'), staying());
    expect(got).toMatchObject({ pod: { metadata: { name: 'train' } }, names: ['a', 'b'] });
    const { body, ranges } = got.nodes ?? { body: Buffer.alloc(0), ranges: [] };
    expect(body.toString('utf8', ranges[2], ranges[3])).toBe('{"metadata":{"name":"b"}}');
  });

  it('gives names alone where there are only names', async () => {
    const body = Buffer.from('{"Pod":{"metadata":{"name":"train"}},"NodeNames":["a"]}');
    expect(await createLargeReader().read(body, staying())).toEqual({
      pod: { metadata: { name: 'train' }, spec: { containers: [] } },
      names: ['a'],
    });
  });

  it('takes no byte of its neighbours with a body that is a part of a larger buffer', async () => {
    const around = Buffer.concat([Buffer.from('x'), bodyOf('a'), Buffer.from('x')]);
    const part = around.subarray(1, around.length - 1);
    expect((await createLargeReader().read(part, staying())).names).toEqual(['a']);
    expect(around.toString()).toMatch(/^x.*x$/);
  });

  it('refuses what is no request, and reads the next', async () => {
    const reader = createLargeReader();
    const refused = reader.read(Buffer.from('{"Pod":'), staying());
    const good = reader.read(bodyOf('a'), staying());
    await expect(refused).rejects.toThrow(
      expect.objectContaining({ name: 'ProtocolError', message: 'body: 7 bytes that are not JSON' }),
    );
    expect((await good).names).toEqual(['a']);
  });

  it('is one for all calls, and reads one body after the other', async () => {
    const started: Worker[] = [];
    const reader = createLargeReader(() => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      started.push(worker);
      return worker;
    });
    const all = await Promise.all(['a', 'b', 'c'].map((name) => reader.read(bodyOf(name), staying())));
    expect(all.map(({ names }) => names)).toEqual([['a'], ['b'], ['c']]);
    expect(started).toHaveLength(1);
  });

  it.each([
    ['throws', "throw new Error('out of order')", /out of order/],
    ['ends', 'process.exit(3)', /ended with 3/],
  ])('that %s fails the call it worked for, and the next call starts another', async (_how, code, why) => {
    const programs = [`require('node:worker_threads').parentPort.on('message', () => { ${code} })`];
    const reader = createLargeReader(() => {
      const program = programs.pop();
      return program === undefined
        ? new Worker(new URL('./worker.ts', import.meta.url))
        : new Worker(program, { eval: true });
    });
    const failing = reader.read(bodyOf('a'), staying());
    const waiting = reader.read(bodyOf('b'), staying());
    await expect(failing).rejects.toThrow(why);
    expect((await waiting).names).toEqual(['b']);
  });

  it('does not work for a caller that has gone', async () => {
    let started = 0;
    const reader = createLargeReader(() => {
      started += 1;
      return new Worker(new URL('./worker.ts', import.meta.url));
    });
    await expect(reader.read(bodyOf('a'), AbortSignal.abort())).rejects.toThrow('the connection has gone');
    expect(started).toBe(0);
  });

  it('refuses more than two of the largest bodies at once, until there is room again', async () => {
    const reader = createLargeReader();
    const large = (): Buffer => Buffer.alloc(64 * 1024 * 1024, ' ');
    const calls = await Promise.allSettled(
      [large(), large(), large()].map((body) => reader.read(body, staying())),
    );
    expect(calls.map((call) => call.status === 'rejected' && String(call.reason))).toEqual([
      expect.stringMatching(/not JSON/),
      expect.stringMatching(/not JSON/),
      expect.stringMatching(/^Unavailable: 134217728 bytes of whole nodes are waiting; set nodeCacheCapable/),
    ]);
    expect((await reader.read(bodyOf('a'), staying())).names).toEqual(['a']);
  });
});
