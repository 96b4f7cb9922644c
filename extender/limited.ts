/** Runs so many tasks at a time; the rest waits in the order it came. */
export interface Limited {
  /** Starts the task, which does not reject, now or as soon as there is room. */
  add(task: () => Promise<void>): void;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  /** What waits is forgotten, and nothing starts any more; what runs goes on to its end. */
  stop(): void;
}

/** Writes that come thousands at a time must leave the connections to the API server to binds. */
export function createLimited(atOnce: number): Limited {
  const running = new Set<Promise<void>>();
  /** In order, and cheap to take from the front of, however many wait. */
  const waiting = new Set<() => Promise<void>>();
  let stopped = false;

  function startSome(): void {
    for (const task of waiting) {
      if (running.size >= atOnce) return;
      waiting.delete(task);
      const run = start(task).finally(() => {
        running.delete(run);
        startSome();
      });
      running.add(run);
    }
  }

  /** A moment later, so that what a task adds at once finds it counted. */
  async function start(task: () => Promise<void>): Promise<void> {
    await Promise.resolve();
    if (!stopped) await task();
  }

  return {
    add(task) {
      if (stopped) return;
      waiting.add(task);
      startSome();
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    stop() {
      stopped = true;
      waiting.clear();
    },
  };
}
