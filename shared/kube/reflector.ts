/**
 * Keeps a projection of one collection of the API server in memory: list, then watch, for ever.
 *
 * Own code because client-node's informer stalls the process for seconds on a large list, never asks for
 * bookmarks and stops at the first network error. The list is streamed where the server can (KEP-3157: one
 * object a line, on by default since Kubernetes 1.34) and paged elsewhere, so that no step parses more than one
 * page at a time; what else waits in this process gets its turn in between.
 */
import { setTimeout as timer, setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { WatchFormat } from './answer-format.ts';
import { createBackoff } from './backoff.ts';
import { KubeError, type Query, type Transport } from './http.ts';
import { type Log, silentLog } from './log.ts';
import type { ObjectMeta } from './objects.ts';

/** An object as it came; nothing but its metadata is relied on. */
export interface RawObject {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ReflectorOptions<T> {
  /** For logs and metrics: nodes, pods, ... */
  readonly name: string;
  readonly transport: Pick<Transport, 'request' | 'stream'>;
  /** /api/v1/nodes */
  readonly path: string;
  readonly labelSelector?: string;
  /** Asked for before JSON. */
  readonly format?: WatchFormat;
  /**
   * Keeps what is needed of an object, before it is cached; undefined keeps nothing. Returning `previous` says
   * that nothing of interest changed: no handler is called. May throw.
   */
  readonly project: (raw: RawObject, previous: T | undefined) => T | undefined;
  /** A new or changed object. An exception is logged and counted, and changes nothing else. */
  readonly onUpsert?: (item: T, previous: T | undefined) => void;
  /** Also called before onUpsert when an object was deleted and created again under its name. */
  readonly onDelete?: (item: T) => void;
  /** Ask for a streamed list first. Default true. */
  readonly streamedList?: boolean;
  /** Objects a page. Default 100: of Nodes of 16 KB, what is parsed in about 10 ms. */
  readonly pageSize?: number;
  readonly log?: Log;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly timing?: Partial<ReflectorTiming>;
}

export interface ReflectorTiming {
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  /** A watch that lived this long resets the back-off. */
  readonly healthyMs: number;
  /** The server is asked to end a watch after a random time between these. */
  readonly minWatchSeconds: number;
  readonly maxWatchSeconds: number;
  /** What a watch may live beyond that before it is taken for dead. */
  readonly watchGraceMs: number;
  /** Silence after which a watch is taken for dead; the server sends about one bookmark a minute. */
  readonly maxSilenceMs: number;
  /** For one page, from the request to the last byte. */
  readonly pageTimeoutMs: number;
}

export const DEFAULT_TIMING: ReflectorTiming = {
  minBackoffMs: 800,
  maxBackoffMs: 30_000,
  healthyMs: 60_000,
  minWatchSeconds: 300,
  maxWatchSeconds: 600,
  watchGraceMs: 30_000,
  maxSilenceMs: 180_000,
  pageTimeoutMs: 60_000,
};

/** Failed watches in a row, without one event, after which the version we watch from is not trusted any more. */
const FAILURES_BEFORE_RELIST = 5;

/** Milliseconds of work in a burst after which others in this process get their turn. */
const SLICE_MS = 5;

export interface ReflectorStats {
  readonly name: string;
  readonly synced: boolean;
  readonly size: number;
  /** Complete lists so far. */
  readonly lists: number;
  /** Watches that failed, and lists that failed. */
  readonly failures: number;
  /** Handlers and projections that threw. */
  readonly handlerErrors: number;
  /** By `now`, of the last complete list; undefined before the first. */
  readonly lastSyncAt: number | undefined;
  /** By `now`, of the last event or bookmark. */
  readonly lastEventAt: number | undefined;
}

export interface Reflector<T> {
  readonly name: string;
  /** Resolves after the first complete list. */
  readonly synced: Promise<void>;
  /** Runs until the signal is aborted; never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** By "namespace/name", or "name" where there are no namespaces. */
  get(key: string): T | undefined;
  values(): Iterable<T>;
  stats(): ReflectorStats;
}

interface Entry<T> {
  readonly uid: string;
  readonly resourceVersion: string | undefined;
  readonly item: T;
}

interface WatchEvent {
  readonly type?: unknown;
  readonly object?: unknown;
}

/** The server does not serve from this version any more, or the stream cannot be trusted: list again. */
class RelistNeeded extends Error {
  override readonly name = 'RelistNeeded';
}

/** The server does not know streamed lists. */
class StreamedListRefused extends Error {
  override readonly name = 'StreamedListRefused';
}

export function createReflector<T>(options: ReflectorOptions<T>): Reflector<T> {
  const { name, transport, path, project } = options;
  const log = options.log ?? silentLog;
  const now = options.now ?? (() => performance.now());
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? ((ms, signal) => timer(ms, undefined, { signal }));
  const timing: ReflectorTiming = { ...DEFAULT_TIMING, ...options.timing };
  const pageSize = options.pageSize ?? 100;
  const backoff = createBackoff({ random, minMs: timing.minBackoffMs, maxMs: timing.maxBackoffMs });
  const firstSync = Promise.withResolvers<void>();

  const entries = new Map<string, Entry<T>>();
  let resourceVersion: string | undefined;
  let streamedList = options.streamedList ?? true;
  let failedInARow = 0;
  let synced = false;
  let lists = 0;
  let failures = 0;
  let handlerErrors = 0;
  let lastSyncAt: number | undefined;
  let lastEventAt: number | undefined;
  let turnAt = now();

  /** A burst would keep this process from everything else for as long as it lasts. */
  async function letOthers(): Promise<void> {
    if (now() - turnAt < SLICE_MS) return;
    await turnOfTheLoop();
    turnAt = now();
  }

  function contained<R>(what: string, key: string, run: () => R): R | undefined {
    try {
      return run();
    } catch (err) {
      handlerErrors += 1;
      log.error({ err, reflector: name, object: key, step: what }, 'reflector handler failed');
      return undefined;
    }
  }

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    if (options.onDelete !== undefined) {
      const { onDelete } = options;
      contained('delete', key, () => onDelete(entry.item));
    }
  }

  /** Returns the key, or undefined where the object has none. */
  function upsert(raw: unknown): string | undefined {
    const metadata = metadataOf(raw);
    const key = metadata === undefined ? undefined : keyOf(metadata);
    if (metadata === undefined || key === undefined) {
      handlerErrors += 1;
      log.error({ reflector: name }, 'object without a name in a list or watch');
      return undefined;
    }
    const uid = metadata.uid ?? '';
    const known = entries.get(key);
    // A list repeats what the cache has; nothing needs to be done for it.
    if (
      known !== undefined &&
      known.uid === uid &&
      known.resourceVersion !== undefined &&
      known.resourceVersion === metadata.resourceVersion
    ) {
      return key;
    }
    const same = known !== undefined && known.uid === uid ? known.item : undefined;
    const item = contained('project', key, () => project(raw as RawObject, same));
    if (known !== undefined && known.uid !== uid) remove(key);
    if (item === undefined) {
      // Not of interest any more. A projection that threw also ends here: old data would be worse than none.
      remove(key);
      return key;
    }
    entries.set(key, { uid, resourceVersion: metadata.resourceVersion, item });
    if (options.onUpsert !== undefined && item !== same) {
      const { onUpsert } = options;
      contained('upsert', key, () => onUpsert(item, same));
    }
    return key;
  }

  function listed(version: string | undefined, seen: ReadonlySet<string>): void {
    for (const key of entries.keys()) if (!seen.has(key)) remove(key);
    resourceVersion = version;
    lists += 1;
    failedInARow = 0;
    lastSyncAt = now();
    lastEventAt = lastSyncAt;
    if (!synced) {
      synced = true;
      log.info({ reflector: name, objects: entries.size }, 'cache synced');
      firstSync.resolve();
    }
  }

  const format = options.format === undefined ? {} : { format: options.format };
  const selection = (): Query => ({ labelSelector: options.labelSelector });

  async function listPages(signal: AbortSignal): Promise<void> {
    const seen = new Set<string>();
    let next: string | undefined;
    for (;;) {
      const { body } = await transport.request<{ metadata?: ListMeta; items?: unknown } | undefined>({
        method: 'GET',
        path,
        ...format,
        query: {
          ...selection(),
          limit: pageSize,
          // Without a version the list is exact: what the server has cached may be older than the pod we are asked about.
          continue: next,
        },
        signal,
        timeoutMs: timing.pageTimeoutMs,
      });
      const items = body?.items;
      if (!Array.isArray(items)) throw new Error(`GET ${path}: not a list: it has no items`);
      for (const item of items) {
        await letOthers();
        const key = upsert(item);
        if (key !== undefined) seen.add(key);
      }
      next = body?.metadata?.continue;
      if (next === undefined || next === '') {
        const version = body?.metadata?.resourceVersion;
        if (version === undefined) throw new Error(`GET ${path}: the list has no resourceVersion`);
        listed(version, seen);
        return;
      }
    }
  }

  /** One watch request; with `initial`, a streamed list that goes on as a watch. Returns when the server ends it. */
  async function watch(outer: AbortSignal, initial: boolean): Promise<void> {
    const seconds = Math.round(
      timing.minWatchSeconds + random() * (timing.maxWatchSeconds - timing.minWatchSeconds),
    );
    const signal = AbortSignal.any([outer, AbortSignal.timeout(seconds * 1000 + timing.watchGraceMs)]);
    const seen = initial ? new Set<string>() : undefined;
    let listing = initial;
    const events = transport.stream<WatchEvent>({
      method: 'GET',
      path,
      ...format,
      query: {
        ...selection(),
        watch: true,
        allowWatchBookmarks: true,
        timeoutSeconds: seconds,
        ...(initial
          ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
          : { resourceVersion }),
      },
      signal,
      idleTimeoutMs: timing.maxSilenceMs,
    });
    for await (const event of events) {
      lastEventAt = now();
      const metadata = metadataOf(event.object);
      await letOthers();
      switch (event.type) {
        case 'ADDED':
        case 'MODIFIED': {
          const key = upsert(event.object);
          if (key !== undefined) seen?.add(key);
          break;
        }
        case 'DELETED': {
          const key = metadata === undefined ? undefined : keyOf(metadata);
          if (key !== undefined) {
            seen?.delete(key);
            const known = entries.get(key);
            // Of the object that was deleted, not of a newer one with its name.
            if (known !== undefined && (metadata?.uid === undefined || known.uid === metadata.uid))
              remove(key);
          }
          break;
        }
        case 'BOOKMARK':
          if (metadata?.annotations?.['k8s.io/initial-events-end'] === 'true' && seen !== undefined) {
            if (metadata.resourceVersion === undefined) throw new Error('bookmark without resourceVersion');
            listed(metadata.resourceVersion, seen);
            listing = false;
          }
          break;
        case 'ERROR':
          throw errorOfEvent(event.object, initial && listing);
        default:
          throw new RelistNeeded(`watch event of unknown type ${JSON.stringify(event.type)}`);
      }
      if (!listing) {
        failedInARow = 0;
        // Also when a handler failed: the event must not come again and again.
        if (metadata?.resourceVersion !== undefined) resourceVersion = metadata.resourceVersion;
      }
    }
    if (listing) throw new Error(`streamed list of ${path} ended before it was complete`);
  }

  async function step(signal: AbortSignal): Promise<void> {
    if (resourceVersion !== undefined) return await watch(signal, false);
    if (!streamedList) return await listPages(signal);
    try {
      await watch(signal, true);
    } catch (error) {
      // 4xx: servers without streamed lists refuse the parameters. 410, 401, 403, 404 and 429 mean other things.
      if (error instanceof StreamedListRefused || isRefusal(error)) {
        streamedList = false;
        log.info({ reflector: name }, 'server does not stream lists, pages are used');
        return await listPages(signal);
      }
      throw error;
    }
  }

  async function pause(signal: AbortSignal, error: unknown): Promise<void> {
    const asked = error instanceof KubeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    await sleep(Math.max(backoff.next(), Math.min(asked, 60_000)), signal).catch(() => undefined);
  }

  return {
    name,
    synced: firstSync.promise,
    async run(signal) {
      while (!signal.aborted) {
        const startedAt = now();
        const watching = resourceVersion !== undefined;
        try {
          await step(signal);
          const lived = now() - startedAt;
          if (lived >= timing.healthyMs) backoff.reset();
          // A watch that ends at once without an error comes from a proxy or a server that goes down.
          else if (watching) await pause(signal, undefined);
        } catch (error) {
          if (signal.aborted) break;
          const healthy = watching && now() - startedAt >= timing.healthyMs;
          if (healthy) backoff.reset();
          if (isExpired(error)) {
            // Normal life: the server keeps a few minutes of history.
            resourceVersion = undefined;
            log.info({ reflector: name }, 'watched version expired, listing again');
            if (!healthy) await pause(signal, error);
            continue;
          }
          failures += 1;
          failedInARow += 1;
          if (failedInARow >= FAILURES_BEFORE_RELIST) resourceVersion = undefined;
          const fields = { err: error, reflector: name, synced };
          if (watching && failedInARow === 1) log.info(fields, 'watch ended with an error, going on');
          else log.warn(fields, 'list or watch failed, trying again');
          await pause(signal, error);
        }
      }
    },
    get: (key) => entries.get(key)?.item,
    *values() {
      for (const { item } of entries.values()) yield item;
    },
    stats: () => ({
      name,
      synced,
      size: entries.size,
      lists,
      failures,
      handlerErrors,
      lastSyncAt,
      lastEventAt,
    }),
  };
}

interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
}

