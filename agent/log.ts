import { pino } from 'pino';
import type { Log } from '../shared/kube/log.ts';

/** JSON lines on stdout: level as a word, time in ISO 8601, no pid and hostname (the pod has both). */
export function createLog(level: string): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Not through libuv's threads, which reads of the host may have taken.
  return pino(options, pino.destination({ sync: true }));
}
