/**
 * A TCP proxy that holds back what the client sends for some milliseconds, a process of its own: a round trip takes that much
 * longer, as to an API server in another zone. Answers pass at once. `node delay-proxy.ts TARGET-PORT MILLISECONDS` prints
 * its port.
 */
import { type AddressInfo, connect, createServer } from 'node:net';

const [targetPort = 0, milliseconds = 0] = process.argv.slice(2).map(Number);

const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const later = (action: () => void): void => {
    // Timers of one length fire in the order in which they were set, so bytes stay in order.
    if (milliseconds === 0) action();
    else setTimeout(action, milliseconds);
  };
  client.on('data', (chunk) => later(() => target.write(chunk)));
  client.on('end', () => later(() => target.end()));
  target.on('data', (chunk) => client.write(chunk));
  target.on('end', () => client.end());
  client.on('error', () => target.destroy());
  target.on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
