import { expect, test } from 'vitest';
import { createWriteBudget, REFILL_MS } from './write-budget.ts';

/** Minutes at which a host that changes every ten seconds is written, over three hours. */
function minutesOfWrites(): number[] {
  let clock = 0;
  const budget = createWriteBudget(() => clock);
  const minutes: number[] = [];
  for (; clock < 3 * 3_600_000; clock += 10_000) if (budget.take()) minutes.push(clock / 60_000);
  return minutes;
}

test('a host that never comes to rest is written three times at once, then every half minute, then every ten minutes', () => {
  const minutes = minutesOfWrites();
  expect(minutes.slice(0, 3)).toEqual([0, 1 / 6, 2 / 6]);
  expect((minutes[5] ?? 0) - (minutes[4] ?? 0)).toBeCloseTo(0.5);
  expect(minutes.filter((minute) => minute < 60).length).toBeLessThanOrEqual(20 + 6);
  expect(minutes.filter((minute) => minute >= 70 && minute < 130).length).toBeLessThanOrEqual(20);
});

test('one that rests a while may be written at once again', () => {
  let clock = 0;
  const budget = createWriteBudget(() => clock);
  expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, true, false]);
  clock += REFILL_MS;
  expect([budget.take(), budget.take()]).toEqual([true, false]);
  clock += 10 * REFILL_MS;
  expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, true, false]);
});
