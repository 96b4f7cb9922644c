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

/** Throws where the folder cannot be used. */
export function startRecording(options: RecordingOptions): TrafficRecorder {
  const { directory, limitMib, log, metrics, clock } = options;
  const file = openTrafficFile({
    directory,
    limitBytes: limitMib * 1024 * 1024,
    startedAt: new Date(clock()),
    log,
    onEnd: (why) => metrics.recordingEnded(why),
  });
  log.info({ path: file.path, limitMib }, 'recording the traffic; latebind replay reads it');
  return createTrafficRecorder({ ...options, file, version: programVersion(), salt: randomBytes(32) });
}

/** An image may have left it out. */
function programVersion(): string {
  for (const up of [['..'], ['..', '..']]) {
    try {
      const text = readFileSync(join(import.meta.dirname, ...up, 'package.json'), 'utf8');
      const { version } = JSON.parse(text) as { version?: string };
      if (version !== undefined) return version;
    } catch {
      // Bundled, it lies one folder further up.
    }
  }
  return 'unknown';
}
