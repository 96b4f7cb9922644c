/** What the agent costs its host and its cluster. Takes some minutes, in most of which the agent is idle. */
import { benchFacts } from './agent-facts.ts';
import { benchLook } from './agent-look.ts';
import { benchProcess } from './agent-process.ts';
import { benchWrites } from './agent-writes.ts';
import type { Row } from './rows.ts';

export async function benchAgent(): Promise<Row[]> {
  // The process last: building and looking would be in its way.
  return [
    ...(await benchLook()),
    ...(await benchFacts()),
    ...(await benchWrites()),
    ...(await benchProcess()),
  ];
}
