/** Requests of an agent over a day on which nothing changes, and of one that takes over. */
import { createLoop, type Loop } from '../../agent/loop.ts';
import { createMetrics } from '../../agent/metrics.ts';
import { pollHost } from '../../agent/poll.ts';
import { createPublisher } from '../../agent/publish.ts';
import { startNodeServer } from '../../agent/testing/node-server.ts';
import { createDiscoverer } from '../../shared/discovery/discover.ts';
import { imageFiles } from '../../shared/discovery/host-image.ts';
import { createTransport } from '../../shared/kube/http.ts';
import { silentLog } from '../../shared/kube/log.ts';
import { hostImage } from './agent-host.ts';
import type { Row } from './rows.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const INTERVAL_MS = 60_000;
/** As the program has it. */
const FULL_LOOK_INTERVALS = 10;

export async function benchWrites(): Promise<Row[]> {
  const files = imageFiles(hostImage({ gpus: 8 }));
  const server = await startNodeServer({ metadata: { name: 'n1', uid: 'uid-1' } });
  const transport = createTransport({ server: server.url });
  let clock = 0;
  const now = (): number => clock;
  const random = (): number => 0.5;
  const start = (): Loop =>
    createLoop({
      discoverer: createDiscoverer({ files, now }),
      publisher: createPublisher({
        transport,
        nodeName: 'n1',
        now,
        random,
        recheckMs: (FULL_LOOK_INTERVALS - 0.5) * INTERVAL_MS,
      }),
      metrics: createMetrics({ defaults: false }),
      log: silentLog,
      intervalMs: INTERVAL_MS,
      lookEveryMs: FULL_LOOK_INTERVALS * INTERVAL_MS,
      poll: () => pollHost(files),
      hanging: () => [],
      now,
      wallSeconds: () => clock / 1000,
      random,
    });
  try {
    const first = start();
    await first.step();
    if (server.patches().length !== 1) throw new Error('nothing was published');
    server.seen.length = 0;
    let steps = 0;
    while (clock < DAY_MS) {
      const { waitMs } = await first.step();
      clock += waitMs;
      steps += 1;
    }
    const day = { writes: server.patches().length, reads: server.seen.length - server.patches().length };
    server.seen.length = 0;
    // The next version of the agent finds what the last one wrote.
    const { ok } = await start().step();
    if (!ok) throw new Error('the new agent does not take over');
    return [
      { name: 'agentWritesADay', ours: `${day.writes}`, baseline: `${steps} steps`, value: day.writes },
      { name: 'agentReadsADay', ours: `${day.reads}`, baseline: `${steps} steps`, value: day.reads },
      {
        name: 'agentWritesAnUpgrade',
        ours: `${server.patches().length}`,
        baseline: `${server.seen.length} reads`,
        value: server.patches().length,
      },
    ];
  } finally {
    transport.close();
    server.close();
  }
}
