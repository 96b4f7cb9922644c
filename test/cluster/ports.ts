import { createServer } from 'node:net';

// Below Linux's default range for outgoing connections, so that none of those takes the port before its server does.
const lowest = 10_300;
const highest = 32_000;
const handedOut = new Set<number>();

/** A TCP port of `address` that nobody listens on. Never the same twice in one process. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (handedOut.has(port) || !(await isFree(port, address))) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(
    `no free TCP port on ${address} between ${lowest} and ${highest} in 200 tries; look at: ss -ltn`,
  );
}

function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}
