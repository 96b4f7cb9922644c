/** For endings.test.ts: a cluster whose owner ends in one of several ways. */
import { startCluster } from './cluster.ts';
import { busyboxImage } from './images.ts';

const cluster = await startCluster({ nodes: [{ name: 'node-a' }, { name: 'node-b' }] });
const containers = [{ name: 'main', image: busyboxImage, command: ['sleep', '1000'] }];
const pod = { metadata: { name: 'stays' }, spec: { nodeName: 'node-a', containers } };
await cluster.api('POST', '/api/v1/namespaces/default/pods', pod);
await cluster.kubectl('wait', '--for=condition=Ready', 'pod/stays', '--timeout=60s');
process.stdout.write(`${cluster.directory}\n`);
// The test looks around first, then closes standard input.
process.stdin.resume();
process.stdin.once('end', () => {
  const ending = process.argv[2];
  if (ending === 'throw') throw new Error('thrown on purpose');
  if (ending === 'exit') process.exit(3);
});
