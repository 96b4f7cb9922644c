import { pino } from 'pino';
import type { Log } from '../shared/kube/log.ts';

/** JSON lines on stdout: level as a word, time in ISO 8601, no pid and hostname (the pod has both). */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    formatters: { level: (label) => ({ level: label }) },
  });
}
