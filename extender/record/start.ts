import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../shared/kube/log.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import { createTrafficRecorder, type TrafficRecorder } from './recorder.ts';
import { openTrafficFile } from './traffic-file.ts';

export interface RecordingOptions {
  readonly directory: string;
  readonly limitMib: number;
  readonly engine: Engine;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'recordingEnded'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** undefined where the folder is full already. Throws where it cannot be used. */
export function startRecording(options: RecordingOptions): TrafficRecorder | undefined {
  const { directory, limitMib, log, metrics, clock } = options;
  const file = openTrafficFile({
    directory,
    limitBytes: limitMib * 1024 * 1024,
    startedAt: new Date(clock()),
    log,
    onEnd: (why) => metrics.recordingEnded(why),
  });
  if (file === undefined) return undefined;
  log.info({ path: file.path, limitMib }, 'recording the traffic; latebind replay reads it');
  return createTrafficRecorder({ ...options, file, version: programVersion(), salt: randomBytes(32) });
}

/** Put in by scripts/build.ts: an image has no package.json. */
declare const LATEBIND_VERSION: string;

function programVersion(): string {
  if (typeof LATEBIND_VERSION === 'string') return LATEBIND_VERSION;
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
