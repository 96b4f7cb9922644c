import { describe, expect, it } from 'vitest';
import type { ReflectorStats } from '../shared/kube/reflector.ts';
import { notReady } from './probes.ts';

const MINUTE = 60_000;

function reflector(name: string, lastEventAt: number | undefined): ReflectorStats {
  return {
    name,
    synced: lastEventAt !== undefined,
    size: 0,
    lists: 1,
    failures: 0,
    handlerErrors: 0,
    lastSyncAt: lastEventAt,
    lastEventAt,
  };
}

/** By the last event of each. */
function why(heard: Readonly<Record<string, number | undefined>>, at: number, draining = false) {
  const reflectors = Object.entries(heard).map(([name, last]) => reflector(name, last));
  return notReady({
    state: {
      unsynced: () => reflectors.filter(({ synced }) => !synced).map(({ name }) => name),
      reflectors: () => reflectors,
    },
    isDraining: () => draining,
    now: () => at,
  });
}

describe('a replica', () => {
  it('is ready when every cache has had its first list', () => {
    expect(why({ nodes: 0, pods: undefined }, 0)).toBe('caches not synced yet: pods');
    expect(why({ nodes: 0, pods: 0 }, 0)).toBeUndefined();
  });

  it('is not ready once it shuts down', () => {
    expect(why({ nodes: 0 }, 0, true)).toBe('shutting down');
  });

  it('stays ready while the API server is away for a few minutes, as in an upgrade', () => {
    expect(why({ nodes: 0, pods: MINUTE }, 5 * MINUTE)).toBeUndefined();
  });

  it('is not ready when it has heard nothing for long, and is again with the first event', () => {
    expect(why({ nodes: 0, pods: MINUTE }, 6 * MINUTE)).toMatch(
      /^cut off: nothing heard from the API server for 300 s; /,
    );
    expect(why({ nodes: 0, pods: 6 * MINUTE }, 6 * MINUTE)).toBeUndefined();
  });

  it('stays ready when one watch is silent and others are not: all replicas may have that', () => {
    expect(why({ podpresets: 0, nodes: 60 * MINUTE }, 60 * MINUTE)).toBeUndefined();
  });
});
