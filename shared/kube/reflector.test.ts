import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { coreEvent, coreList, coreMessage, framed } from '../../test/build/core-protobuf.ts';
import { createTransport, type Transport } from './http.ts';
import { createCoreFormat } from './protobuf/format.ts';
import { createReflector, type RawObject, type Reflector, type ReflectorOptions } from './reflector.ts';

interface Item {
  name: string;
  uid: string;
  version: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

const object = (name: string, version: string, uid = `uid-${name}`) => ({
  metadata: { name, uid, resourceVersion: version },
});
const list = (version: string, items: object[], next?: string) => ({
  metadata: { resourceVersion: version, ...(next === undefined ? {} : { continue: next }) },
  items,
});
const bookmark = (version: string, end = false) => ({
  type: 'BOOKMARK',
  object: {
    metadata: {
      resourceVersion: version,
      ...(end ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  },
});
const status = (code: number, reason: string) => ({ kind: 'Status', code, reason, message: reason });

const json =
  (value: object, code = 200): Answer =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
/** Lines of a watch; then the stream stays open, ends, or breaks. */
const stream =
  (lines: readonly (object | string)[], then: 'open' | 'end' | 'reset' = 'open'): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const line of lines) response.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    if (then === 'end') response.end();
    if (then === 'reset') setTimeout(() => response.destroy(), 20);
  };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Gives the answers in order; afterwards watches stay silent and lists are empty. */
async function serve(answers: readonly Answer[]): Promise<{ transport: Transport; urls: URL[] }> {
  const urls: URL[] = [];
  const left = [...answers];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://server');
    urls.push(url);
    const answer = left.shift() ?? (url.searchParams.has('watch') ? stream([]) : json(list('99', [])));
    void answer(request, response, url);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = createTransport({ server: `http://127.0.0.1:${port}` });
  cleanups.push(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  return { transport, urls };
}

interface Started {
  reflector: Reflector<Item>;
  events: string[];
  urls: URL[];
  sleeps: number[];
  stop: () => Promise<void>;
}

async function start(
  answers: readonly Answer[],
  options: Partial<ReflectorOptions<Item>> = {},
): Promise<Started> {
  const { transport, urls } = await serve(answers);
  const events: string[] = [];
  const sleeps: number[] = [];
  const controller = new AbortController();
  const reflector = createReflector<Item>({
    name: 'things',
    path: '/api/v1/things',
    transport,
    streamedList: false,
    project: ({ metadata }) => ({
      name: metadata.name ?? '',
      uid: metadata.uid ?? '',
      version: metadata.resourceVersion ?? '',
    }),
    onUpsert: (item) => events.push(`+${item.name}@${item.version}`),
    onDelete: (item) => events.push(`-${item.name}@${item.version}`),
    random: () => 0.5,
    sleep: async (ms) => {
      sleeps.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    ...options,
  });
  const running = reflector.run(controller.signal);
  const stop = async (): Promise<void> => {
    controller.abort();
    await running;
  };
  cleanups.push(() => void stop());
  return { reflector, events, urls, sleeps, stop };
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 5000, interval: 5 }).toBe(true);
}

describe('the first list', () => {
  it('is read page by page, and watched from the version it had', async () => {
    const { reflector, events, urls } = await start([
      json(list('10', [object('a', '1'), object('b', '2')], 'more')),
      json(list('10', [object('c', '3')])),
      stream([{ type: 'MODIFIED', object: object('a', '11') }]),
    ]);
    await reflector.synced;
    await until(() => events.length === 4);
    expect(events).toEqual(['+a@1', '+b@2', '+c@3', '+a@11']);
    expect(urls.map((url) => url.search)).toEqual([
      '?limit=100',
      '?limit=100&continue=more',
      '?watch=true&allowWatchBookmarks=true&timeoutSeconds=450&resourceVersion=10',
    ]);
    expect(reflector.get('c')).toEqual({ name: 'c', uid: 'uid-c', version: '3' });
  });

  it('is streamed where the server can, and goes on as a watch', async () => {
    const { reflector, events, urls } = await start(
      [
        stream([
          { type: 'ADDED', object: object('a', '1') },
          bookmark('10', true),
          { type: 'ADDED', object: object('b', '11') },
        ]),
      ],
      { streamedList: true },
    );
    await reflector.synced;
    await until(() => events.length === 2);
    expect(urls).toHaveLength(1);
    expect(urls[0]?.searchParams.get('sendInitialEvents')).toBe('true');
    expect(urls[0]?.searchParams.get('resourceVersionMatch')).toBe('NotOlderThan');
    expect(urls[0]?.searchParams.has('resourceVersion')).toBe(false);
  });

  it.each([
    ['as an answer', json(status(422, 'Invalid'), 422)],
    ['as an event', stream([{ type: 'ERROR', object: status(400, 'BadRequest') }])],
  ])('falls back to pages when the server refuses to stream it %s', async (_how, refusal) => {
    const { reflector, urls } = await start([refusal, json(list('10', [object('a', '1')]))], {
      streamedList: true,
    });
    await reflector.synced;
    expect(urls[1]?.search).toBe('?limit=100');
  });

  it('that ends half-way is not taken for complete', async () => {
    const { reflector, events } = await start(
      [
        stream([{ type: 'ADDED', object: object('a', '1') }], 'end'),
        stream([{ type: 'ADDED', object: object('b', '2') }, bookmark('10', true)]),
      ],
      { streamedList: true },
    );
    await reflector.synced;
    expect(events).toEqual(['+a@1', '+b@2', '-a@1']);
  });

  it('starts over when its continuation expires', async () => {
    const { reflector, urls } = await start([
      json(list('10', [object('a', '1')], 'more')),
      json(status(410, 'Expired'), 410),
      json(list('20', [object('a', '1')])),
    ]);
    await reflector.synced;
    expect(urls[2]?.searchParams.has('continue')).toBe(false);
  });

  it('waits as long as a busy server asks', async () => {
    const busy: Answer = (_request, response) => {
      response.writeHead(429, { 'retry-after': '7' });
      response.end('{}');
    };
    const { reflector, sleeps } = await start([busy, json(list('10', []))]);
    await reflector.synced;
    expect(sleeps).toEqual([7000]);
  });

  it('that never ends is given up and tried again', async () => {
    const { reflector } = await start([() => undefined, json(list('10', []))], {
      timing: { pageTimeoutMs: 100 },
    });
    await reflector.synced;
    expect(reflector.stats().failures).toBe(1);
  });

  it('is tried again with a growing delay while the collection does not exist', async () => {
    const missing = json(status(404, 'NotFound'), 404);
    const { reflector, sleeps } = await start([missing, missing, missing, json(list('10', []))]);
    await reflector.synced;
    expect(sleeps).toEqual([1200, 1200, 2400]);
  });
});

describe('the watch', () => {
  const first = json(list('10', [object('a', '1')]));

  it.each([
    ['an ERROR event', stream([{ type: 'ERROR', object: status(410, 'Expired') }])],
    ['an answer', json(status(410, 'Gone'), 410)],
  ])(
    'lists again, exactly, after 410 as %s, and notices what was deleted meanwhile',
    async (_how, expired) => {
      const { events, urls, reflector } = await start([
        first,
        expired,
        json(list('20', [object('b', '15')])),
      ]);
      await until(() => events.length === 3);
      expect(events).toEqual(['+a@1', '+b@15', '-a@1']);
      expect(urls[2]?.search).toBe('?limit=100');
      expect(reflector.stats().lists).toBe(2);
    },
  );

  it.each([
    ['breaks', stream([{ type: 'MODIFIED', object: object('a', '11') }], 'reset')],
    ['ends', stream([{ type: 'MODIFIED', object: object('a', '11') }], 'end')],
    ['has a line that is not JSON', stream([{ type: 'MODIFIED', object: object('a', '11') }, '{"type":'])],
    [
      'has an error event',
      stream([
        { type: 'MODIFIED', object: object('a', '11') },
        { type: 'ERROR', object: status(500, 'Oops') },
      ]),
    ],
  ])('goes on where it was when it %s', async (_how, broken) => {
    const { events, urls } = await start([
      first,
      broken,
      stream([{ type: 'MODIFIED', object: object('a', '12') }]),
    ]);
    await until(() => events.length === 3);
    expect(events).toEqual(['+a@1', '+a@11', '+a@12']);
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('11');
  });

  it('takes its version from bookmarks', async () => {
    const { urls } = await start([first, stream([bookmark('50')], 'end')]);
    await until(() => urls.length >= 3);
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('50');
  });

  it('lists again when its version brings nothing but failures', async () => {
    const failing = json(status(500, 'InternalError'), 500);
    const { events, urls } = await start([
      first,
      ...Array.from({ length: 5 }, () => failing),
      json(list('20', [object('a', '15')])),
    ]);
    await until(() => events.length === 2);
    expect(urls[6]?.search).toBe('?limit=100');
  });

  it('that is silent is taken for dead', async () => {
    const { urls } = await start([first, stream([])], { timing: { maxSilenceMs: 50 } });
    await until(() => urls.length >= 3);
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('10');
  });

  it('that began as a streamed list is taken for dead as well when it is silent', async () => {
    const { urls } = await start([stream([bookmark('10', true)])], {
      streamedList: true,
      timing: { maxSilenceMs: 50 },
    });
    await until(() => urls.length >= 2);
    expect(urls[1]?.searchParams.get('resourceVersion')).toBe('10');
  });

  it('that outlives its time is taken for dead', async () => {
    const { urls } = await start([first, stream([])], {
      timing: { minWatchSeconds: 0, maxWatchSeconds: 0, watchGraceMs: 50 },
    });
    await until(() => urls.length >= 3);
    expect(urls[2]?.searchParams.get('resourceVersion')).toBe('10');
  });

  it('that ends at once is opened again with a growing delay, which starts anew after one that lived long', async () => {
    let time = 0;
    const short = stream([], 'end');
    const long: Answer = (...call) => {
      time += 60_000;
      return short(...call);
    };
    const { sleeps } = await start([first, short, short, short, long, short], { now: () => time });
    await until(() => sleeps.length >= 4);
    expect(sleeps.slice(0, 4)).toEqual([1200, 1200, 2400, 1200]);
  });

  it('reports an object that was deleted and created again under its name as both', async () => {
    const { events } = await start([
      first,
      stream([
        { type: 'MODIFIED', object: object('a', '12', 'another') },
        { type: 'DELETED', object: object('a', '13', 'uid-a') },
      ]),
    ]);
    await until(() => events.length === 3);
    expect(events).toEqual(['+a@1', '-a@1', '+a@12']);
  });

  it('says nothing about objects that a list repeats', async () => {
    const { events, reflector } = await start([
      first,
      stream([{ type: 'ERROR', object: status(410, 'Expired') }]),
      json(list('20', [object('a', '1')])),
    ]);
    await until(() => reflector.stats().lists === 2);
    expect(events).toEqual(['+a@1']);
  });

  it('says nothing when the projection kept the previous item', async () => {
    const { events, reflector } = await start(
      [first, stream([{ type: 'MODIFIED', object: object('a', '11') }, bookmark('12')])],
      {
        project: ({ metadata }, previous) => previous ?? { name: metadata.name ?? '', uid: '', version: '' },
      },
    );
    await until(() => reflector.stats().lastEventAt !== reflector.stats().lastSyncAt);
    expect(events).toEqual(['+a@']);
  });
});

describe('what goes wrong in our own code', () => {
  it.each(['onUpsert', 'onDelete', 'project'] as const)(
    'is contained and counted: %s throws',
    async (handler) => {
      const { reflector } = await start(
        [
          json(list('10', [object('a', '1')])),
          stream([
            { type: 'DELETED', object: object('a', '2') },
            { type: 'ADDED', object: object('b', '3') },
          ]),
        ],
        {
          [handler]: () => {
            throw new Error('bug');
          },
        },
      );
      await until(() => reflector.stats().handlerErrors > 0 && [...reflector.values()].length <= 1);
      expect(reflector.stats().synced).toBe(true);
      expect(reflector.stats().failures).toBe(0);
    },
  );

  it('or in an object without a name is contained as well', async () => {
    const { reflector } = await start([json(list('10', [{}, object('a', '1')]))]);
    await reflector.synced;
    expect(reflector.stats()).toMatchObject({ size: 1, handlerErrors: 1 });
  });
});

describe('other work in this process', () => {
  const many = Array.from({ length: 300 }, (_, index) => object(`a${index}`, '1'));

  it.each([
    ['a page', [json(list('10', many))], false],
    [
      'a streamed list',
      [stream([...many.map((each) => ({ type: 'ADDED', object: each })), bookmark('10', true)])],
      true,
    ],
  ])('gets its turn during %s', async (_what, answers, streamedList) => {
    let time = 0;
    let turns = 0;
    let other: NodeJS.Immediate | undefined;
    const work = (): void => {
      turns += 1;
      other = setImmediate(work);
    };
    const turnsAtUpsert = new Set<number>();
    const { reflector } = await start(answers, {
      streamedList,
      now: () => time,
      onUpsert: () => {
        // What one object costs.
        time += 1;
        turnsAtUpsert.add(turns);
        other ??= setImmediate(work);
      },
    });
    await reflector.synced;
    clearImmediate(other);
    expect(turnsAtUpsert.size).toBeGreaterThanOrEqual(50);
  });
});

it('ends when it is told to, whatever it is doing', async () => {
  const { stop, reflector, urls } = await start([json(list('10', []))]);
  await reflector.synced;
  await until(() => urls.length === 2);
  await stop();
  expect(reflector.stats().failures).toBe(0);
});

describe('whatever happens in whatever order', () => {
  type Change = { kind: 'put' | 'delete' | 'recreate'; name: string };
  const change = fc.record({
    kind: fc.constantFrom<Change['kind']>('put', 'delete', 'recreate'),
    name: fc.constantFrom('a', 'b', 'c'),
  });
  const fault = fc.constantFrom('none', 'reset', 'expired', 'garbage');

  it('the cache ends equal to the server, and handlers saw every difference once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(change, { maxLength: 5 }), fault), { maxLength: 8 }),
        async (rounds) => {
          let version = 10;
          let uids = 0;
          const truth = new Map<string, ReturnType<typeof object>>();
          const log: { version: number; event: { type: string; object: object } }[] = [];
          const apply = ({ kind, name }: Change): void => {
            version += 1;
            const old = truth.get(name);
            if (kind !== 'put' && old !== undefined) {
              truth.delete(name);
              const gone = { metadata: { ...old.metadata, resourceVersion: String(version) } };
              log.push({ version, event: { type: 'DELETED', object: gone } });
              version += 1;
            }
            if (kind === 'delete') return;
            const known = truth.get(name);
            const next = object(name, String(version), known?.metadata.uid ?? `u${(uids += 1)}`);
            truth.set(name, next);
            log.push({ version, event: { type: known === undefined ? 'ADDED' : 'MODIFIED', object: next } });
          };
          const left = [...rounds];
          let oldest = 0;
          const transport: Pick<Transport, 'request' | 'stream'> = {
            // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the transport's signature
            async request<T>() {
              return { status: 200, headers: {}, body: list(String(version), [...truth.values()]) as T };
            },
            async *stream<T>({ query }: Parameters<Transport['stream']>[0]) {
              const since = Number(query?.['resourceVersion']);
              if (since < oldest) {
                yield { type: 'ERROR', object: status(410, 'Expired') } as T;
                return;
              }
              const [changes, broken] = left.shift() ?? [undefined, 'none'];
              for (const entry of changes ?? []) apply(entry);
              for (const { version: at, event } of log) if (at > since) yield event as T;
              if (broken === 'reset') throw new Error('connection reset');
              if (broken === 'garbage') yield { type: 'NONSENSE', object: {} } as T;
              if (broken === 'expired') oldest = version + 1;
              if (broken === 'expired') version += 1;
              yield bookmark(String(version)) as T;
            },
          };
          const seen = new Map<string, string>();
          const controller = new AbortController();
          const reflector = createReflector<RawObject['metadata']>({
            name: 'things',
            path: '/things',
            transport,
            streamedList: false,
            project: ({ metadata }) => metadata,
            onUpsert: ({ name = '', uid = '' }, previous) => {
              expect(seen.get(name)).toBe(previous?.uid);
              seen.set(name, uid);
            },
            onDelete: ({ name = '', uid = '' }) => {
              expect(seen.get(name)).toBe(uid);
              seen.delete(name);
            },
            sleep: async () => {
              // The watch after the last round has shown everything.
              if (left.length === 0 && idle++ > 3) controller.abort();
              await new Promise((resolve) => setImmediate(resolve));
            },
          });
          let idle = 0;
          await reflector.run(controller.signal);
          const want = new Map([...truth.values()].map(({ metadata }) => [metadata.name, metadata.uid]));
          expect(new Map([...reflector.values()].map(({ name, uid }) => [name, uid]))).toEqual(want);
          expect(seen).toEqual(want);
          expect(reflector.stats().handlerErrors).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a reflector of core objects in protobuf', () => {
  const format = createCoreFormat({ kind: 'Node', keepAnnotation: () => false });
  const node = (name: string, version: string): Buffer =>
    coreMessage('Node', { metadata: { name, uid: `uid-${name}`, resourceVersion: version } });
  const binary =
    (bytes: Buffer, parameters = ''): Answer =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': `application/vnd.kubernetes.protobuf${parameters}` });
      response.end(bytes);
    };

  it('lists in pages, watches, passes over a broken frame, and takes JSON where that comes', async () => {
    const bookmarked = coreMessage('Node', { metadata: { resourceVersion: '6' } });
    const { events, urls, stop } = await start(
      [
        binary(
          coreList('Node', { resourceVersion: '3', continue: 'next' }, [node('a', '1'), node('b', '2')]),
        ),
        json(list('3', [object('c', '3')])),
        binary(
          Buffer.concat([
            coreEvent('MODIFIED', 'Node', node('a', '4')),
            coreEvent('DELETED', 'Node', node('b', '5')),
            coreEvent('BOOKMARK', 'Node', bookmarked),
            framed(Buffer.from('broken')),
            coreEvent('ADDED', 'Node', node('never', '7')),
          ]),
          ';stream=watch',
        ),
        stream([{ type: 'ADDED', object: object('d', '7') }]),
      ],
      { format },
    );
    await vi.waitFor(() => expect(events).toContain('+d@7'));
    expect(events).toEqual(['+a@1', '+b@2', '+c@3', '+a@4', '-b@2', '+d@7']);
    expect(urls[3]?.searchParams.get('resourceVersion')).toBe('6');
    await stop();
  });

  it('lists again after an ERROR with 410', async () => {
    const expired = coreMessage('Status', { code: 410, reason: 'Expired', message: 'too old' });
    const { events, reflector, stop } = await start(
      [
        binary(coreList('Node', { resourceVersion: '3' }, [node('a', '1')])),
        binary(coreEvent('ERROR', 'Status', expired), ';stream=watch'),
        binary(coreList('Node', { resourceVersion: '9' }, [node('b', '8')])),
      ],
      { format },
    );
    await vi.waitFor(() => expect(reflector.stats().lists).toBe(2));
    expect(events).toEqual(['+a@1', '+b@8', '-a@1']);
    expect(reflector.stats().failures).toBe(0);
    await stop();
  });
});
