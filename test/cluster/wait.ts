import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, KubeList, KubeObject } from './api-client.ts';
import { parseApiPath, withQuery } from './api-path.ts';

export interface WaitOptions {
  /** Default 60. */
  readonly timeoutSeconds?: number;
  /** What is waited for, in words for the error: "pod a to run". */
  readonly what?: string;
}

/**
 * Waits until `predicate` accepts the object at `path`; it gets undefined while there is none. Returns the object. Lists
 * and watches, and starts again where the server ends a watch. Throws after `timeoutSeconds`, saying what was seen last; an
 * error thrown by the predicate ends the wait at once.
 */
export async function waitForObject<T extends KubeObject = KubeObject>(
  client: ApiClient,
  path: string,
  predicate: (object: T | undefined) => unknown,
  options: WaitOptions = {},
): Promise<T | undefined> {
  const { collection, name } = parseApiPath(path);
  if (name === undefined) throw new Error(`${path} is a collection; use waitForList`);
  const selected = withQuery(collection, { fieldSelector: `metadata.name=${name}` });
  const items = await waitForList<T>(client, selected, (found) => predicate(found[0]), {
    ...options,
    what: options.what ?? `${path} to be as wanted`,
  });
  return items[0];
}

/** As `waitForObject`, for all objects of a collection at once. */
export async function waitForList<T extends KubeObject = KubeObject>(
  client: ApiClient,
  path: string,
  predicate: (objects: readonly T[]) => unknown,
  options: WaitOptions = {},
): Promise<readonly T[]> {
  const seconds = options.timeoutSeconds ?? 60;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const objects = new Map<string, T>();
  let lastError = '';
  const accepted = (): readonly T[] | undefined => {
    const found = [...objects.values()];
    return predicate(found) ? found : undefined;
  };
  while (!deadline.aborted) {
    let list: KubeList<T>;
    try {
      list = await client.call<KubeList<T>>('GET', path);
    } catch (error) {
      lastError = (error as Error).message;
      await sleep(200);
      continue;
    }
    objects.clear();
    for (const object of list.items) objects.set(keyOf(object), object);
    const found = accepted();
    if (found !== undefined) return found;
    const resourceVersion = list.metadata.resourceVersion;
    const watchPath = withQuery(path, { watch: 'true', resourceVersion, timeoutSeconds: '60' });
    // Closing the watch when its loop is left: a generator that is returned early still holds its socket.
    const finished = new AbortController();
    try {
      for await (const event of client.watch<T>(watchPath, AbortSignal.any([deadline, finished.signal]))) {
        if (event.type === 'ERROR') break; // "too old resource version": list anew
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') objects.delete(keyOf(event.object));
        else objects.set(keyOf(event.object), event.object);
        const changed = attemptPredicate(accepted);
        if (changed !== undefined) return changed;
      }
    } catch (error) {
      if (error instanceof PredicateError) throw error.cause;
      lastError = (error as Error).message;
    } finally {
      finished.abort();
    }
  }
  const seen = objects.size === 0 ? 'no object' : [...objects.values()].slice(0, 3).map(summarize).join('\n');
  const trouble = lastError === '' || lastError.includes('abort') ? '' : `; last error: ${lastError}`;
  throw new Error(`waited ${seconds} s for ${options.what ?? path}; seen last in ${path}: ${seen}${trouble}`);
}

class PredicateError extends Error {}

function attemptPredicate<R>(predicate: () => R): R {
  try {
    return predicate();
  } catch (error) {
    throw new PredicateError('predicate', { cause: error });
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Metadata, status and the node; the rest of a pod's spec is long and rarely the reason. */
function summarize(object: KubeObject): string {
  const { metadata, status, spec } = object as KubeObject & {
    status?: unknown;
    spec?: { nodeName?: string };
  };
  const { name, namespace, labels, annotations } = metadata;
  return JSON.stringify({ name, namespace, labels, annotations, nodeName: spec?.nodeName, status });
}
