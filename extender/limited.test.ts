import { describe, expect, it } from 'vitest';
import { createLimited } from './limited.ts';

function setUp(atOnce: number) {
  const limited = createLimited(atOnce);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  return {
    limited,
    started,
    add(count: number): void {
      for (let task = 0; task < count; task += 1) {
        limited.add(async () => {
          started.push(task);
          await new Promise<void>((resolve) => ends.push(resolve));
        });
      }
    },
    /** Ends the task that has run longest. */
    async end(): Promise<void> {
      ends.shift()?.();
      await settled();
    },
  };
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('tasks', () => {
  it('run so many at a time, in the order they came', async () => {
    const { add, end, started } = setUp(2);
    add(5);
    await settled();
    expect(started).toEqual([0, 1]);
    await end();
    expect(started).toEqual([0, 1, 2]);
    await end();
    await end();
    await end();
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('that come later find the room that others left', async () => {
    const { add, end, started } = setUp(1);
    add(1);
    await settled();
    await end();
    add(1);
    await settled();
    expect(started).toEqual([0, 0]);
  });

  it('that a task adds are counted as well', async () => {
    const limited = createLimited(1);
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      if (most === 1) limited.add(async () => await Promise.resolve());
      await settled();
      running -= 1;
    };
    limited.add(task);
    limited.add(task);
    await limited.idle();
    expect(most).toBe(1);
  });

  it('are waited for, those that have not started too', async () => {
    const { limited, add, end, started } = setUp(1);
    add(2);
    let idle = false;
    const done = limited.idle().then(() => {
      idle = true;
    });
    await settled();
    await end();
    expect(idle).toBe(false);
    await end();
    await done;
    expect(started).toEqual([0, 1]);
  });

  it('that wait are forgotten at the stop, and none starts afterwards', async () => {
    const { limited, add, end, started } = setUp(1);
    add(3);
    await settled();
    limited.stop();
    add(1);
    await end();
    await limited.idle();
    expect(started).toEqual([0]);
  });
});
