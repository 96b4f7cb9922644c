import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { createTransport, type Transport } from '../shared/kube/http.ts';
import { http2Writes } from '../shared/kube/http2-writes.ts';
import { inCluster } from '../shared/kube/in-cluster.ts';
import type { Log } from '../shared/kube/log.ts';
import { daysUntil, followCertificates, loadCertificates } from './certificates.ts';
import { engine } from './engine.ts';
import { createRecorder } from './events.ts';
import type { Address, Flags } from './flags.ts';
import { countedTransport, createMetrics, type Metrics } from './metrics.ts';
import { reportPods } from './pod-reports.ts';
import { startRecording } from './record/start.ts';
import { startRepairer } from './repair.ts';
import { startRequeuer } from './requeue.ts';
import { createExtender } from './server.ts';
import { skippedPresets } from './skipped-presets.ts';
import { createClusterState } from './state/cluster.ts';
import { createTlsServer, tlsOptions } from './tls-server.ts';

/** What in-flight requests get after the drain; every verb has a shorter deadline of its own. */
const CLOSE_MS = 10_000;

/** Runs until SIGTERM or SIGINT. Rejects where it cannot start. */
export async function run(flags: Flags): Promise<void> {
  const log = pino({
    level: flags.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  const fatal = (err: unknown): void => {
    log.fatal({ err }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  const terminated = signalled();

  const metrics = createMetrics({ processMetrics: true });
  const transport = await connect(flags, metrics);
  const now = (): number => performance.now();
  const clock = (): number => Date.now();
  const stop = new AbortController();

  const recording =
    flags.record === undefined
      ? undefined
      : startRecording({
          directory: flags.record,
          limitMib: flags.recordLimitMib,
          engine,
          log,
          metrics,
          clock,
          now,
        });
  const answering = recording?.engine ?? engine;
  const state = createClusterState({ transport, engine: answering, log, now });
  recording?.follow(state);
  const recorder = createRecorder({ transport, metrics, log, clock, instance: hostname() });
  reportPods({ pods: state.pods, recorder, skippedPresets, clock });
  const repairer = startRepairer({
    state,
    engine,
    transport,
    recorder,
    metrics,
    log,
    random: Math.random,
  });
  const requeuer = startRequeuer({ state, engine, transport, metrics, log });
  metrics.observe({
    nodes: () => state.nodes.counts(),
    presets: () => state.presets.counts(),
    waiting: () => repairer.waiting(),
    reflectors: () => state.reflectors(),
    now,
  });
  const extender = createExtender({
    state,
    transport,
    metrics,
    log,
    engine: answering,
    schedulerNeedsCertificate: flags.schedulerClientCaFile !== undefined,
    ...(recording === undefined ? {} : { onExchange: recording.onExchange }),
  });

  const files = {
    certFile: flags.tlsCertFile,
    keyFile: flags.tlsKeyFile,
    clientCaFile: flags.schedulerClientCaFile,
  };
  const certificates = await loadCertificates(files);
  const server = createTlsServer(extender, certificates);
  let { notAfter } = certificates;
  const sayExpiry = (): void => metrics.certificateExpiryDays(daysUntil(notAfter, clock()));
  sayExpiry();
  const expiry = setInterval(sayExpiry, 60_000);
  const unfollow = followCertificates({
    files,
    current: certificates,
    log,
    onChange(next) {
      server.setSecureContext(tlsOptions(next));
      ({ notAfter } = next);
      sayExpiry();
    },
    onFailure: () => metrics.certificateReloadFailed(),
  });
  // A client that is not one of ours; nothing to be done, and nothing worth an error.
  server.on('tlsClientError', (err) => log.debug({ err }, 'TLS handshake failed'));
  const probes = createServer(extender.probes);
  await listen(server, flags.listen);
  await listen(probes, flags.metricsListen);
  log.info({ listen: flags.listen, metricsListen: flags.metricsListen }, 'extender started');

  const watching = state.run(stop.signal);
  const signal = await terminated;
  log.info({ signal, drainSeconds: flags.drainSeconds }, 'shutting down');
  extender.drain();
  await delay(flags.drainSeconds * 1000);
  await close(server, log);
  repairer.stop();
  requeuer.stop();
  stop.abort();
  unfollow();
  clearInterval(expiry);
  await Promise.race([
    // A disk that hangs keeps the end of a recording, and nothing else.
    Promise.all([watching, repairer.idle(), requeuer.idle(), recorder.idle(), recording?.close()]),
    delay(CLOSE_MS, undefined, { ref: false }),
  ]);
  await close(probes, log);
  transport.close();
  log.info({}, 'extender stopped');
}

async function connect(flags: Flags, metrics: Metrics): Promise<Transport> {
  if (flags.kubeconfig === undefined && process.env['KUBERNETES_SERVICE_HOST'] === undefined) {
    throw new Error('not in a cluster: KUBERNETES_SERVICE_HOST is not set; elsewhere give --kubeconfig FILE');
  }
  // client-node is loaded only where it is needed: 40 MB of memory.
  const connection =
    flags.kubeconfig === undefined
      ? inCluster({ env: process.env })
      : (await import('../shared/kube/kubeconfig.ts')).fromKubeconfig(flags.kubeconfig);
  const transport = createTransport({
    ...connection,
    userAgent: 'latebind-extender',
    maxSockets: 64,
    writes: http2Writes,
  });
  return countedTransport(transport, metrics);
}

function signalled(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => resolve(signal));
  }
  return promise;
}

async function listen(server: Server, { host, port }: Address): Promise<void> {
  server.listen({ host, port });
  // An error of the socket, such as a port in use, rejects.
  await once(server, 'listening');
}

async function close(server: Server & { closeAllConnections(): void }, log: Log): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  log.debug({}, 'listener closed');
}
