import { expect, test } from 'vitest';
import { parseAnswer } from '../shared/discovery/system-information.ts';
import { systemInformationJson } from './system-information-child.ts';

test('the child answers with what the library says of this machine', async () => {
  const reading = parseAnswer(await systemInformationJson());
  expect(reading.ok).toBe(true);
  expect(reading.facts.memory?.totalMiB).toBeGreaterThan(100);
  expect(reading.facts.cpu?.logical).toBeGreaterThan(0);
});