function metadataOf(raw: unknown): ObjectMeta | undefined {
  if (typeof raw !== 'object' || raw === null || !('metadata' in raw)) return undefined;
  const { metadata } = raw;
  return typeof metadata === 'object' && metadata !== null ? metadata : undefined;
}

/** "namespace/name", or "name"; undefined without a name. */
function keyOf(metadata: ObjectMeta): string | undefined {
  if (typeof metadata.name !== 'string' || metadata.name === '') return undefined;
  return metadata.namespace === undefined || metadata.namespace === ''
    ? metadata.name
    : `${metadata.namespace}/${metadata.name}`;
}

/** An ERROR event carries a Status object. */
function errorOfEvent(status: unknown, duringStreamedList: boolean): Error {
  const { code, reason, message } = (status ?? {}) as { code?: unknown; reason?: unknown; message?: unknown };
  const text = `watch error ${String(code)} ${String(reason)}: ${String(message)}`;
  if (code === 410 || reason === 'Expired' || reason === 'Gone') return new RelistNeeded(text);
  if (duringStreamedList && (code === 400 || code === 422)) return new StreamedListRefused(text);
  return new Error(text);
}

const isExpired = (error: unknown): boolean =>
  error instanceof RelistNeeded || (error instanceof KubeError && error.status === 410);

const isRefusal = (error: unknown): boolean =>
  error instanceof KubeError && [400, 405, 415, 422, 501].includes(error.status);
